"""Whether a caller may ask for a procedure: checked, put into words, written to the audit."""

from collections.abc import Sequence

from bot.channels.console.access import Agent
from bot.channels.console.calls.authority import (
    PhoneCall,
    RequesterRules,
    rules_of,
    standing,
)
from bot.channels.console.calls.people import Callers
from bot.channels.console.calls.schemas import AuthorityBody, CallBackNumber
from bot.channels.console.calls.sentences import AuthorityCase, AuthoritySentences
from contacts.listing import ListedPeople, ListedPerson
from contacts.queries import Agency
from contacts.registry import ContactRegistry
from faq_kb.model import Procedure
from locales import Catalog


class CallerAuthority:
    """Checks callers against the registry; raises StoreError."""

    def __init__(
        self,
        registry: ContactRegistry,
        listing: ListedPeople,
        callers: Callers,
        catalog: Catalog,
    ) -> None:
        self._registry, self._listing = registry, listing
        self._callers = callers
        self._says = AuthoritySentences(catalog)

    def call(
        self, agency: int | None, person: int | None, *, is_unlisted: bool = False
    ) -> PhoneCall | None:
        """The call from the numbers of agency and person; None for an unknown agency.

        `is_unlisted`: a name was given, and nobody was picked for it.

        Who is listed for one agency alone calls for that one, unless another is named.
        """
        agencies = self._registry.agencies().by_id
        found = agencies.get(agency) if agency is not None else None
        if agency is not None and found is None:
            return None
        known = self._listing.person(person) if person is not None else None
        if known and found is None:
            in_force = known.valid_on(self._listing.today())
            own = {one.agency_id for one in in_force or known.recorded}
            found = agencies.get(own.pop()) if len(own) == 1 else None
        is_unlisted = is_unlisted and person is None
        return PhoneCall(found, known, person is not None or is_unlisted, is_unlisted)

    def summary(self, procedure: Procedure) -> str:
        """Who may ask for the procedure, whoever is calling."""
        return self._says.summary(rules_of(procedure))

    def of(self, agent: Agent, procedure: Procedure, call: PhoneCall) -> AuthorityBody | None:
        """Whether the caller may ask, and who may; None where nobody is known to be calling."""
        if not call.is_known:
            return None
        rules, today = rules_of(procedure), self._listing.today()
        found, who = standing(rules, call, today), self._who(rules, call.agency)
        if call.person or not rules.is_open:
            shown = {person.id for person in who} | ({call.person.id} if call.person else set())
            self._callers.record(agent, call.agency, rules.roles, shown=len(shown))
        bodies = self._callers.bodies
        return AuthorityBody(
            verdict=found.verdict,
            sentence=self._says.of(AuthorityCase(rules, call, found, who, today)),
            authorizations=[*map(bodies.authorization, found.counting)],
            who=[bodies.with_only(person, person.recorded) for person in who],
            call_back=_number_on_record(call.person),
            sample=self._registry.agencies().sample,
        )

    def _who(self, rules: RequesterRules, agency: Agency | None) -> Sequence[ListedPerson]:
        if agency is None or rules.is_open or not rules.roles:
            return []
        return self._listing.at(agency, rules.roles)


def _number_on_record(person: ListedPerson | None) -> CallBackNumber | None:
    if person is None or not person.phone:
        return None
    return CallBackNumber(phone=person.phone, label=person.name)
