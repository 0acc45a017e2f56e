"""The people of the registry in replies: who may be named, and what else is to be said."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from actions.user import ANONYMOUS, User
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency, ContactRecord
from contacts.registry import ContactRegistry, Lookup
from faq_kb.answers import (
    CHANNEL_NOTE,
    HIDDEN_NOTE,
    SAMPLE_NOTE,
    SIGN_IN_NOTE,
    YOURSELF_NOTE,
    People,
)
from faq_kb.contract import Contact
from faq_kb.model import Role


@dataclass(frozen=True)
class Disclosure:
    """To whom people are named: `public` to everybody; `sign_in`: whether users can sign in."""

    public: bool
    sign_in: bool


class PeopleOfAgency:
    """Looks people up for one user; each look-up is written to the audit."""

    def __init__(self, registry: ContactRegistry, user: User, disclosure: Disclosure) -> None:
        self._registry = registry
        self._user = user
        self._disclosure = disclosure
        self.may_see = user.may_see_people(public=disclosure.public)

    @property
    def withheld_note(self) -> str:
        """Why nobody is named, and what the user can do about it."""
        if self._user.is_overheard:
            return CHANNEL_NOTE
        return SIGN_IN_NOTE if self._disclosure.sign_in and self._user.can_sign_in else HIDDEN_NOTE

    def in_roles(self, agency: Agency, roles: Collection[Role]) -> People:
        """The agency's people in the roles; the roles of other requesters have none."""
        wanted = [role for role in CONTACT_ROLES if role in roles]
        if not wanted:
            return People(agency=agency.name)
        if not self.may_see:
            self.record(agency, wanted, shown=0)
            return People(notes=(self.withheld_note,), agency=agency.name)
        found = self._registry.authorized(agency, wanted)
        self.record(agency, wanted, shown=len(found))
        own = [person for person in found if self._user.is_person(person.email)]
        return self._shown(found, agency.name, [YOURSELF_NOTE] if own else [])

    def named_in(self, text: str) -> list[ContactRecord]:
        """Authorizations of people whom the text names in full, by address or by number."""
        return self._registry.people_named_in(text) if self.may_see else []

    def with_surname_in(self, text: str) -> list[ContactRecord]:
        """Authorizations of people of whom the text may have the last name."""
        return self._registry.people_with_surname_in(text) if self.may_see else []

    def for_agency(self, agency: Agency, person: Contact) -> list[ContactRecord]:
        """What the person may do for the agency, for a department of his or her cabinet, too."""
        records = self._registry.contact_records(agency)
        return [one for one in records if is_same_person(one.contact, person)]

    def named(self, found: Sequence[Contact]) -> People:
        """The people whom a message named, shown and written to the audit."""
        agencies = self._registry.agencies()
        for name in dict.fromkeys(person.agency for person in found):
            if agency := agencies.named(name):
                roles = [person.role for person in found if person.agency == name]
                self.record(agency, roles, shown=len(roles))
        return self._shown(found)

    def record(self, agency: Agency | None, roles: Collection[Role], shown: int) -> None:
        """Write a look-up to the audit."""
        asking = Lookup(self._user.id or ANONYMOUS, self._user.channel)
        self._registry.record(asking, agency, roles, shown)

    def _shown(
        self, people: Sequence[Contact], agency: str = "", notes: Iterable[str] = ()
    ) -> People:
        """The people as the contract has them, with the mark of sample data."""
        marks = [SAMPLE_NOTE] if self._registry.agencies().sample else []
        return People(tuple(people), (*notes, *marks), agency)


def is_same_person(one: Contact, other: Contact) -> bool:
    """Whether two authorizations are of one person."""
    return (one.name, one.email) == (other.name, other.email)
