"""The verdict on a caller in sentences that an agent can read aloud."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.channels.console.calls.authority import (
    CallerRights,
    PhoneCall,
    RequesterRules,
    authorizations_at,
    is_limited,
)
from contacts.listing import ListedAuthorization, ListedPerson
from faq_kb.contract import Requester
from faq_kb.model import RequesterRule, Role
from locales import Catalog
from replies import FactFormatter
from replies.markup import BETWEEN, PlainMarkup

MOST_NAMED = 4  # people in a sentence; all of them are listed beside it


@dataclass(frozen=True)
class AuthorityCase:
    """What was found out about a call; `who`: everybody who may ask at the agency."""

    rules: RequesterRules
    call: PhoneCall
    standing: CallerRights
    who: Sequence[ListedPerson]
    today: dt.date


class AuthoritySentences:
    """Says who may ask, and whether the caller is one of them."""

    def __init__(self, catalog: Catalog) -> None:
        self._words = catalog.console.authority
        self._labels = catalog.labels
        self._format = FactFormatter(catalog.labels, PlainMarkup())

    def summary(self, rules: RequesterRules) -> str:
        """Who may ask, whoever is calling."""
        if not rules.rules:
            return self._words.unstated
        if rules.is_open:
            return self._words.anybody
        return self._words.roles.format(roles=self._roles(rules, limits=True))

    def of(self, case: AuthorityCase) -> str:
        """The whole verdict."""
        parts = {
            "open": lambda _: [self.summary(case.rules)],
            "authorized": self._authorized,
            "partly": self._partly,
            "not_authorized": self._refused,
            "unknown": self._unknown,
            "agency_only": self._agency_only,
        }[case.standing.verdict](case)
        return " ".join(filter(None, parts))

    def _authorized(self, case: AuthorityCase) -> list[str]:
        name, listed = _name(case.call), self._listed(case.standing.counting)
        said = self._words.authorized.format(name=name, authorizations=listed)
        return [said, self._before_acting(case.call.person)]

    def _partly(self, case: AuthorityCase) -> list[str]:
        counting, anybody = case.standing.counting, self._anybody(case.rules)
        if not counting:
            return [anybody, *self._not_listed(case), self._who(case)]
        limits = [rule.note or "" for rule in case.rules if rule.role in _roles(counting)]
        limits = limits or [self._words.emergency]
        said = self._words.partly.format(
            name=_name(case.call),
            authorizations=self._listed(counting),
            limits=BETWEEN.join(filter(None, dict.fromkeys(limits))),
        )
        return [said, anybody, self._unlisted(case.rules), self._before_acting(case.call.person)]

    def _refused(self, case: AuthorityCase) -> list[str]:
        return [self._words.no, *self._not_listed(case), self._who(case)]

    def _unknown(self, case: AuthorityCase) -> list[str]:
        if case.call.is_unlisted:
            begun = self._words.not_picked
        else:
            begun = self._words.unknown if case.rules.unlisted else self._words.not_today
        return [
            begun,
            self._unlisted(case.rules),
            *self._not_listed(case),
            self._who(case),
            self._words.claims if case.call.is_unlisted and case.who else "",
        ]

    def _agency_only(self, case: AuthorityCase) -> list[str]:
        asking = self.summary(case.rules)
        return [asking, self._unlisted(case.rules), self._who(case)]

    def _not_listed(self, case: AuthorityCase) -> list[str]:
        """In which role the caller is not listed, and what is listed instead."""
        person, agency, words = case.call.person, case.call.agency, self._words
        if person is None:
            is_gone = case.call.is_person_given and not case.call.is_unlisted
            return [words.gone] if is_gone else []
        said = []
        if case.rules.roles:
            roles = self._roles(case.rules, unlisted=False)
            pattern = words.not_listed_at if agency else words.not_listed
            values = {"agency": agency.name} if agency else {}
            said.append(pattern.format(name=person.name, roles=roles, **values))
        of_interest = authorizations_at(person.recorded, agency)
        over = [one for one in of_interest if not one.is_valid(case.today)]
        said += [self._out_of_time(one, case.today) for one in over if one.role in case.rules.roles]
        listed = person.valid_on(case.today)
        if listed:
            said.append(words.instead.format(authorizations=self._listed(listed)))
        elif not over:
            said.append(words.nothing.format(name=person.name))
        return said

    def _out_of_time(self, one: ListedAuthorization, today: dt.date) -> str:
        where = self._where(one)
        if one.is_over(today):
            return self._words.ended.format(authorization=where, day=one.valid_until)
        return self._words.to_come.format(authorization=where, day=one.valid_from)

    def _anybody(self, rules: RequesterRules) -> str:
        """What anybody may do, where that is not everything."""
        notes = [rule.note for rule in rules.for_anybody if rule.note]
        if rules.is_open or not notes:
            return ""
        return self._words.anybody_partly.format(limits=BETWEEN.join(notes))

    def _unlisted(self, rules: RequesterRules) -> str:
        """That the listing cannot tell who has the other roles."""
        if not rules.unlisted:
            return ""
        roles = self._joined(self._labels.roles[rule.role] for rule in rules.unlisted)
        return self._words.not_in_listing.format(roles=roles)

    def _who(self, case: AuthorityCase) -> str:
        """Who may ask at the agency."""
        agency, words = case.call.agency, self._words
        if agency is None or not case.rules.roles:
            return ""
        if not case.who:
            roles = self._roles(case.rules, unlisted=False)
            return words.nobody.format(roles=roles, agency=agency.name)
        named = [
            words.person.format(
                name=person.name,
                roles=self._joined(self._labels.roles[role] for role in _roles(person.recorded)),
            )
            for person in case.who[:MOST_NAMED]
        ]
        if more := len(case.who) - len(named):
            named.append(words.more.format(count=more))
        return words.who.format(agency=agency.name, people=BETWEEN.join(named))

    def _before_acting(self, person: ListedPerson | None) -> str:
        """The number on record: what a caller says is no proof of who is calling."""
        if person is None:
            return ""
        if not person.phone:
            return self._words.no_number.format(name=person.name)
        return self._words.call_back.format(phone=person.phone)

    def _roles(self, rules: RequesterRules, *, limits: bool = False, unlisted: bool = True) -> str:
        """The roles; with `limits`, each with what for; without `unlisted`, only listed ones."""
        wanted = [*rules] if unlisted else [*rules.listed]
        written = (self._role(rule, limits=limits) for rule in wanted)
        return self._joined(written)

    def _role(self, rule: RequesterRule, *, limits: bool) -> str:
        note = rule.note if limits and is_limited(rule) else None
        return self._format.requester(Requester(role=rule.role, note=note))

    def _listed(self, authorizations: Iterable[ListedAuthorization]) -> str:
        return BETWEEN.join(self._authorization(one) for one in authorizations)

    def _authorization(self, one: ListedAuthorization) -> str:
        """A role and agency, since when, and by which listing."""
        words, where = self._words, self._where(one)
        since = words.since.format(day=one.valid_from) if one.valid_from else ""
        until = words.until.format(day=one.valid_until) if one.valid_until else ""
        listing = words.listing.format(source=one.source or one.file)
        return ", ".join(filter(None, (where, since, until, listing)))

    def _where(self, one: ListedAuthorization) -> str:
        role = self._labels.roles[one.role]
        return self._labels.sentences.check.authorization.format(role=role, agency=one.agency)

    def _joined(self, parts: Iterable[str]) -> str:
        return self._format.joined([*dict.fromkeys(parts)])


def _name(call: PhoneCall) -> str:
    return call.person.name if call.person else ""


def _roles(authorizations: Iterable[ListedAuthorization]) -> list[Role]:
    return list(dict.fromkeys(one.role for one in authorizations))
