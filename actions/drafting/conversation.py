"""The drafts of one conversation: whose they are, which one is being filled in, how it is shown."""

import datetime as dt
from functools import cached_property

from rasa_sdk.events import SlotSet

from actions.desk import CURRENT_ENTRY, Events, utter
from actions.drafting.shown import Mail, Shown
from actions.drafting.view import DraftMessage, draft_reply, list_reply
from actions.turn import Turn
from faq_kb.answers import SAMPLE_NOTE, procedure_reply
from faq_kb.contract import DraftDelivery
from tickets.authority import Authority, authority
from tickets.composing import compose, contacts, service_desk
from tickets.draft import SIGNED_IN, Draft, Status
from tickets.items import Item, items_of
from tickets.mail import eml, mailto, reachable, subject_of
from tickets.service import Seen, Viewer
from tickets.store import UnknownDraftError

DRAFT, DRAFT_SEEN, DRAFT_OPENING = "draft", "draft_seen", "draft_opening"
DRAFT_ANSWER, DRAFT_FORM = "draft_answer", "draft_form"
CONFIRMED = (Status.READY, Status.HANDED_OVER, Status.SUBMITTED)
Button = dict[str, str]


class DraftConversation:
    """What every part of the drafting needs; built for one message."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.tickets = turn.desk.tickets
        self.words = turn.desk.draft_text
        self._authorities: dict[tuple[str, str, str], Authority] = {}

    @cached_property
    def viewer(self) -> Viewer:
        """Who writes: a signed-in user, else the browser, else this conversation itself."""
        user, tracker = self.turn.user, self.turn.tracker
        owner = f"conversation:{tracker.sender_id}"
        if user.visitor:
            owner = f"visitor:{user.visitor}"
        if user.id:
            owner = f"{SIGNED_IN}{user.id}"
        return Viewer(owner, user.email if user.id else "", user.is_service_desk)

    @property
    def today(self) -> dt.date:
        """The date that "next Friday" is counted from."""
        return self.turn.desk.today()

    def items(self, draft: Draft) -> tuple[Item, ...]:
        """What the draft's request must contain; nothing once its procedure is gone."""
        procedure = self.turn.knowledge.procedures.get(draft.entry)
        return items_of(draft.entry, procedure) if procedure else ()

    def current(self) -> Draft | None:
        """The draft that the conversation fills in or showed last, if it may still be seen."""
        reference = self.turn.tracker.get_slot(DRAFT)
        return self.find(str(reference)) if reference else None

    def find(self, reference: str) -> Draft | None:
        """The draft of a reference, None where there is none for this user."""
        try:
            return self.tickets.get(reference, self.viewer)
        except UnknownDraftError:
            return None

    def seen(self, *keys: str) -> Seen | None:
        """What this conversation last saw of its draft, before it changes `keys`, else all."""
        version = self.turn.tracker.get_slot(DRAFT_SEEN)
        return Seen(int(version), keys or None) if version is not None else None

    def remember(self, draft: Draft | None) -> Events:
        """Rasa events: this draft is the conversation's, as it is now."""
        return [
            SlotSet(DRAFT, draft.reference if draft else None),
            SlotSet(DRAFT_SEEN, float(draft.version) if draft else None),
        ]

    def authority(self, draft: Draft) -> Authority:
        """Who may submit the request today."""
        key = draft.entry, draft.agency, draft.email
        if key not in self._authorities:
            procedure = self.turn.knowledge.procedures[draft.entry]
            self._authorities[key] = authority(
                procedure, self.turn.desk.registry, draft.agency, draft.email
            )
        return self._authorities[key]

    def shown(self, draft: Draft, offered: str | None = None) -> Shown:
        """What this user may see of the draft."""
        if draft.entry not in self.turn.knowledge.procedures:
            return Shown(offered=offered)
        found = self.authority(draft)
        stored = draft.authorized if draft.status in CONFIRMED else found.people
        notes = []
        if stored and not self.turn.people.may_see:
            notes.append(self.turn.people.withheld_note)
        elif stored and self.turn.desk.registry.agencies().sample:
            notes.append(SAMPLE_NOTE)
        people = stored if self.turn.people.may_see else ()
        is_confirmed = draft.status in CONFIRMED
        mail = self._mail(draft, found, named=bool(people)) if is_confirmed else None
        return Shown(
            people=people,
            may_submit=found.requester_may_submit,
            mail=mail,
            delivery=self.delivery(draft),
            notes=notes,
            offered=offered,
        )

    def may_submit(self, draft: Draft) -> bool:
        """Whether this user may send the confirmed request to the Service Desk."""
        mine = self.viewer.email.casefold()
        listed = mine and any(person.email.casefold() == mine for person in draft.authorized)
        is_own = draft.owner == self.viewer.owner
        return bool(listed or (is_own and self.authority(draft).requester_may_submit))

    def delivery(self, draft: Draft) -> DraftDelivery | None:
        """How far what was handed over has come."""
        if draft.status is not Status.HANDED_OVER:
            return None
        parcel = self.tickets.parcel(draft.reference)
        return self.turn.desk.handing.delivery(draft, parcel) if parcel else None

    def answer_entry(self, entry: str, message: str, buttons: list[Button]) -> Events:
        """Give the entry's whole procedure after a message."""
        whole = procedure_reply(self.turn.knowledge, entry, confidence=1.0)
        reply = whole.model_copy(update={"message": message})
        utter(self.turn.dispatcher, reply, self.turn.desk.text.of(reply), buttons)
        return [SlotSet(CURRENT_ENTRY, entry)]

    def say(
        self,
        draft: Draft,
        said: DraftMessage | str,
        buttons: list[Button] | None = None,
        offered: str | None = None,
    ) -> Events:
        """Utter a message about the draft, with the draft; it is then the conversation's."""
        said = DraftMessage(said) if isinstance(said, str) else said
        shown = self.shown(draft, offered)
        reply = draft_reply(draft, self.items(draft), self.turn.knowledge, shown, said)
        utter(self.turn.dispatcher, reply, self.turn.desk.text.of(reply), buttons)
        # Nothing that was asked before is answered by what follows.
        return [*self.remember(draft), SlotSet(DRAFT_OPENING, None)]

    def say_not_found(self, reference: str = "") -> Events:
        """There is no such draft for this user; without a reference, the one talked about ended."""
        name = "none" if reference else "no_draft"
        reply = list_reply(self.words.say(name, reference=reference))
        utter(self.turn.dispatcher, reply, reply.message)
        return [] if reference else self.remember(None)

    def _mail(self, draft: Draft, found: Authority, *, named: bool) -> Mail:
        """The request as an e-mail; without the names of people whom the user may not see."""
        people = draft.authorized if named else ()
        address = contacts(draft.entry, self.turn.knowledge, people)
        if found.requester_may_submit:
            address = service_desk(draft.entry, self.turn.knowledge)
        document = compose(draft, self.items(draft), self.turn.knowledge, address)
        return Mail(
            to=tuple(person.email for person in reachable(document.to)),
            subject=subject_of(document),
            mailto=mailto(document),
            eml=eml(document).decode(),
        )
