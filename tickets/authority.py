"""Who may submit a request: the people whom the contact registry lists today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.columns import CONTACT_ROLES
from faq_kb.contract import Contact
from faq_kb.model import Procedure, Role

if TYPE_CHECKING:  # it loads spaCy, which the commands about drafts don't need
    from contacts.registry import ContactRegistry


@dataclass(frozen=True)
class Authority:
    """The people who may submit a request, and whether its requester is one of them.

    `role_is_listed`: the registry has the requester in the role that he or she says to have.
    """

    people: tuple[Contact, ...]
    requester_may_submit: bool
    role_is_listed: bool = False


def authority(
    procedure: Procedure,
    registry: ContactRegistry,
    agency: str,
    email: str,
    person: int | None = None,
) -> Authority:
    """Who may submit a request of the procedure for the agency.

    Its requester is known by the `email` that somebody vouches for, or as the `person` of the
    registry who is on the phone.
    """
    roles = [rule.role for rule in procedure.requesters]
    found = registry.agencies().named(agency) if agency else None
    wanted = [role for role in CONTACT_ROLES if role in roles]
    listed = registry.contact_records(found, wanted) if found and wanted else []
    people = tuple(
        Contact(
            name=one.contact.name,
            role=one.contact.role,
            agency=agency,
            email=one.contact.email or None,
            phone=one.contact.phone or None,
        )
        for one in listed
    )
    is_listed = person is not None and any(one.person == person for one in listed)
    # Where the source names nobody, nobody is excluded.
    is_open = not roles or Role.ANYONE in roles
    may_submit = is_open or is_listed or contact_with(email, people) is not None
    return Authority(people, may_submit)


def is_listed_as(
    registry: ContactRegistry, agency: str, roles: Collection[Role], email: str
) -> bool:
    """Whether the registry has the owner of an address in one of the roles at an agency today."""
    found = registry.agencies().named(agency) if agency and email and roles else None
    listed = registry.contact_records(found, roles) if found else []
    return contact_with(email, (one.contact for one in listed)) is not None


def contact_with(email: str, people: Iterable[Contact]) -> Contact | None:
    """The one of the people who has the address; None for an empty one."""
    mine = email.casefold()
    return next((p for p in people if mine and (p.email or "").casefold() == mine), None)
