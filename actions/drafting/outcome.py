"""Ends of a draft in conversation: saved, submitted, put aside, withdrawn."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.drafting.conversation import DRAFT_OPENING, Button, DraftConversation
from actions.drafting.progress import DraftProgress, Receiver, receivers_of
from actions.drafting.view import DraftMessage, DraftView, title
from actions.tracker import Events
from common.clock import utc_now
from tickets.authority import contact_with
from tickets.composing import correspondent, service_desk
from tickets.draft import Draft, Status
from tickets.events import CONTACT, REQUESTER, EventType
from tickets.quota import DraftRate
from tickets.snapshot import Correspondent, Recipient

# In the slot of the opening: the question before this message, with the draft's reference.
WITHDRAWING = "withdraw:"
SURE = "sure"
Send = Callable[[Draft], Events]


class DraftOutcome:
    """Each method utters what became of the draft and returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context
        self.words = drafts.context.services.standing_text

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
        snapshot = self.drafts.request_of(draft, found.people)
        return self.standing(tickets.hand_over(draft.reference, confirm, seen, snapshot))

    def send(self, draft: Draft) -> Events:
        """Send what was kept here because nobody had signed in; its requester has since."""
        found = self.drafts.authority(draft)

        def confirm(current: Draft) -> None:
            current.confirm(utc_now(), found.people, self._origin)
            current.move(Status.HANDED_OVER, EventType.HANDED_OVER, REQUESTER)

        snapshot = self.drafts.request_of(draft, found.people)
        seen = self.drafts.expected_version()
        return self.standing(
            self.drafts.tickets.hand_over(
                draft.reference, confirm, seen, snapshot, instead_of_held=True
            )
        )

    def submit(self, draft: Draft) -> Events:
        """Send a confirmed request to the Service Desk, by who may submit it."""
        by = REQUESTER if self.drafts.is_own(draft) else CONTACT
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
        shown = self.drafts.shown(draft)
        text = self.words.standing(
            draft,
            self.context.knowledge,
            shown,
            draft.missing(self.drafts.fields(draft)),
        )
        said = DraftMessage("\n".join(filter(None, (preface, text))), noted=noted)
        return self.drafts.say(draft, said, self._buttons(draft, shown))

    def pause(self, draft: Draft) -> Events:
        """Put it aside: everything stays as it is."""
        draft = self.drafts.tickets.change(
            draft.reference, lambda current: current.note(EventType.PAUSED, REQUESTER)
        )
        missing = draft.missing(self.drafts.fields(draft))
        text = self.drafts.words.paused(draft, missing, self.context.services.idle_days)
        return self.drafts.say(draft, text, [self.button("resume", draft)])

    def withdraw(self, draft: Draft, *, is_sure: bool) -> Events:
        """Call it back, after another question; whoever has it is told."""
        if not is_sure:
            return self._ask_to_withdraw(draft)
        draft = self.drafts.tickets.withdraw(draft.reference, REQUESTER)
        name = title(draft, self.context.knowledge)
        return self.drafts.say(draft, self.words.withdrawn(name, draft, self._receivers(draft)))

    def has_asked_to_withdraw(self, draft: Draft) -> bool:
        """Whether that was the last question."""
        asked = self.context.tracker.get_slot(DRAFT_OPENING)
        return bool(asked == f"{WITHDRAWING}{draft.reference}")

    def _ask_to_withdraw(self, draft: Draft) -> Events:
        name = title(draft, self.context.knowledge)
        question = self.words.ask_to_withdraw(name, draft, self._receivers(draft))
        data = json.dumps({"draft": draft.reference, "item": SURE})
        words = self.drafts.words
        buttons = [
            {"title": words.button("withdraw_it"), "payload": f"/draft_cancel{data}"},
            {"title": words.button("keep_it"), "payload": "/deny"},
        ]
        said = DraftMessage(question=question, asks_whole=True)
        events = self.drafts.say(draft, said, buttons)
        return [*events, SlotSet(DRAFT_OPENING, f"{WITHDRAWING}{draft.reference}")]

    def _receivers(self, draft: Draft) -> list[Receiver]:
        """Who has the request."""
        messages = self.drafts.tickets.messages(draft.reference)
        return receivers_of(messages, self.context.services.delivery_methods)

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

    def _buttons(self, draft: Draft, shown: DraftView) -> list[Button]:
        is_own, buttons = self.drafts.is_own(draft), []
        if is_own and draft.status is Status.COLLECTING:
            buttons.append(self.button("resume", draft))
        if self.way_to_send(draft, shown.progress):
            buttons.append(self.button("save", draft) | {"title": self._send_title(draft)})
        if is_own and (draft.status is Status.READY or draft.takes_additions):
            buttons.append(self.button("change", draft))
        if is_own and draft.can_be_withdrawn:
            buttons.append(self.button("cancel", draft))
        return buttons

    def way_to_send(self, draft: Draft, progress: DraftProgress) -> Send | None:
        """How this user can send what is confirmed; None where nothing waits for that."""
        may_submit = self.drafts.may_submit(draft)
        if draft.status is Status.READY:
            return self.submit if may_submit else None
        if draft.status is not Status.HANDED_OVER:
            return None
        if self.drafts.is_own(draft):
            return self.send if progress.awaits_sign_in and self.context.user.id else None
        message = progress.message
        is_with_desk = bool(message and message.recipient is Recipient.SERVICE_DESK)
        return self.submit if may_submit and not is_with_desk else None

    def _send_title(self, draft: Draft) -> str:
        """What a click does: send it, or only keep a copy where nothing is sent."""
        words, methods = self.drafts.words, self.context.services.delivery_methods
        if draft.status is Status.HANDED_OVER and self.drafts.is_own(draft):
            return words.button("send")
        signed_in = bool(self.context.user.id)
        sends = methods.sends(Recipient.SERVICE_DESK, signed_in=signed_in)
        return words.button("submit" if sends else "submit_outbox")

    def _submitter(self, draft: Draft) -> Correspondent | None:
        """The contact who writes; None for the requester."""
        listed = contact_with(self.drafts.viewer.email, draft.authorized)
        return correspondent(listed, self.context.knowledge.directory) if listed else None
