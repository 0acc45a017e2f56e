"""A search's hits as the console and the command line show them: what it is, in a line or two."""

from collections.abc import Callable, Iterator, Sequence
from typing import Self

from pydantic import BaseModel

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.hits import HitKind, SearchHit
from bot.channels.search.record_search import IndexedRecords
from contacts.columns import role_title
from contacts.people_search import PersonMatch
from contacts.queries import Agency, ContactRecord
from contacts.registry import ContactRegistry
from faq_kb.model import Role
from locales import Catalog
from tickets.draft import Draft

MOST_AUTHORIZATIONS, MOST_NAMES = 3, 3
BETWEEN, APART = "; ", " · "

# Told of everybody whom a line names: the agency and role that were asked for, or None; the people.
NoteShown = Callable[[Agency | None, Role | None, Sequence[int]], None]


class HitEntry(BaseModel):
    """A procedure by its entry."""

    entry: str
    title: str


class HitAgency(BaseModel):
    """An agency by its number."""

    id: int
    name: str

    @classmethod
    def of(cls, agency: Agency | None) -> Self | None:
        """The agency, if there is one."""
        return cls(id=agency.id, name=agency.name) if agency else None


class HitLine(BaseModel):
    """One hit. `entries`: the procedures that use a form, policy, phone or role."""

    kind: HitKind
    key: str
    title: str
    detail: str
    score: float
    entries: list[HitEntry]
    agency: HitAgency | None
    role: Role | None


class HitLines:
    """Writes hits in the words of the catalog, with the names of whom they are about."""

    def __init__(
        self,
        search: DeskSearch,
        registry: ContactRegistry,
        catalog: Catalog,
        *,
        names: bool = True,
    ) -> None:
        """`names`: whether the people in a role are named."""
        self._search, self._registry, self._names = search, registry, names
        self._labels, self._words = catalog.labels, catalog.console.search

    def of(self, hits: Sequence[SearchHit], note: NoteShown) -> list[HitLine]:
        """A line for each hit that is still there. Raises StoreError."""
        records = self._search.records()
        return [line for hit in hits for line in self._line(hit, records, note)]

    def _line(self, hit: SearchHit, records: IndexedRecords, note: NoteShown) -> Iterator[HitLine]:
        if hit.person:
            note(None, None, [hit.person.person])
            yield self._person(hit, hit.person)
        elif hit.agency:
            detail = self._agency(hit.agency, hit.role, note)
            yield _line_of(hit, hit.agency.name, detail, HitAgency.of(hit.agency))
        elif hit.draft:
            yield _line_of(hit, hit.draft.reference, self._draft(hit.draft, records))
        else:
            yield from self._record(hit, records)

    def _record(self, hit: SearchHit, records: IndexedRecords) -> Iterator[HitLine]:
        """What the knowledge base has; nothing where an editor has just removed it."""
        directory, procedures = records.knowledge.directory, records.knowledge.procedures
        users = [
            HitEntry(entry=entry, title=procedures[entry].title)
            for entry in records.directory.users(hit.kind, hit.key)
        ]
        labels = {phone.number: phone.label for phone in directory.phones.values()}
        title, detail = hit.key, None
        if hit.kind == "procedure" and hit.key in procedures:
            title, detail = procedures[hit.key].title, procedures[hit.key].question
        elif hit.kind == "form" and hit.key in directory.forms:
            detail = directory.forms[hit.key].title
        elif hit.kind == "policy" and hit.key in directory.policies:
            detail = directory.policies[hit.key].title or ""
        elif hit.kind == "phone":
            detail = labels.get(hit.key)
        elif hit.kind == "role":
            name = self._labels.roles[Role(hit.key)]
            title, detail = name[0].upper() + name[1:], self._words.role.format(count=len(users))
            hit = SearchHit("role", hit.key, hit.score, role=Role(hit.key))
        if detail is not None:
            yield _line_of(hit, title, "" if detail == title else detail, entries=users)

    def _person(self, hit: SearchHit, person: PersonMatch) -> HitLine:
        today = self._registry.today()
        valid = [one for one in person.records if one.is_valid(today)]
        told = [self._authorization(one, ended=not valid) for one in valid or person.records]
        if (more := len(told) - MOST_AUTHORIZATIONS) > 0:
            told = [*told[:MOST_AUTHORIZATIONS], self._words.more.format(count=more)]
        agency = self._registry.agencies().named((valid or person.records)[0].contact.agency)
        return _line_of(hit, person.name, BETWEEN.join(told), HitAgency.of(agency))

    def _authorization(self, record: ContactRecord, *, ended: bool) -> str:
        words = self._words.not_today if ended else self._words.authorization
        return words.format(role=role_title(record.contact.role), agency=record.contact.agency)

    def _agency(self, agency: Agency, role: Role | None, note: NoteShown) -> str:
        if role is None:
            cabinet = agency.cabinet if agency.cabinet != agency.name else ""
            return APART.join(filter(None, (agency.acronym, cabinet)))
        if not self._names:
            return role_title(role)
        people = self._registry.contact_records(agency, [role])
        note(agency, role, [one.person for one in people])
        names = list(dict.fromkeys(one.contact.name for one in people))
        told = BETWEEN.join(names[:MOST_NAMES]) or self._words.nobody
        return self._words.in_role.format(role=role_title(role), people=told)

    def _draft(self, draft: Draft, records: IndexedRecords) -> str:
        procedure = records.knowledge.procedures.get(draft.entry)
        title = procedure.title if procedure else draft.entry
        status = self._labels.status[draft.status.value]
        return APART.join(filter(None, (title, draft.requester.name, status)))


def _line_of(
    hit: SearchHit,
    title: str,
    detail: str,
    agency: HitAgency | None = None,
    entries: Sequence[HitEntry] = (),
) -> HitLine:
    return HitLine(
        kind=hit.kind,
        key=hit.key,
        title=title,
        detail=detail,
        score=round(hit.score, 3),
        entries=list(entries),
        agency=agency,
        role=hit.role,
    )
