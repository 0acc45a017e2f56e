"""Ends of a draft in conversation: saved, submitted, put aside, withdrawn."""

import json
from dataclasses import replace

from actions.desk import Events
from actions.drafting.conversation import Button, DraftConversation
from actions.drafting.view import title
from tickets.composing import Address, compose, service_desk
from tickets.document import Person, Recipient
from tickets.draft import Draft, Happening, Status

REQUESTER, CONTACT = "requester", "contact"


class Closing:
    """Each method utters what became of the draft and returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.turn = drafts.turn

    def save(self, draft: Draft) -> Events:
        """The user confirmed the summary: ready, or handed to who may submit it.

        Who may submit has to have everything; who may not hands it on with what is missing named.
        """
        items = self.drafts.items(draft)
        found = self.drafts.authority(draft)

        def ready(current: Draft) -> None:
            current.asked, current.authorised = None, found.people
            if not found.requester_may_submit:
                current.move(Status.HANDED_OVER, Happening.HANDED_OVER, REQUESTER)
            elif current.status is not Status.READY:
                current.move(Status.READY, Happening.SAVED, REQUESTER)

        if found.requester_may_submit:
            if draft.missing(items):
                return self.pause(draft)
            draft = self.drafts.tickets.change(draft.reference, ready, self.drafts.seen())
        else:
            address = Address(Recipient.CONTACTS, found.people, self._link(draft))
            document = compose(draft, items, self.turn.knowledge, address)
            draft = self.drafts.tickets.hand_over(
                draft.reference, ready, self.drafts.seen(), document
            )
        return self.standing(draft)

    def submit(self, draft: Draft) -> Events:
        """Send a confirmed request to the Service Desk, by who may submit it."""
        by = REQUESTER if draft.owner == self.drafts.viewer.owner else CONTACT
        address = replace(
            service_desk(draft.entry, self.turn.knowledge), submitter=self._submitter(draft)
        )
        items = self.drafts.items(draft)
        document = compose(draft, items, self.turn.knowledge, address)
        draft = self.drafts.tickets.hand_over(
            draft.reference,
            lambda current: current.move(Status.HANDED_OVER, Happening.HANDED_OVER, by),
            self.drafts.seen(),
            document,
        )
        return self.standing(draft)

    def standing(self, draft: Draft) -> Events:
        """Where the draft stands now, and what can be done."""
        text = self.drafts.words.standing(
            draft,
            self.turn.knowledge,
            shown=self.drafts.shown(draft),
            missing=draft.missing(self.drafts.items(draft)),
            parcel=self.drafts.tickets.parcel(draft.reference),
        )
        return self.drafts.say(draft, text, self._buttons(draft))

    def pause(self, draft: Draft) -> Events:
        """Put it aside: everything stays as it is."""
        draft = self.drafts.tickets.change(
            draft.reference, lambda current: current.note(Happening.PAUSED, REQUESTER)
        )
        missing = draft.missing(self.drafts.items(draft))
        text = self.drafts.words.paused(draft, missing, self.turn.desk.idle_days)
        return self.drafts.say(draft, text, [self.button("resume", draft)])

    def withdraw(self, draft: Draft) -> Events:
        """Throw it away."""
        draft = self.drafts.tickets.withdraw(draft.reference, REQUESTER)
        text = self.drafts.words.say(
            "withdrawn", reference=draft.reference, title=title(draft, self.turn.knowledge)
        )
        return self.drafts.say(draft, text)

    def button(self, name: str, draft: Draft) -> Button:
        """A button that does something with this draft."""
        data = json.dumps({"draft": draft.reference})
        return {"title": self.drafts.words.button(name), "payload": f"/draft_{name}{data}"}

    def _link(self, draft: Draft) -> str:
        """Opens the draft in the assistant, for those only who may see it there."""
        base = self.turn.desk.public_url
        return f"{base}/?draft={draft.reference}" if base else ""

    def _buttons(self, draft: Draft) -> list[Button]:
        if draft.status is Status.READY:
            submit = self.button("save", draft) | {"title": self.drafts.words.button("submit")}
            return [submit, self.button("change", draft), self.button("cancel", draft)]
        if draft.status is Status.COLLECTING:
            return [self.button("resume", draft), self.button("cancel", draft)]
        may_submit = self.drafts.may_submit(draft)
        if draft.status is Status.HANDED_OVER and may_submit and draft.owner != self._owner:
            return [self.button("save", draft) | {"title": self.drafts.words.button("submit")}]
        return []

    def _submitter(self, draft: Draft) -> Person | None:
        """The contact who writes; None for the requester."""
        mine = self.drafts.viewer.email.casefold()
        listed = [person for person in draft.authorised if person.email.casefold() == mine]
        return listed[0] if mine and listed else None

    @property
    def _owner(self) -> str:
        return self.drafts.viewer.owner
