"""The registry as the actions use it: agencies kept in memory, people read when asked for."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import update
from sqlalchemy.orm import Session

from common.clock import Clock, utc_now
from common.database import Database, aware, transact
from common.text_key import text_key
from contacts import people_queries, queries
from contacts.agency_finder import AgencyFinder
from contacts.agency_search import AgencySearch
from contacts.columns import CONTACT_ROLES
from contacts.contact_file.cells import emails_in, phones_in
from contacts.message_words import ORDINARY
from contacts.queries import Agency, ContactRecord
from contacts.tables import LookupRow, MemberRow
from faq_kb.contract import Contact
from faq_kb.model import Role

# When a user's agency was last needed is not written at each message.
KNOWN_AGAIN = dt.timedelta(days=1)
LONGEST_NAME = 5  # words of a person's name
MOST_SURNAMES = 12  # words of a text that are tried


@dataclass(frozen=True)
class Agencies:
    """The agencies of one state of the registry, and whether its people are sample data."""

    by_id: dict[int, Agency]
    finder: AgencyFinder
    sample: bool

    def named(self, name: str) -> Agency | None:
        """The one agency that is called exactly so: its name, acronym or another name."""
        key = text_key(name)
        called = self._called.get(key, [])
        found = [agency for agency in called if text_key(agency.name) == key] or called
        return found[0] if len(found) == 1 else None

    @cached_property
    def search(self) -> AgencySearch:
        """Finds agencies and roles in few words, and the name that no agency has."""
        return AgencySearch(self.by_id, self.finder, self.named)

    @cached_property
    def _called(self) -> dict[str, list[Agency]]:
        """Agencies by every name."""
        called: dict[str, list[Agency]] = {}
        for agency in self.by_id.values():
            for key in set(map(text_key, agency.names)):
                called.setdefault(key, []).append(agency)
        return called


@dataclass(frozen=True)
class Lookup:
    """Who asks, over which channel; what the audit keeps of a question."""

    user: str
    channel: str


class ContactRegistry:
    """Raises StoreError whenever the database cannot be used."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._number = -1
        self._agencies = Agencies({}, AgencyFinder([]), sample=False)

    def agencies(self) -> Agencies:
        """The agencies as they are now; read again only after an import."""
        with self._database.session() as session:
            number = queries.newest_import(session)
            if number != self._number:
                self._agencies, self._number = _read(session), number
        return self._agencies

    def today(self) -> dt.date:
        """The day on which authorizations must be valid."""
        return self._clock.today()

    def authorized(self, agency: Agency, roles: Collection[Role] = CONTACT_ROLES) -> list[Contact]:
        """Who may act for the agency in the roles today."""
        return [one.contact for one in self.contact_records(agency, roles)]

    def contact_records(
        self, agency: Agency, roles: Collection[Role] = CONTACT_ROLES
    ) -> list[ContactRecord]:
        """Who may act for the agency in the roles today, and since when."""
        with self._database.session() as session:
            return queries.contact_records(session, agency, roles, on=self._clock.today())

    def people_named_in(self, text: str) -> list[ContactRecord]:
        """Authorizations of people whose whole name, e-mail address or number is in the text."""
        words = text_key(text).split()
        names = [
            " ".join(words[start : start + length])
            for length in range(2, LONGEST_NAME + 1)
            for start in range(len(words) - length + 1)
        ]
        with self._database.session() as session:
            return people_queries.named(
                session, names, emails_in(text), phones_in(text), on=self._clock.today()
            )

    def people_with_surname_in(self, text: str) -> list[ContactRecord]:
        """Authorizations of people whose last name is a word of the text that tells something."""
        surnames = [word for word in text_key(text).split() if word not in ORDINARY]
        with self._database.session() as session:
            return people_queries.with_surname(
                session, surnames[:MOST_SURNAMES], on=self._clock.today()
            )

    def agency_of(self, user: str) -> Agency | None:
        """The agency that a signed-in user said to work for, if it is still registered."""
        with self._database.session() as session:
            row = session.get(MemberRow, user)
        agency = self.agencies().by_id.get(row.agency_id) if row else None
        if row and agency and utc_now() - aware(row.at) > KNOWN_AGAIN:
            self.remember(user, agency)
        return agency

    def remember(self, user: str, agency: Agency) -> None:
        """Keep the agency of a signed-in user for next time."""
        row = MemberRow(user=user, agency_id=agency.id, at=utc_now())
        transact(self._database, lambda session: session.merge(row))

    def record(
        self, lookup: Lookup, agency: Agency | None, roles: Collection[Role], shown: int
    ) -> int:
        """Write to the audit that people were looked up, and how many were shown: its number.

        Without an agency: people of any, or a person who may be a contact of any.
        """
        row = LookupRow(
            at=utc_now(),
            user=lookup.user,
            channel=lookup.channel,
            agency_id=agency.id if agency else None,
            roles=" ".join(role.value for role in roles),
            shown=shown,
        )
        with self._database.session() as session:
            session.add(row)
            session.flush()
            return row.id

    def record_more(self, number: int, shown: int) -> None:
        """Write to the audit that a look-up which goes on has shown more people by now."""
        row = update(LookupRow).where(LookupRow.id == number).values(shown=shown)
        with self._database.session() as session:
            session.execute(row)


def _read(session: Session) -> Agencies:
    agencies = queries.agencies(session)
    return Agencies(
        {agency.id: agency for agency in agencies},
        AgencyFinder(agencies),
        queries.holds_sample(session),
    )
