"""What is said about drafts outside the form: open one, find one again, show, list, end."""

import json
from collections.abc import Sequence

from actions.drafting.commands import Command, UserMessage, message_of
from actions.drafting.conversation import DraftConversation
from actions.drafting.opener import DraftOpener, OpenedDraft, OpeningKind
from actions.drafting.outcome import REQUESTER, SURE, DraftOutcome
from actions.drafting.view import list_reply, summary
from actions.tracker import CURRENT_ENTRY, Events, utter
from faq_kb.contract import ALL_ITEMS
from tickets.draft import Draft, Status
from tickets.reference import names_reference, references_in
from tickets.service import ChangedMeanwhileError

# Done only to a draft that the message is certainly about.
ENDING = frozenset({Command.SAVE, Command.AFFIRM, Command.CANCEL})
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

    def answer(self) -> Events:
        """Do what the message says."""
        message = message_of(self.context.tracker)
        command = message.command or Command.STATUS
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
            return self._about(command, draft, message)
        except ChangedMeanwhileError as error:
            return self.closing.standing(error.draft)

    def _about(self, command: Command, draft: Draft | None, message: UserMessage) -> Events:
        """A command about one draft, or about none."""
        entry = self.context.tracker.get_slot(CURRENT_ENTRY)
        meant = draft and (message.is_click or self._is_about(draft, message))
        if command is Command.AFFIRM and not meant and entry in self.context.knowledge.procedures:
            return self._start(entry, None)
        if draft is None:
            return self._without_draft(command)
        if command is Command.DENY:
            return self._say(self.words.say("as_it_is"))
        if command in ENDING:
            return self._end(command, draft, message, meant=bool(meant))
        is_own = draft.owner == self.drafts.viewer.owner
        if command not in LOOKING and is_own and draft.is_editable:
            return self._go_on(draft, message.entities.get("item"))
        return self.closing.standing(draft)

    def _end(self, command: Command, draft: Draft, message: UserMessage, *, meant: bool) -> Events:
        """Withdraw it, or yes to what was said of it last, where that is what is meant."""
        if message.says_save and draft.status is not Status.COLLECTING:
            # Clicked twice: it neither saves again nor, worse, submits.
            return self._say(self.words.say("already_saved", reference=draft.reference))
        if not meant:
            return self.closing.standing(draft)
        is_own = draft.owner == self.drafts.viewer.owner
        was_asked = self.closing.has_asked_to_withdraw(draft)
        if command is Command.CANCEL or (command is Command.AFFIRM and was_asked):
            if not (is_own and draft.is_open):
                return self.closing.standing(draft)
            is_sure = was_asked or message.entities.get("item") == SURE
            return self.closing.withdraw(draft, is_sure=is_sure)
        return self._yes(draft)

    def _is_about(self, draft: Draft, message: UserMessage) -> bool:
        """Whether the message names the draft, or follows on what was said about it last."""
        said = (self.context.last_reply.get("draft") or {}).get("id")
        return said == draft.reference or draft.reference in references_in(message.text)

    def _without_draft(self, command: Command) -> Events:
        """No draft in this conversation: an earlier one, or the message means something else."""
        own = self.drafts.tickets.of(self.drafts.viewer.owner, tuple(Status))
        if command in LOOKING and own:
            return self.closing.standing(own[0])
        waiting = [draft for draft in own if draft.is_editable]
        if command is Command.RESUME and len(waiting) == 1:
            return self._go_on(waiting[0], None)
        if command in LOOKING or command is Command.RESUME:
            return self._list(waiting)
        if command is Command.DENY:
            return self._say(self.words.say("as_it_is"))
        return self._say(self.words.say("no_draft")) if own else self.context.nothing()

    def _go_on(self, draft: Draft, key: str | None) -> Events:
        """Fill it in further; with the key of an field, that one anew; or all of them at once."""
        if key == ALL_ITEMS:
            return self.opening.go_on(OpenedDraft(draft, OpeningKind.FORM))
        if key in {field.key for field in self.drafts.fields(draft)}:
            draft = self.drafts.tickets.change(
                draft.reference, lambda current: current.drop(str(key), REQUESTER)
            )
        return self.opening.go_on(OpenedDraft(draft, OpeningKind.RESUMED))

    def _yes(self, draft: Draft) -> Events:
        """Yes to what was said last: submit what is confirmed, go on with what is not."""
        is_own = draft.owner == self.drafts.viewer.owner
        if draft.is_editable and draft.status is not Status.READY:
            return self._go_on(draft, None)
        waits = draft.status is Status.READY or (draft.status is Status.HANDED_OVER and not is_own)
        if waits and self.drafts.may_submit(draft):
            return self.closing.submit(draft)
        return self.closing.standing(draft)

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
            summary(draft, self.context.knowledge, self.drafts.delivery(draft)) for draft in drafts
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
