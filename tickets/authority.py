"""Who may submit a request: the people whom the contact registry lists today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.columns import CONTACT_ROLES
from faq_kb.contract import Contact
from faq_kb.model import Procedure, Role

if TYPE_CHECKING:  # it loads spaCy, which the commands about drafts don't need
    from contacts.registry import ContactRegistry


@dataclass(frozen=True)
class Authority:
    """The people who may submit a request, and whether its requester is one of them."""

    people: tuple[Contact, ...]
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
        Contact(
            name=person.name,
            role=person.role,
            agency=agency,
            email=person.email or None,
            phone=person.phone or None,
        )
        for person in listed
    )
    # Where the source names nobody, nobody is excluded.
    is_open = not roles or Role.ANYONE in roles
    return Authority(people, is_open or contact_with(email, people) is not None)


def contact_with(email: str, people: Iterable[Contact]) -> Contact | None:
    """The one of the people who has the address; None for an empty one."""
    mine = email.casefold()
    return next((p for p in people if mine and (p.email or "").casefold() == mine), None)
