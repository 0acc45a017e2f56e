"""Ends of a draft in conversation: saved, submitted, put aside, withdrawn."""

import json
from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.drafting.conversation import DRAFT_OPENING, Button, DraftConversation
from actions.drafting.view import DraftMessage, title
from actions.tracker import Events
from common.clock import utc_now
from tickets.additions import additions_of
from tickets.authority import contact_with
from tickets.composing import correspondent, service_desk
from tickets.draft import Draft, EventType, Status
from tickets.mail import reachable
from tickets.outbox import DeliveryState
from tickets.quota import DraftRate
from tickets.snapshot import Correspondent

REQUESTER, CONTACT = "requester", "contact"
# In the slot of the opening: the question before this message, with the draft's reference.
WITHDRAWING = "withdraw:"
SURE = "sure"


class DraftOutcome:
    """Each method utters what became of the draft and returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context

    def save(self, draft: Draft) -> Events:
        """The user confirmed the summary: ready, or handed to who may submit it.

        What is missing is named to the user and to whoever gets it, whoever that is.
        """
        if rate := self._exceeded(draft):
            return self._refused(draft, rate)
        found = self.drafts.authority(draft)

        def confirm(current: Draft) -> None:
            current.confirm(utc_now(), found.people, self._origin)
            if not found.requester_may_submit:
                current.move(Status.HANDED_OVER, EventType.HANDED_OVER, REQUESTER)
            elif current.status is not Status.READY:
                current.move(Status.READY, EventType.SAVED, REQUESTER)

        tickets, seen = self.drafts.tickets, self.drafts.expected_version()
        if found.requester_may_submit:
            return self.standing(tickets.change(draft.reference, confirm, seen))
        snapshot = self.drafts.request_to(found.people, draft)
        return self.standing(tickets.hand_over(draft.reference, confirm, seen, snapshot))

    def submit(self, draft: Draft) -> Events:
        """Send a confirmed request to the Service Desk, by who may submit it."""
        by = REQUESTER if draft.owner == self.drafts.viewer.owner else CONTACT
        destination = replace(
            service_desk(draft.entry, self.context.knowledge), submitter=self._submitter(draft)
        )
        snapshot = self.drafts.request(draft, destination)
        draft = self.drafts.tickets.hand_over(
            draft.reference,
            lambda current: current.move(Status.HANDED_OVER, EventType.HANDED_OVER, by),
            self.drafts.expected_version(),
            snapshot,
        )
        return self.standing(draft)

    def standing(self, draft: Draft, noted: Sequence[str] = (), preface: str = "") -> Events:
        """Where the draft stands now, and what can be done, after what was noted and said."""
        text = self.drafts.words.standing(
            draft,
            self.context.knowledge,
            shown=self.drafts.shown(draft),
            missing=draft.missing(self.drafts.fields(draft)),
            message=self.drafts.tickets.latest_message(draft.reference),
        )
        lines = (preface, text, self._not_added(draft))
        said = DraftMessage("\n".join(filter(None, lines)), noted=noted)
        return self.drafts.say(draft, said, self._buttons(draft))

    def _not_added(self, draft: Draft) -> str:
        """That an addition did not arrive; empty while none has failed."""
        sent = additions_of(self.drafts.tickets.messages(draft.reference))
        is_lost = any(one.state is DeliveryState.FAILED for one in sent)
        directory = self.context.knowledge.directory
        return self.drafts.words.not_added(draft, directory) if is_lost else ""

    def pause(self, draft: Draft) -> Events:
        """Put it aside: everything stays as it is."""
        draft = self.drafts.tickets.change(
            draft.reference, lambda current: current.note(EventType.PAUSED, REQUESTER)
        )
        missing = draft.missing(self.drafts.fields(draft))
        text = self.drafts.words.paused(draft, missing, self.context.services.idle_days)
        return self.drafts.say(draft, text, [self.button("resume", draft)])

    def withdraw(self, draft: Draft, *, is_sure: bool) -> Events:
        """Throw it away; what is confirmed only after another question."""
        if draft.status is not Status.COLLECTING and not is_sure:
            return self._ask_to_withdraw(draft)
        draft = self.drafts.tickets.withdraw(draft.reference, REQUESTER)
        text = self.drafts.words.withdrawn(
            title(draft, self.context.knowledge), draft, self._reached(draft)
        )
        return self.drafts.say(draft, text)

    def has_asked_to_withdraw(self, draft: Draft) -> bool:
        """Whether that was the last question."""
        asked = self.context.tracker.get_slot(DRAFT_OPENING)
        return bool(asked == f"{WITHDRAWING}{draft.reference}")

    def _ask_to_withdraw(self, draft: Draft) -> Events:
        question = self.drafts.words.ask_to_withdraw(
            title(draft, self.context.knowledge), draft, self._reached(draft)
        )
        data = json.dumps({"draft": draft.reference, "item": SURE})
        words = self.drafts.words
        buttons = [
            {"title": words.button("withdraw_it"), "payload": f"/draft_cancel{data}"},
            {"title": words.button("keep_it"), "payload": "/deny"},
        ]
        events = self.drafts.say(draft, DraftMessage(question=question), buttons)
        return [*events, SlotSet(DRAFT_OPENING, f"{WITHDRAWING}{draft.reference}")]

    def _reached(self, draft: Draft) -> int:
        """How many people were e-mailed the request."""
        sent = [
            entry.snapshot
            for entry in self.drafts.tickets.messages(draft.reference)
            if entry.state is DeliveryState.DELIVERED and entry.snapshot
        ]
        return len(reachable(sent[0].to)) if sent else 0

    def _exceeded(self, draft: Draft) -> DraftRate | None:
        """Agents write for one caller after another: nobody counts theirs."""
        user, quota = self.context.user, self.context.services.quota
        if user.is_service_desk:
            return None
        return self.drafts.tickets.exceeds(quota, draft, self._origin)

    def _refused(self, draft: Draft, rate: DraftRate) -> Events:
        directory = self.context.knowledge.directory
        text = self.drafts.words.too_many(draft, rate, directory)
        return self.drafts.say(draft, text, [self.button("resume", draft)])

    @property
    def _origin(self) -> str:
        """From where a user writes who has not signed in; a signed-in one counts by themselves."""
        return "" if self.context.user.id else self.context.user.origin

    def button(self, name: str, draft: Draft) -> Button:
        """A button that does something with this draft."""
        data = json.dumps({"draft": draft.reference})
        return {"title": self.drafts.words.button(name), "payload": f"/draft_{name}{data}"}

    def _buttons(self, draft: Draft) -> list[Button]:
        if draft.status is Status.READY:
            submit = self.button("save", draft) | {"title": self.drafts.words.button("submit")}
            return [submit, self.button("change", draft), self.button("cancel", draft)]
        if draft.status is Status.COLLECTING:
            return [self.button("resume", draft), self.button("cancel", draft)]
        may_submit = self.drafts.may_submit(draft)
        if draft.status is Status.HANDED_OVER and may_submit and draft.owner != self._owner:
            return [self.button("save", draft) | {"title": self.drafts.words.button("submit")}]
        if draft.takes_additions and draft.owner == self._owner:
            return [self.button("change", draft)]
        return []

    def _submitter(self, draft: Draft) -> Correspondent | None:
        """The contact who writes; None for the requester."""
        listed = contact_with(self.drafts.viewer.email, draft.authorized)
        return correspondent(listed, self.context.knowledge.directory) if listed else None

    @property
    def _owner(self) -> str:
        return self.drafts.viewer.owner
