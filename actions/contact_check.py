"""Answer whether a person is authorized: named in full, by e-mail address or phone number."""

import json
from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions.message_context import MessageContext
from actions.people import is_same_person
from actions.tracker import CURRENT_ENTRY, Events, utter
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency, ContactRecord
from faq_kb.answers import People
from faq_kb.contract import Authorization, Contact, ContactsReply, PersonCheck
from faq_kb.knowledge import CONTACT_LOOKUP
from faq_kb.model import Role

CHECK = "contact_check"
PERSON = "person"
MOST_CANDIDATES = 5


class ContactCheck:
    """One question about a person; each method returns the Rasa events."""

    def __init__(self, context: MessageContext) -> None:
        self.context = context
        self.people = context.people
        self.words = context.services.text

    def answer(self) -> Events | None:
        """Yes or no, or who may be meant; None when the message names nobody."""
        finding = self.context.finding
        clicked = next(self.context.tracker.get_latest_entity_values(PERSON), None)
        text = str(clicked or finding.text)
        if not self.people.may_see:
            return self._withheld()
        role = finding.agencies.search.role(text)
        if named := self.people.named_in(text):
            return self.about(named, role)
        if candidates := self.people.with_surname_in(text):
            return self._candidates([one.contact for one in candidates], role)
        if not finding.agencies.search.names_somebody(text):
            return None
        return self._nobody(role)

    def about(self, named: Sequence[ContactRecord], role: Role | None) -> Events:
        """What the people whom the message names may do, for the agency that it names or at all."""
        contacts = [one.contact for one in named]
        agency = self._agency(contacts)
        shown = list(named)
        checks: list[PersonCheck] = []
        for person in {(one.name, one.email): one for one in contacts}.values():
            own = [one for one in named if is_same_person(one.contact, person)]
            there = own
            if agency:
                there = self.people.for_agency(agency, person)
                shown += [one for one in there if one not in shown]
                if not there:
                    self.people.record(agency, CONTACT_ROLES, shown=0)
            checks.append(_checked(person.name, agency, role, there, own))
        people, message = self.people.named([one.contact for one in shown]), ""
        vocabulary = self.context.vocabulary
        if not agency and (name := self.context.finding.unknown(vocabulary, people=contacts)):
            message = self.words.unknown_agency(name)
        return self._say(_reply(role, people, checks=checks, message=message))

    def _agency(self, named: Sequence[Contact]) -> Agency | None:
        """The agency of the message, the words of people's names apart."""
        clicked = next(self.context.tracker.get_latest_entity_values("agency"), None)
        if clicked:
            return self.context.finding.agencies.named(str(clicked))
        return self.context.finding.beside(named).agency

    def _candidates(self, people: Sequence[Contact], role: Role | None) -> Events:
        names = list(dict.fromkeys(person.name for person in people))[:MOST_CANDIDATES]
        self.people.named([person for person in people if person.name in names])
        found = self.context.finding.clicked_or_named(asked=True).agency
        agency = {"agency": found.name} if found else {}
        buttons = [
            {"title": name, "payload": f"/{CHECK}{json.dumps({PERSON: name, **agency})}"}
            for name in names
        ]
        which = self.words.words.check.which
        return self._say(_reply(role, People(), options=names, message=which), buttons)

    def _nobody(self, role: Role | None) -> Events:
        agency = self.context.finding.clicked_or_named(asked=True).agency
        self.people.record(agency, [role] if role else CONTACT_ROLES, shown=0)
        message = self.words.nobody(agency.name if agency else "")
        return self._say(_reply(role, People(), message=message))

    def _withheld(self) -> Events:
        """The same words whether the person is listed or not."""
        agency = self.context.finding.clicked_or_named(asked=True).agency
        self.people.record(agency, CONTACT_ROLES, shown=0)
        people = People(notes=(self.people.withheld_note,))
        return self._say(_reply(None, people, withheld=True))

    def _say(self, reply: ContactsReply, buttons: list[dict[str, str]] | None = None) -> Events:
        utter(self.context.dispatcher, reply, self.words.of(reply), buttons)
        return [SlotSet(CURRENT_ENTRY, CONTACT_LOOKUP)]


def _checked(
    name: str,
    agency: Agency | None,
    role: Role | None,
    there: Sequence[ContactRecord],
    listed: Sequence[ContactRecord],
) -> PersonCheck:
    """Whether the person is authorized; `there`: for the agency, `listed`: at all."""
    fitting = [one for one in there if role in (None, one.contact.role)]
    return PersonCheck(
        name=name,
        agency=agency.name if agency else None,
        role=role,
        authorized=bool(fitting),
        authorizations=[_authorization(one) for one in fitting or listed],
    )


def _authorization(one: ContactRecord) -> Authorization:
    return Authorization(
        role=one.contact.role,
        agency=one.contact.agency,
        since=one.valid_from.isoformat() if one.valid_from else None,
        until=one.valid_until.isoformat() if one.valid_until else None,
        verified=one.verified.isoformat() if one.verified else None,
    )


def _reply(role: Role | None, people: People, **given: Any) -> ContactsReply:
    """Without an agency: these are no agency's contacts, and each person has one."""
    usual: dict[str, Any] = {"agency": None, "asked": None, "options": []}
    contacts, notes = list(people.contacts), list(people.notes)
    return ContactsReply(role=role, contacts=contacts, notes=notes, **{**usual, **given})
