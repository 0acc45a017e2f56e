"""Answer who may act for an agency: ask for the agency, offer choices, name the people."""

import json
import re
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.agencies import (
    ALL,
    INFORM_AGENCY,
    PENDING_AGENCY,
    PENDING_ROLE,
    AgencyResult,
    Purpose,
    nothing_pending,
)
from actions.contact_check import ContactCheck
from actions.message_context import MessageContext
from actions.requesters_answer import RequestersAnswer
from actions.topic import procedure_named
from actions.tracker import CURRENT_ENTRY, Events, audience, reading, utter
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency
from faq_kb.answers import People
from faq_kb.contract import ContactsReply
from faq_kb.knowledge import CONTACT_LOOKUP
from faq_kb.model import Role

CONSOLIDATED = "consolidated"  # the word that procedures and listings have for it
LONGEST_FOLLOW_UP = 4  # words: "and compliance?"
CONTACTS = "contacts"  # the reading of what is asked about people
# Asks anew, for every role unless it names one: "who are the contacts of KYTC?".
NEW_QUESTION = re.compile(r"\b(?:who\w*|all|every\w*|contacts|list)\b", re.IGNORECASE)


class ContactQuestion:
    """One question about an agency's contacts; each method returns the Rasa events."""

    def __init__(self, context: MessageContext) -> None:
        self.context = context
        self.finding = context.finding
        self.people = context.people
        self.requesters = RequestersAnswer(context)

    def answer(self) -> Events:
        """Answer the message: about a person whom it names, else about an agency."""
        found = self.finding.clicked_or_named(asked=True)
        role = self._role()
        if found.options and role and self._follows_look_up():
            # "Just the human resources one": the words of the role are in names of agencies, too.
            found = AgencyResult()
        if not self.people.may_see and not found.options and not self._is_about_agency(found):
            if (entry := self.requesters.entry_answered()) and not (role or found.agency):
                return self.requesters.without_names(entry)
            return self._withheld(found.agency or self._remembered(found), role)
        if named := self.people.named_in(self.finding.text):
            return ContactCheck(self.context).about(named, role)
        return self._look_up(found, role)

    def _look_up(self, found: AgencyResult, role: Role | None) -> Events:
        """The agency's people; what else can be said of an agency that is not clear."""
        if found.agency and self._is_about_agency(found):
            return self._consolidated(found.agency)
        if found.options:
            return self._ask(found.options, role, Purpose.LOOKUP)
        if not found.agency and (name := self.finding.unknown(self.context.vocabulary)):
            return self.unknown(name, role)
        agency = found.agency or self.finding.remembered()
        if not agency:
            return self._ask((), role, Purpose.OWN)
        if found.agency and not role:
            entry = procedure_named(self.finding.text, agency, self.context.knowledge)
            if entry:
                return self.requesters.at(agency, entry)
        return self._people_of(agency, role)

    def _remembered(self, found: AgencyResult) -> Agency | None:
        """The agency remembered; none where the message names another."""
        if found.options or self.finding.unknown(self.context.vocabulary):
            return None
        return self.finding.remembered()

    def is_asked(self) -> bool:
        """Whether a message of another or no topic asks for people: "HR at corrections"."""
        if self.finding.is_click:
            return bool(self.finding.clicked_or_named(asked=False))
        if self._follows_look_up():
            return True
        search, text = self.finding.agencies.search, self.finding.text
        if search.is_terse(text) or self.people.named_in(text):
            return True
        is_short = len(text.split()) <= LONGEST_FOLLOW_UP
        follows = self.context.last_reply.get("type") == "contacts" and is_short
        return follows and search.role_alone(text) is not None

    def agency_given(self) -> Events:
        """The message gives an agency: the user's own, or one to look up."""
        found, is_own = self.finding.clicked_or_named(asked=True), self.finding.is_own()
        role = self._pending_role() if self._waits() else None if is_own else self._last_role()
        purpose = Purpose.OWN if is_own else Purpose.LOOKUP
        if found.options:
            return self._ask(found.options, role, purpose)
        if not found.agency:
            name = self.finding.unknown(self.context.vocabulary, asked=True)
            return self.unknown(name, role, purpose)
        if not is_own:
            return self._people_of(found.agency, role)
        events = self.finding.keep_own(found.agency)
        if not self.people.may_see:
            return [*self._withheld(found.agency, role, noted=True), *events]
        entry = self.context.tracker.get_slot(CURRENT_ENTRY)
        if not role and entry in self.context.knowledge.procedures and entry != CONTACT_LOOKUP:
            requesters = self.context.knowledge.procedures[entry].requesters
            roles = [rule.role for rule in requesters if rule.role in CONTACT_ROLES]
            return [*self._people_of(found.agency, None, roles or CONTACT_ROLES), *events]
        return [*self._people_of(found.agency, role), *events]

    def unknown(self, name: str, role: Role | None, purpose: Purpose = Purpose.LOOKUP) -> Events:
        """Say that no agency is called so, and offer the names that look most like it."""
        near = self.finding.agencies.search.near(name) if name else []
        return self._ask(near, role, purpose, unknown=name)

    def _people_of(
        self, agency: Agency, role: Role | None, roles: Sequence[Role] = CONTACT_ROLES
    ) -> Events:
        if not self.people.may_see:
            return self._withheld(agency, role)
        people = self.people.in_roles(agency, [role] if role else roles)
        stand_in = People()
        if role and not people.contacts and role != Role.MANAGEMENT:
            # Management may act in an emergency.
            stand_in = self.people.in_roles(agency, [Role.MANAGEMENT])
        notes = dict.fromkeys((*people.notes, *stand_in.notes))
        reply = ContactsReply(
            agency=agency.name,
            role=role,
            contacts=[*people.contacts, *stand_in.contacts],
            asked=None,
            options=[],
            notes=list(notes),
        )
        return self._say(reply)

    def _is_about_agency(self, found: AgencyResult) -> bool:
        """Whether the agency itself is asked about: is it consolidated?"""
        return bool(found.agency) and CONSOLIDATED in self.finding.text.casefold()

    def _consolidated(self, agency: Agency) -> Events:
        """What the contact listing says of the agency itself, which everybody may know."""
        reply = ContactsReply(
            agency=agency.name,
            role=None,
            contacts=[],
            consolidated=agency.consolidated,
            asked=None,
            options=[],
            message=self.context.services.text.consolidated(agency.name, is_so=agency.consolidated),
        )
        utter(self.context.dispatcher, reply, reply.message)
        return nothing_pending()

    def _withheld(self, agency: Agency | None, role: Role | None, *, noted: bool = False) -> Events:
        """Say at once that nobody can be named, and what can be said: the role.

        `noted`: the agency is the user's own.
        """
        if agency:
            self.people.in_roles(agency, [role] if role else CONTACT_ROLES)
        reply = ContactsReply(
            agency=agency.name if agency else None,
            role=role,
            contacts=[],
            asked=None,
            options=[],
            notes=[self.people.withheld_note],
            withheld=True,
        )
        return self._say(reply, noted=noted)

    def _say(self, reply: ContactsReply, *, noted: bool = False) -> Events:
        reply = self.context.services.text.contacts(reply, self.context.knowledge, noted=noted)
        self.context.say(reply)
        # An entry stays the current one: its next follow-up is about it.
        current = self.context.tracker.get_slot(CURRENT_ENTRY) or CONTACT_LOOKUP
        return [SlotSet(CURRENT_ENTRY, current), *nothing_pending()]

    def _ask(
        self,
        agencies: Sequence[Agency],
        role: Role | None,
        purpose: Purpose,
        *,
        unknown: str | None = None,
    ) -> Events:
        """Ask for the agency, with choices where there are some."""
        options = [agency.name for agency in agencies]
        reply = ContactsReply(
            agency=None, role=role, contacts=[], asked="agency", options=options, notes=[]
        )
        intent = INFORM_AGENCY if purpose is Purpose.OWN else CONTACT_LOOKUP
        wanted = {"role": role.value} if role and purpose is Purpose.LOOKUP else {}
        buttons = [
            {"title": name, "payload": f"/{intent}{json.dumps({'agency': name, **wanted})}"}
            for name in options
        ]
        reply = self.context.services.text.ask_agency(
            reply, self.context.knowledge, audience(self.context.tracker), unknown=unknown
        )
        self.context.say(reply, buttons)
        current = self.context.tracker.get_slot(CURRENT_ENTRY) or CONTACT_LOOKUP
        return [
            SlotSet(CURRENT_ENTRY, current),
            SlotSet(PENDING_ROLE, role or ALL),
            SlotSet(PENDING_AGENCY, purpose.value),
        ]

    def _role(self) -> Role | None:
        """The role that the message asks for; after a look-up "and at Parks?" asks for its role."""
        said = list(dict.fromkeys(self.context.tracker.get_latest_entity_values("role")))
        if self.finding.is_click or len(said) > 1:
            return _contact_role(said[0]) if len(said) == 1 else None
        search, text = self.finding.agencies.search, self.finding.text
        alone = search.role_alone(text) if self._follows_look_up() else None
        role = _contact_role(said[0]) if said else alone or search.role(text)
        is_gone_on_with = self.finding.is_name_alone() or self._asks_for_another_agency()
        return self._last_role() if role is None and is_gone_on_with else role

    def _asks_for_another_agency(self) -> bool:
        """Whether it is a look-up gone on with at another agency: "what about KYTC?"."""
        is_whole = NEW_QUESTION.search(self.finding.text)
        return self._follows_look_up() and not is_whole and bool(self._named())

    def _named(self) -> AgencyResult:
        return self.finding.clicked_or_named(asked=True)

    def _follows_look_up(self) -> bool:
        """Whether it is read as one about contacts, right after an answer about some."""
        is_read_so = reading(self.context.tracker).name == CONTACTS
        return is_read_so and self.context.last_reply.get("type") == "contacts"

    def _waits(self) -> bool:
        return bool(self.context.tracker.get_slot(PENDING_AGENCY))

    def _pending_role(self) -> Role | None:
        return _contact_role(self.context.tracker.get_slot(PENDING_ROLE))

    def _last_role(self) -> Role | None:
        """The role of the look-up that was answered last."""
        last = self.context.last_reply
        return _contact_role(last.get("role")) if last.get("type") == "contacts" else None


def _contact_role(name: object) -> Role | None:
    return Role(str(name)) if name in set(CONTACT_ROLES) else None
