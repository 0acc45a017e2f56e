"""Goes on with a draft that is not being filled in: paused, saved, or handed over."""

import json
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.drafting.commands import Command, ReadingName, UserMessage, said_before
from actions.drafting.conversation import DRAFT_OPENING, Button, DraftConversation
from actions.drafting.later_values import CHANGING, LaterValues
from actions.drafting.opener import DraftOpener, OpenedDraft, OpeningKind
from actions.drafting.outcome import DraftOutcome
from actions.drafting.view import DraftMessage, list_reply, summary, title
from actions.tracker import CURRENT_ENTRY, Events, utter
from tickets.additions import may_have_left
from tickets.draft import Draft, Status
from tickets.events import REQUESTER
from tickets.fields import AGENCY
from tickets.naming import named

# Drafts whose requester may still say something of them.
ALIVE = (Status.COLLECTING, Status.READY, Status.HANDED_OVER, Status.SUBMITTED)
# In the slot of the opening: whether what was just said is for this draft was the last question.
FOR_DRAFT = "for:"
# In place of an item, in a button: what was said before it.
SAID = "said"
MOST_CHOICES = 6


class DraftContinuation:
    """Takes values, corrections and "continue"; each method returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.words = drafts.words
        self.values = LaterValues(drafts)
        self.opening = DraftOpener(drafts)
        self.closing = DraftOutcome(drafts)

    def turn(self, message: UserMessage) -> Events | None:
        """What a message that names no draft says for one; None where it is about something else.

        The conversation's own draft comes first, then any other of this user.
        """
        if message.is_click or self.drafts.is_filling_in:
            return None
        current = self._current()
        if current and (values := self.values.meant(message, current)):
            return self._take_surely(current, values, message)
        if given := self._receiving(message):
            return self._for_one_of(given, message)
        if self._says_to_go_on(message, current):
            return self.go_on(current, message)
        return None

    def take(self, draft: Draft, values: dict[str, str]) -> Events:
        """Note values: the form goes on with what is not handed over, the rest is passed on."""
        if values.items() <= draft.fields.items():
            return self.closing.standing(draft, [*values])
        if draft.takes_additions:
            return self._add(draft, values)

        take = self.drafts.moving_on(lambda current: current.take(values, REQUESTER))
        draft = self.drafts.tickets.change(draft.reference, take)
        if self.drafts.is_filling_in:
            # Another one is filled in just now: this one waits.
            return self.closing.standing(draft, [*values])
        return self.opening.go_on(OpenedDraft(draft, OpeningKind.RESUMED, tuple(values)))

    def take_said(self, draft: Draft) -> Events:
        """What was said before a click or yes is for this draft."""
        values = self.values.of(said_before(self.drafts.context.tracker), draft)
        return self.take(draft, values) if values else self.closing.standing(draft)

    def is_asked(self, draft: Draft) -> bool:
        """Whether the last question was whether it is for this draft."""
        opening = self.drafts.context.tracker.get_slot(DRAFT_OPENING)
        return bool(opening == f"{FOR_DRAFT}{draft.reference}")

    def go_on(self, draft: Draft | None, message: UserMessage) -> Events:
        """Continue the draft, or one of the user's: the one there is, or the one chosen."""
        if draft is None:
            waiting = self.drafts.tickets.of(self.drafts.viewer.owner)
            editable = [one for one in waiting if one.is_editable]
            candidates = editable or waiting
            if len(candidates) != 1:
                return self._offer(candidates, {})
            (draft,) = candidates
        return self.change(draft, message)

    def item(self, draft: Draft, message: UserMessage) -> str:
        """The key of the item that a button or a message names; "" for none."""
        fields = self.drafts.fields(draft)
        key = message.entities.get("item") or named(message.text, fields)
        return key if key in {field.key for field in fields} else ""

    def change(self, draft: Draft, message: UserMessage) -> Events:
        """Fill it in further; an item that is named is asked for anew."""
        if not (draft.is_editable or draft.takes_additions):
            return self.closing.standing(draft)
        key = self.item(draft, message)
        if draft.takes_additions and not key:
            missing = draft.missing(self.drafts.fields(draft))
            if message.command is Command.CHANGE:
                return self._ask_which(draft)
            if not missing:
                return self.closing.standing(draft)
            key = missing[0].key
        if key:
            draft = self.drafts.tickets.change(draft.reference, lambda current: current.ask(key))
        return self.opening.go_on(OpenedDraft(draft, OpeningKind.RESUMED))

    def leave(self, draft: Draft) -> Events:
        """Nothing is added: a request that is handed over waits for no answer any more."""
        draft = self.drafts.tickets.add(draft.reference, {}, REQUESTER, self.drafts.rewritten)
        return self.closing.standing(draft, preface=self.words.say("as_it_is"))

    def _current(self) -> Draft | None:
        """The conversation's draft, if its requester may still say something of it."""
        draft = self.drafts.current()
        return draft if draft and self.drafts.is_own(draft) and draft.status in ALIVE else None

    def _receiving(self, message: UserMessage) -> list[tuple[Draft, dict[str, str]]]:
        """The user's drafts that the message gives values; those that wait for all of them first.

        What the Service Desk has is only completed: a new need is no correction of an old request.
        """
        found = []
        for draft in self.drafts.tickets.of(self.drafts.viewer.owner, ALIVE):
            values = self.values.meant(message, draft)
            missing = {field.key for field in draft.missing(self.drafts.fields(draft))}
            if values and (draft.is_open or values.keys() <= missing):
                found.append((draft, values, values.keys() <= missing))
        waiting = [(draft, values) for draft, values, waits in found if waits]
        return waiting or [(draft, values) for draft, values, _ in found]

    def _for_one_of(
        self, given: Sequence[tuple[Draft, dict[str, str]]], message: UserMessage
    ) -> Events:
        if len(given) == 1:
            return self._take_surely(*given[0], message)
        return self._offer([draft for draft, _ in given], {"item": SAID})

    def _take_surely(self, draft: Draft, values: dict[str, str], message: UserMessage) -> Events:
        """Nothing is sent to anybody before it is sure that it is meant for this draft."""
        is_sure = message.command in CHANGING or self.drafts.is_said_last(draft)
        sent = self.drafts.tickets.latest_message(draft.reference)
        if is_sure or sent is None or not may_have_left(sent.state, sent.attempts):
            return self.take(draft, values)
        question = self.words.ask_whether_for(
            draft, title(draft, self.drafts.context.knowledge), values, self.drafts.fields(draft)
        )
        button = {
            "title": self.words.button("add_to").format(reference=draft.reference),
            "payload": _payload(draft, item=SAID),
        }
        no = {"title": self.words.button("no"), "payload": "/deny"}
        events = self.drafts.say(draft, DraftMessage(question=question), [button, no])
        return [*events, SlotSet(DRAFT_OPENING, f"{FOR_DRAFT}{draft.reference}")]

    def _add(self, draft: Draft, values: dict[str, str]) -> Events:
        """What is new of a request that is handed over goes to whoever has it."""
        if draft.fields.get(AGENCY) and values.pop(AGENCY, ""):
            # It has gone to that agency's contacts.
            preface = self.words.say("agency_stays", reference=draft.reference)
            return self.closing.standing(draft, preface=preface)
        draft = self.drafts.tickets.add(draft.reference, values, REQUESTER, self.drafts.rewritten)
        newest = self.drafts.tickets.messages(draft.reference)[-1:]
        preface = self.closing.words.added(draft, newest[0]) if newest else ""
        return self.closing.standing(draft, [*values], preface)

    def _says_to_go_on(self, message: UserMessage, current: Draft | None) -> bool:
        """Whether it is "continue", or a change of something that has a name."""
        if message.exact_command is Command.RESUME:
            return self._is_about_drafts(current)
        if not message.is_read_as(ReadingName.COMMAND, ReadingName.REPAIR):
            return False
        if current and self.drafts.is_said_last(current) and self.item(current, message):
            return True
        is_command = message.is_read_as(ReadingName.COMMAND)
        is_resume = is_command and message.likeliest == Command.RESUME
        return is_resume and self._is_about_drafts(current)

    def _is_about_drafts(self, current: Draft | None) -> bool:
        """Whether "continue" may mean a draft: nothing was offered, no procedure is talked of."""
        if self.drafts.context.last_reply.get("type") == "clarify":
            return False
        if current:
            return current.is_open
        is_free = not self.drafts.context.tracker.get_slot(CURRENT_ENTRY)
        return is_free and bool(self.drafts.tickets.of(self.drafts.viewer.owner))

    def _ask_which(self, draft: Draft) -> Events:
        """Where the request stands, with a button for each item that can be changed or added."""
        buttons = [
            {
                "title": self.words.edit_button(field, given=field.key in draft.fields),
                "payload": _payload(draft, item=field.key),
            }
            for field in self.drafts.fields(draft)
            if field.key != AGENCY
        ]
        which = DraftMessage(question=self.words.say("which_item"))
        return self.drafts.say(draft, which, buttons)

    def _offer(self, drafts: Sequence[Draft], data: dict[str, str]) -> Events:
        """Which of the user's drafts is meant."""
        knowledge = self.drafts.context.knowledge
        rows = [summary(draft, knowledge, self.drafts.progress(draft)) for draft in drafts]
        buttons: list[Button] = [
            {
                "title": f"{draft.reference}: {title(draft, knowledge)}",
                "payload": _payload(draft, **data),
            }
            for draft in drafts[:MOST_CHOICES]
        ]
        context = self.drafts.context
        reply = list_reply(self.words.say("which_draft" if rows else "none_at_all"), rows)
        utter(context.dispatcher, reply, context.services.text.of(reply), buttons)
        return []


def _payload(draft: Draft, **data: str) -> str:
    return f"/draft_change{json.dumps({'draft': draft.reference, **data})}"
