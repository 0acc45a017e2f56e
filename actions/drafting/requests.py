"""What is said about drafts outside the form: open one, find one again, show, list, end."""

import json
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.drafting.commands import Command, ReadingName, UserMessage, message_of
from actions.drafting.continuation import ALIVE, SAID, DraftContinuation
from actions.drafting.conversation import DRAFT, DRAFT_OPENING, DRAFT_SEEN, DraftConversation
from actions.drafting.later_values import CHANGING
from actions.drafting.opener import DraftOpener, OpenedDraft, OpeningKind
from actions.drafting.outcome import SURE, DraftOutcome
from actions.drafting.view import list_reply, summary
from actions.tracker import CURRENT_ENTRY, Events, utter
from faq_kb.contract import ALL_ITEMS
from tickets.draft import Draft, Status
from tickets.reference import names_reference, references_in
from tickets.service import ChangedMeanwhileError

# Done only to a draft that the message is certainly about; a withdrawal asks.
ENDING = frozenset({Command.SAVE, Command.AFFIRM, Command.CANCEL})
# With a reference they ask about the draft, whatever item they name.
QUESTIONS = (ReadingName.DETAIL, ReadingName.ITEM_QUESTION)
LOOKING = frozenset({Command.STATUS, Command.SHOW})
MOST_BUTTONS = 6


