"""Answer who may act for an agency: ask for the agency, offer choices, name the people."""

import json
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.agencies import ALL, PENDING_ROLE, Found
from actions.desk import CURRENT_ENTRY, Events, utter
from actions.people import People
from actions.turn import Turn
from faq_kb.contract import ContactsReply
from faq_kb.knowledge import CONTACT_LOOKUP
from faq_kb.model import Role
from faq_kb.registry.columns import CONTACT_ROLES
from faq_kb.registry.queries import Agency, Authorised

GIVE_AGENCY = "give_agency"


class ContactQuestion:
    """One question about an agency's contacts; each method returns the Rasa events."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn

    def answer(self) -> Events:
        """Answer the message: about a person whom it names, else about an agency."""
        role = self._role(next(self.turn.tracker.get_latest_entity_values("role"), None))
        if named := self.turn.people.named_in(self.turn.finding.text):
            return self._person(named, role)
        found = self.turn.finding.clicked_or_named(asked=True)
        agency = found.agency or (None if found.options else self.turn.finding.known())
        if not agency:
            return self._ask(found, role)
        events = self.turn.finding.keep(agency, for_next_time=False) if found.agency else []
        return [*self._people_of(agency, role), *events]

    def agency_given(self) -> Events:
        """The user said which agency it is: remember it and answer what was waiting for it."""
        pending = self.turn.tracker.get_slot(PENDING_ROLE)
        role = self._role(pending)
        found = self.turn.finding.clicked_or_named(asked=True)
        if not found.agency:
            return self._ask(found, role, again=not found.options)
        events = self.turn.finding.keep(found.agency, for_next_time=True)
        entry = self.turn.tracker.get_slot(CURRENT_ENTRY)
        if not pending and entry in self.turn.knowledge.procedures and entry != CONTACT_LOOKUP:
            requesters = self.turn.knowledge.procedures[entry].requesters
            roles = [rule.role for rule in requesters if rule.role in CONTACT_ROLES]
            return [*self._people_of(found.agency, None, roles or CONTACT_ROLES), *events]
        return [*self._people_of(found.agency, role), *events]

    def _people_of(
        self, agency: Agency, role: Role | None, roles: Sequence[Role] = CONTACT_ROLES
    ) -> Events:
        people = self.turn.people.in_roles(agency, [role] if role else roles)
        stand_in = People()
        if role and not people.contacts and self.turn.people.may_see and role != Role.MANAGEMENT:
            # Management may act in an emergency.
            stand_in = self.turn.people.in_roles(agency, [Role.MANAGEMENT])
        reply = ContactsReply(
            agency=agency.name,
            role=role,
            contacts=[*people.contacts, *stand_in.contacts],
            asked=None,
            options=[],
            notes=list(dict.fromkeys((*people.notes, *stand_in.notes))),
        )
        text = self.turn.desk.text.contacts(reply, self.turn.knowledge)
        utter(self.turn.dispatcher, reply, text)
        # An entry stays the current one: its next follow-up is about it.
        current = self.turn.tracker.get_slot(CURRENT_ENTRY) or CONTACT_LOOKUP
        return [SlotSet(CURRENT_ENTRY, current), SlotSet(PENDING_ROLE, None)]

    def _person(self, named: Sequence[Authorised], role: Role | None) -> Events:
        people = self.turn.people.named(named)
        agencies = {person.agency for person in named}
        reply = ContactsReply(
            agency=agencies.pop() if len(agencies) == 1 else None,
            role=role,
            contacts=list(people.contacts),
            asked=None,
            options=[],
            notes=list(people.notes),
        )
        text = self.turn.desk.text.person(
            reply, [person.agency for person in named], self.turn.knowledge
        )
        utter(self.turn.dispatcher, reply, text)
        return [SlotSet(CURRENT_ENTRY, CONTACT_LOOKUP)]

    def _ask(self, found: Found, role: Role | None, *, again: bool = False) -> Events:
        options = [agency.name for agency in found.options]
        reply = ContactsReply(
            agency=None, role=role, contacts=[], asked="agency", options=options, notes=[]
        )
        buttons = [
            {"title": name, "payload": f"/{GIVE_AGENCY}{json.dumps({'agency': name})}"}
            for name in options
        ]
        text = self.turn.desk.text.ask_agency(reply, self.turn.knowledge, again=again)
        utter(self.turn.dispatcher, reply, text, buttons)
        current = self.turn.tracker.get_slot(CURRENT_ENTRY) or CONTACT_LOOKUP
        return [SlotSet(CURRENT_ENTRY, current), SlotSet(PENDING_ROLE, role or ALL)]

    @staticmethod
    def _role(name: object) -> Role | None:
        return Role(str(name)) if name in set(CONTACT_ROLES) else None
