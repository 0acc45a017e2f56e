"""Files a request for a caller: the caller is its requester, the agent has only typed it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.channels.console.access import CHANNEL, Agent
from bot.channels.console.requests.form import CheckedRequest, RequestForms
from bot.channels.console.requests.outcome import RequestOutcome
from bot.channels.console.requests.schemas import FiledRequest, TypedRequest
from bot.channels.posted_form import masked_value
from bot.channels.web.security.tokens import Tokens
from common.addresses import is_email
from common.database import Database
from common.text_key import text_key
from contacts.callbacks import Callbacks
from contacts.columns import CONTACT_ROLES
from contacts.listing import ListedPeople, ListedPerson
from contacts.registry import ContactRegistry, Lookup
from faq_kb.cases import in_case
from faq_kb.knowledge import KnowledgeBase
from locales.console_requests import RequestWords
from tickets import access_log
from tickets.access_log import AccessKind
from tickets.authority import Authority, authority
from tickets.composing import procedure_version, request_of
from tickets.draft import LISTED_CALLER, OTHER_CALLER, Draft
from tickets.fields import AGENCY, PHONE, REQUESTER_NAME
from tickets.snapshot import Correspondent, RequestChannel
from tickets.typed_requests import TypedKey, file_request

EMAIL, PERSON = "email", "person"
LONGEST_ID = 200


class RefusedRequestError(Exception):
    """Values cannot be taken: why, by the key of the field. Nothing is stored."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class RequestDesk:
    """Files requests; `base`: the public address, empty where none is set."""

    database: Database
    registry: ContactRegistry
    listing: ListedPeople
    callbacks: Callbacks
    tokens: Tokens
    forms: RequestForms
    outcome: RequestOutcome
    words: RequestWords
    base: str

    def file(self, request: TypedRequest, agent: Agent, knowledge: KnowledgeBase) -> FiledRequest:
        """Store it and hand it over: to the Service Desk, or to who may submit it.

        That is decided by the caller's authority, whoever the agent is. The same key makes one
        request. Raises RefusedRequestError, UnknownFieldError, KeyConflictError, StoreError.
        """
        person = self.caller(request.person) if request.person else None
        checked = self._checked(request, person, knowledge)
        draft = self._draft(request, person, checked, agent)
        found = self._authority(draft, person, agent, checked)
        filed = file_request(
            self.database,
            draft,
            found.people,
            self._key(request, agent),
            lambda stored: request_of(stored, knowledge, found, self.base),
        )
        access_log.note(self.database, agent.id, AccessKind.FILED, filed.reference)
        if person and draft.called_back and self.callbacks.newest(person.id) is None:
            self.callbacks.note(agent.id[:LONGEST_ID], agent.name, person.id, request.entry)
        return self.outcome.of(filed, knowledge)

    def caller(self, number: int) -> ListedPerson | None:
        """The person with the number, if the listing names them for any agency."""
        found = self.listing.person(number)
        return found if found and found.recorded else None

    def prefill(
        self, entry: str, agency: str, person: ListedPerson | None, knowledge: KnowledgeBase
    ) -> CheckedRequest:
        """The form of a procedure with what is known of the caller.

        What of that the registry itself has wrong is shown, and refused, as if it were typed.
        """
        procedure = knowledge.procedures[entry]
        agencies = {one.agency for one in person.recorded} if person else set()
        known = {
            REQUESTER_NAME: person.name if person else "",
            AGENCY: agency or (agencies.pop() if len(agencies) == 1 else ""),
            PHONE: person.phone if person else "",
        }
        return _as_listed(self.forms.check(entry, procedure, _given(known)), person)

    def _checked(
        self, request: TypedRequest, person: ListedPerson | None, knowledge: KnowledgeBase
    ) -> CheckedRequest:
        caller, procedure = request.caller, knowledge.procedures[request.entry]
        known = {
            REQUESTER_NAME: (person.name if person else "") or caller.name,
            AGENCY: caller.agency,
            PHONE: caller.phone or (person.phone if person else ""),
        }
        # What was changed in the form counts; an emptied field stays empty.
        given = {**_given(known), **request.values}
        checked = _as_listed(self.forms.check(request.entry, procedure, given), person)
        reasons = checked.reasons | dict(self._refusals(request, person, checked))
        if reasons:
            raise RefusedRequestError(reasons)
        return checked

    def _refusals(
        self, request: TypedRequest, person: ListedPerson | None, checked: CheckedRequest
    ) -> Iterator[tuple[str, str]]:
        """Why it is not known whose request it would be."""
        email = request.caller.email.strip()
        if request.person and person is None:
            yield PERSON, self.words.not_listed
        typed = (request.caller.name, request.values.get(REQUESTER_NAME, ""))
        if person and any(text_key(one) not in {"", text_key(person.name)} for one in typed):
            yield REQUESTER_NAME, self.words.other_name.format(name=person.name)
        elif not {REQUESTER_NAME} & {*checked.values, *checked.reasons}:
            yield REQUESTER_NAME, self.words.no_name
        if email and not is_email(email):
            yield EMAIL, self.words.no_email

    def _draft(
        self,
        request: TypedRequest,
        person: ListedPerson | None,
        checked: CheckedRequest,
        agent: Agent,
    ) -> Draft:
        owner = f"{LISTED_CALLER}{person.id}" if person else f"{OTHER_CALLER}{agent.id}"
        email = (person.email if person else "") or request.caller.email.strip()
        keys = {one.key for one in checked.fields}
        return Draft(
            reference="",
            entry=request.entry,
            procedure_version=procedure_version(checked.procedure),
            # Nobody's own in a chat: neither the agent's nor, without signing in, the caller's.
            owner=owner[:300],
            conversation="",
            fields=checked.values,
            skipped=tuple(key for key in checked.checked.skipped if key in keys),
            email=masked_value(email).text,
            channel=RequestChannel.PHONE,
            typed_by=Correspondent(name=agent.name or agent.email or agent.id, email=agent.email),
            # Nobody has a number on record who is not listed with one.
            called_back=request.called_back and bool(person and person.phone),
        )

    def _authority(
        self, draft: Draft, person: ListedPerson | None, agent: Agent, checked: CheckedRequest
    ) -> Authority:
        """Who may submit it; an address that a caller only says proves nothing."""
        procedure = in_case(checked.procedure, draft.fields)
        number = person.id if person else None
        found = authority(procedure, self.registry, draft.agency, "", number)
        roles = [rule.role for rule in procedure.requesters if rule.role in CONTACT_ROLES]
        agency = self.registry.agencies().named(draft.agency) if draft.agency else None
        if agency and roles:
            self.registry.record(Lookup(agent.id[:LONGEST_ID], CHANNEL), agency, roles, shown=0)
        return found

    def _key(self, request: TypedRequest, agent: Agent) -> TypedKey:
        content = json.dumps(request.model_dump(mode="json"), sort_keys=True)
        fingerprint = self.tokens.fingerprint(CHANNEL, agent.id, content)
        return TypedKey(agent.id[:LONGEST_ID], request.key, fingerprint)


def _as_listed(request: CheckedRequest, person: ListedPerson | None) -> CheckedRequest:
    """The request with the name of its requester as the registry has it, however that is made."""
    if person:
        request.checked.values[REQUESTER_NAME] = person.name
        request.reasons.pop(REQUESTER_NAME, None)
    return request


def _given(values: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in values.items() if text.strip()}