class DraftRequests:
    """Answers one message about drafts; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context
        self.words = drafts.words
        self.opening = DraftOpener(drafts)
        self.closing = DraftOutcome(drafts)
        self.continuation = DraftContinuation(drafts)

    def answer(self) -> Events:
        """Do what the message says."""
        message = message_of(self.context.tracker)
        command = message.named_command or message.command or Command.STATUS
        if command is Command.START:
            return self._start(message.entities.get("entry"), message)
        if command is Command.LIST:
            return self._list(self.drafts.tickets.of(self.drafts.viewer.owner))
        named = message.entities.get("draft") or next(iter(references_in(message.text)), "")
        if not named and names_reference(message.text):
            return self.drafts.say_not_found(message.text.strip())
        draft = self.drafts.find(named) if named else self.drafts.current()
        if named and draft is None:
            return self.drafts.say_not_found(named)
        try:
            if draft and command not in LOOKING:
                draft = self.drafts.adopted(draft)
            events = self._continued(draft, message, is_named=bool(named))
            if events is None:
                events = self._about(command, draft, message)
            return self._beside_form(events)
        except ChangedMeanwhileError as error:
            return self.closing.standing(error.draft)

    def turn(self) -> Events | None:
        """What a message without a command says for a draft; None where it says nothing for one."""
        try:
            return self.continuation.turn(message_of(self.context.tracker))
        except ChangedMeanwhileError as error:
            return self.closing.standing(error.draft)

    def _continued(
        self, draft: Draft | None, message: UserMessage, *, is_named: bool
    ) -> Events | None:
        """Values that are given; None where there are none."""
        is_own = draft is not None and self.drafts.is_own(draft) and draft.status in ALIVE
        if draft and is_own and message.entities.get("item") == SAID:
            return self.continuation.take_said(draft)
        if message.is_click or message.command not in (None, *CHANGING):
            return None
        if not is_named:
            return self.continuation.turn(message)
        if draft is None or not is_own:
            return None
        if values := self.continuation.values.of(message.said, draft):
            return self.continuation.take(draft, values)
        is_change = self.continuation.item(draft, message) and not message.is_read_as(*QUESTIONS)
        return self.continuation.change(draft, message) if is_change else None

    def _beside_form(self, events: Events) -> Events:
        """While another draft is filled in, that one stays the conversation's."""
        is_next = any(event["event"] in ("followup", "active_loop") for event in events)
        if is_next or not self.drafts.is_filling_in:
            return events
        return [event for event in events if event.get("name") not in (DRAFT, DRAFT_SEEN)]

    def _about(self, command: Command, draft: Draft | None, message: UserMessage) -> Events:
        """A command about one draft, or about none."""
        entry = self.context.tracker.get_slot(CURRENT_ENTRY)
        meant = draft and (message.is_click or self._is_about(draft, message))
        if command is Command.AFFIRM and not meant and entry in self.context.knowledge.procedures:
            return self._start(entry, None)
        if draft is None:
            return self._without_draft(command, message)
        if command is Command.DENY:
            return [*self._say(self.words.say("as_it_is")), SlotSet(DRAFT_OPENING, None)]
        if command in ENDING:
            return self._end(command, draft, message, meant=bool(meant))
        if self.drafts.is_own(draft) and (
            command in CHANGING or (draft.is_editable and command not in LOOKING)
        ):
            return self._change(draft, message)
        return self.closing.standing(draft)

    def _change(self, draft: Draft, message: UserMessage) -> Events:
        """An item of it, or all of them at once in a form."""
        if draft.is_editable and message.entities.get("item") == ALL_ITEMS:
            return self.opening.go_on(OpenedDraft(draft, OpeningKind.FORM))
        return self.continuation.change(draft, message)

    def _end(self, command: Command, draft: Draft, message: UserMessage, *, meant: bool) -> Events:
        """Withdraw it, or yes to what was said of it last, where that is what is meant."""
        if command is Command.AFFIRM and self.continuation.is_asked(draft):
            return self.continuation.take_said(draft)
        if message.says_save and draft.status is not Status.COLLECTING:
            # Clicked twice: it neither saves again nor, worse, submits.
            return self._say(self.words.say("already_saved", reference=draft.reference))
        is_own = self.drafts.is_own(draft)
        was_asked = meant and self.closing.has_asked_to_withdraw(draft)
        if command is Command.CANCEL or (command is Command.AFFIRM and was_asked):
            if not (is_own and draft.can_be_withdrawn):
                return self.closing.standing(draft)
            is_sure = was_asked or message.entities.get("item") == SURE
            return self.closing.withdraw(draft, is_sure=is_sure)
        return self._yes(draft) if meant else self.closing.standing(draft)

    def _is_about(self, draft: Draft, message: UserMessage) -> bool:
        """Whether the message names the draft, or follows on what was said about it last."""
        said = (self.context.last_reply.get("draft") or {}).get("id")
        return said == draft.reference or draft.reference in references_in(message.text)

    def _without_draft(self, command: Command, message: UserMessage) -> Events:
        """No draft in this conversation: an earlier one, or the message means something else."""
        own = self.drafts.tickets.of(self.drafts.viewer.owner, tuple(Status))
        if command in LOOKING and own:
            return self.closing.standing(own[0])
        if command in LOOKING:
            return self._list([draft for draft in own if draft.is_open])
        if command in CHANGING and own:
            return self.continuation.go_on(None, message)
        if command is Command.DENY:
            return self._say(self.words.say("as_it_is"))
        return self._say(self.words.say("no_draft")) if own else self.context.nothing()

    def _yes(self, draft: Draft) -> Events:
        """Yes to what was said last: submit what is confirmed, go on with what is not."""
        if draft.is_editable and draft.status is not Status.READY:
            return self.opening.go_on(OpenedDraft(draft, OpeningKind.RESUMED))
        send = self.closing.way_to_send(draft, self.drafts.progress(draft))
        return send(draft) if send else self.closing.standing(draft)

    def _start(self, entry: str | None, message: UserMessage | None) -> Events:
        """Draft the entry of the button, of the message, or that the conversation is about."""
        procedures = self.context.knowledge.procedures
        standalone = self.context.tracker.latest_message.get("standalone")
        entry = entry or self.context.tracker.get_slot(CURRENT_ENTRY)
        if entry not in procedures and message and not message.is_click:
            entry = standalone
        if entry not in procedures:
            return self._say(self.words.say("about_what"))
        if not procedures[entry].can_draft:
            return self._say(self.words.say("nothing_to_draft", title=procedures[entry].title))
        if message and message.entities.get("item") == "another":
            return self.opening.go_on(self.opening.open(entry, another=True))
        return self.opening.start(entry)

    def _list(self, drafts: Sequence[Draft]) -> Events:
        rows = [
            summary(draft, self.context.knowledge, self.drafts.progress(draft)) for draft in drafts
        ]
        buttons = [
            {
                "title": draft.reference,
                "payload": f"/draft_{'resume' if draft.is_editable else 'status'}"
                f"{json.dumps({'draft': draft.reference})}",
            }
            for draft in drafts[:MOST_BUTTONS]
        ]
        reply = list_reply("" if rows else self.words.say("none_at_all"), rows)
        utter(self.context.dispatcher, reply, self.context.services.text.of(reply), buttons)
        return []

    def _say(self, message: str) -> Events:
        utter(self.context.dispatcher, list_reply(message), message)
        return []
