"""Who may submit a request: the people whom the contact registry lists today."""

from dataclasses import dataclass

from contacts.columns import CONTACT_ROLES
from contacts.registry import ContactRegistry
from faq_kb.model import Procedure, Role
from tickets.document import Person


@dataclass(frozen=True)
class Authority:
    """The people who may submit a request, and whether its requester is one of them."""

    people: tuple[Person, ...]
    requester_may_submit: bool


def authority(
    procedure: Procedure, registry: ContactRegistry, agency: str, email: str
) -> Authority:
    """Who may submit a request of the procedure for the agency; `email` is its requester's."""
    roles = [rule.role for rule in procedure.requesters]
    found = registry.agencies().named(agency) if agency else None
    wanted = [role for role in CONTACT_ROLES if role in roles]
    listed = registry.authorized(found, wanted) if found and wanted else []
    people = tuple(
        Person(name=person.name, email=person.email, phone=person.phone, role=person.role)
        for person in listed
    )
    is_listed = bool(email) and email.casefold() in {person.email.casefold() for person in people}
    # Where the source names nobody, nobody is excluded.
    return Authority(people, is_listed or not roles or Role.ANYONE in roles)
