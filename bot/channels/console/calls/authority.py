"""Whether a caller may ask for a procedure, decided by what the registry lists today alone.

Nothing that a caller says counts: no name, no e-mail address and no number they call from. Whoever
is found may act only when the registry lists that person for the agency in a role that counts.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.console.calls.schemas import Verdict
from contacts.columns import CONTACT_ROLES
from contacts.listing import ListedAuthorization, ListedPerson
from contacts.queries import Agency
from faq_kb.model import Procedure, RequesterRule, Role


@dataclass(frozen=True)
class RequesterRules:
    """Who may ask for a procedure, sorted by what the registry can say of it.

    `is_request`: it is a request for a service, which Agency Management may make in an emergency.
    """

    rules: tuple[RequesterRule, ...]
    is_request: bool = True

    @property
    def is_open(self) -> bool:
        """Whether anybody may ask for all of it: so it is where the source names nobody."""
        return not self.rules or any(_is_anybody(rule) and not is_limited(rule) for rule in self)

    @property
    def for_anybody(self) -> tuple[RequesterRule, ...]:
        """What anybody may do, where that is not everything."""
        return tuple(rule for rule in self if _is_anybody(rule))

    @property
    def listed(self) -> tuple[RequesterRule, ...]:
        """Roles that the registry has people of."""
        return tuple(rule for rule in self if rule.role in CONTACT_ROLES)

    @property
    def unlisted(self) -> tuple[RequesterRule, ...]:
        """Roles that no contact listing holds: a supervisor, who may spend money."""
        return tuple(
            rule for rule in self if rule.role not in CONTACT_ROLES and not _is_anybody(rule)
        )

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of the registry that count, in its order."""
        named = {rule.role for rule in self.listed}
        return tuple(role for role in CONTACT_ROLES if role in named)

    @property
    def has_stand_in(self) -> bool:
        """Whether Agency Management may act in an emergency for the roles that count.

        So the source's page about agency contacts has it, for every service request.
        """
        return self.is_request and bool(self.roles) and Role.MANAGEMENT not in self.roles

    def of(self, role: Role) -> RequesterRule:
        """The rule for a role. Raises StopIteration for one that does not count."""
        return next(rule for rule in self if rule.role is role)

    def __iter__(self) -> Iterator[RequesterRule]:
        """Each rule, in the record's order."""
        return iter(self.rules)


@dataclass(frozen=True)
class PhoneCall:
    """Who is on the phone, as far as it is known.

    `is_person_given`: somebody was picked, whether or not the registry still has that person, or
    a name was given. `is_unlisted`: nobody was picked for that name.
    """

    agency: Agency | None = None
    person: ListedPerson | None = None
    is_person_given: bool = False
    is_unlisted: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is anything to check."""
        return self.agency is not None or self.is_person_given


@dataclass(frozen=True)
class CallerRights:
    """The verdict; `counting` are the authorizations that it rests on."""

    verdict: Verdict
    counting: tuple[ListedAuthorization, ...] = ()


def rules_of(procedure: Procedure) -> RequesterRules:
    """Who may ask for the procedure."""
    return RequesterRules(procedure.requesters, procedure.can_draft)


def is_limited(rule: RequesterRule) -> bool:
    """Whether the role may ask for a part only."""
    return bool(rule.note or rule.when)


def standing(rules: RequesterRules, call: PhoneCall, day: dt.date) -> CallerRights:
    """Whether the caller may ask for the agency on the day.

    Without an agency: for any that the person is listed for.
    """
    if rules.is_open:
        return CallerRights("open")
    if not call.is_person_given:
        # Whoever it is: nobody who may do a part of it is sent away.
        return CallerRights("partly" if rules.for_anybody else "agency_only")
    listed = call.person.valid_on(day) if call.person else ()
    here = authorizations_at(listed, call.agency)
    counting = tuple(one for one in here if one.role in rules.roles)
    if full := tuple(one for one in counting if not is_limited(rules.of(one.role))):
        return CallerRights("authorized", full)
    stand_ins = tuple(one for one in here if one.role is Role.MANAGEMENT and rules.has_stand_in)
    if counting or stand_ins or rules.for_anybody:
        return CallerRights("partly", counting or stand_ins)
    # Of whom nothing counts today the listing says that, too.
    is_known = call.person is not None and bool(call.person.recorded)
    if rules.unlisted or not is_known:
        return CallerRights("unknown")
    return CallerRights("not_authorized")


def authorizations_at(
    authorizations: Sequence[ListedAuthorization], agency: Agency | None
) -> list[ListedAuthorization]:
    """Those that are for the agency; all of them without one."""
    return [one for one in authorizations if agency is None or one.is_for(agency)]


def _is_anybody(rule: RequesterRule) -> bool:
    return rule.role is Role.ANYONE
