"""The people of the registry in replies: who may be named, and what else is to be said."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from actions.user import ANONYMOUS, User
from faq_kb.answers import HIDDEN_NOTE, SAMPLE_NOTE, YOURSELF_NOTE
from faq_kb.contract import Contact
from faq_kb.model import Role
from faq_kb.registry.columns import CONTACT_ROLES
from faq_kb.registry.queries import Agency, Authorised
from faq_kb.registry.registry import ContactRegistry, Lookup


@dataclass(frozen=True)
class People:
    """Contacts that may be shown, notes about them, and whether the agency must be known first."""

    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()
    agency_wanted: bool = False


class PeopleOfAgency:
    """Looks people up for one user; each look-up is written to the audit."""

    def __init__(self, registry: ContactRegistry, user: User, *, public: bool) -> None:
        self._registry = registry
        self._user = user
        self.may_see = user.may_see_people(public=public)

    def in_roles(self, agency: Agency, roles: Collection[Role]) -> People:
        """The agency's people in the roles; the roles of other requesters have none."""
        wanted = [role for role in CONTACT_ROLES if role in roles]
        if not wanted:
            return People()
        if not self.may_see:
            self._record(agency, wanted, shown=0)
            return People(notes=(HIDDEN_NOTE,))
        found = self._registry.authorised(agency, wanted)
        self._record(agency, wanted, shown=len(found))
        own = [person for person in found if self._user.is_person(person.email)]
        notes = [YOURSELF_NOTE] if own else []
        return self.shown(found, notes)

    def named_in(self, text: str) -> list[Authorised]:
        """Authorisations of people whom the text names in full."""
        return self._registry.people_named_in(text) if self.may_see else []

    def named(self, found: Sequence[Authorised]) -> People:
        """The people whom a message named, shown and written to the audit."""
        agencies = self._registry.agencies()
        for name in dict.fromkeys(person.agency for person in found):
            if agency := agencies.named(name):
                roles = [person.role for person in found if person.agency == name]
                self._record(agency, roles, shown=len(roles))
        return self.shown(found)

    def shown(self, people: Sequence[Authorised], notes: Iterable[str] = ()) -> People:
        """The people as the contract has them, with the mark of sample data."""
        marks = [SAMPLE_NOTE] if self._registry.agencies().sample else []
        return People(tuple(map(_contact, people)), (*notes, *marks))

    def _record(self, agency: Agency, roles: Collection[Role], shown: int) -> None:
        asking = Lookup(self._user.id or ANONYMOUS, self._user.channel)
        self._registry.record(asking, agency, roles, shown)


def _contact(person: Authorised) -> Contact:
    return Contact(
        name=person.name,
        role=person.role,
        email=person.email or None,
        phone=person.phone or None,
    )
