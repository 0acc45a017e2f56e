"""Who may be calling, and who may act for an agency; each look-up is written to the audit."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.channels.console.access import CHANNEL, Agent
from bot.channels.console.calls.schemas import AgencyPeople, CallerBodies, CallerBody, agency_line
from contacts.columns import CONTACT_ROLES
from contacts.listing import ListedPeople, ListedPerson
from contacts.people_search import PeopleSearch, PersonMatch
from contacts.queries import Agency
from contacts.registry import ContactRegistry, Lookup
from faq_kb.model import Role

MOST_CANDIDATES = 8
# People that one thing which the caller gave may mean; those that fit all of it come first.
MOST_FOUND = 50
WITH_EXTENSION = re.compile(
    r"([\d\s().+-]{7,}?)[\s,;]*(?:extension|ext|x|#)[\s.:]*\d{1,6}", re.IGNORECASE
)


class Callers:
    """The people of the registry for one console; raises StoreError."""

    def __init__(
        self,
        registry: ContactRegistry,
        listing: ListedPeople,
        search: PeopleSearch,
        bodies: CallerBodies,
    ) -> None:
        self._registry, self._listing = registry, listing
        self._search, self.bodies = search, bodies

    def candidates(self, agent: Agent, given: Iterable[str]) -> list[CallerBody]:
        """Who may be calling: whom most of what the caller gave fits first."""
        fits: Counter[int] = Counter()
        for text in filter(str.strip, given):
            # The best first: so they stay in order where they fit alike.
            fits.update([one.person for one in self._found(text.strip())])
        ids = [number for number, _ in fits.most_common(MOST_CANDIDATES)]
        found = self._listing.people(ids)
        if fits or any(map(str.strip, given)):
            self._audit(agent, found)
        return [*map(self.bodies.caller, found)]

    def _found(self, text: str) -> Sequence[PersonMatch]:
        """Whom the text fits; a number with its extension means its number where that is all."""
        return self._search.find(text, MOST_FOUND) or (
            self._search.find(number[1], MOST_FOUND)
            if (number := WITH_EXTENSION.fullmatch(text))
            else []
        )

    def person(self, agent: Agent, number: int) -> CallerBody | None:
        """One person; None where the registry has no such person now."""
        found = self._listing.person(number)
        if found is None:
            return None
        self._audit(agent, [found])
        return self.bodies.caller(found)

    def agency(self, agent: Agent, number: int) -> AgencyPeople | None:
        """An agency with everybody who may act for it today; None for an unknown one."""
        agency = self._registry.agencies().by_id.get(number)
        if agency is None:
            return None
        people = self._listing.at(agency)
        held = {one.role for person in people for one in person.recorded}
        rows = [
            self.bodies.with_only(person, [one])
            for role in CONTACT_ROLES
            for person in people
            for one in person.recorded
            if one.role is role
        ]
        self.record(agent, agency, CONTACT_ROLES, shown=len(rows))
        return AgencyPeople(
            **agency_line(agency).model_dump(),
            consolidated=agency.consolidated,
            people=rows,
            gaps=[role for role in CONTACT_ROLES if role not in held],
        )

    def record(
        self, agent: Agent, agency: Agency | None, roles: Iterable[Role], shown: int
    ) -> None:
        """Write a look-up to the audit."""
        self._registry.record(Lookup(agent.id, CHANNEL), agency, [*roles], shown)

    def _audit(self, agent: Agent, found: Sequence[ListedPerson]) -> None:
        """A row for each agency whose people were shown."""
        today, agencies = self._listing.today(), self._registry.agencies().by_id
        shown: dict[int, list[Role]] = {}
        for person in found:
            for one in person.valid_on(today):
                shown.setdefault(one.agency_id, []).append(one.role)
        for number, roles in shown.items():
            self.record(agent, agencies.get(number), dict.fromkeys(roles), shown=len(roles))
        others = sum(not person.valid_on(today) for person in found)
        if others or not found:
            self.record(agent, None, CONTACT_ROLES, shown=others)
