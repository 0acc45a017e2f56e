"""What a contact file says against what the registry says: added, changed, ended."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.text_key import text_key
from contacts.facts import AGENCY, AUTHORIZATION, PERSON, FactKind, FileFacts
from contacts.rows import AuthorizationKey, ContactRow, shared
from contacts.tables import AgencyRow, AuthorizationRow, ImportRow, PersonRow

MOST_SHOWN = 500  # changes of a kind
READ_AT_ONCE = 5_000


class Version(NamedTuple):
    """What the registry says of one fact now, and since which import."""

    id: int
    since: int
    values: tuple[Any, ...]


@dataclass(frozen=True)
class RegistryState:
    """Everything that the registry says now, by the keys of agencies and people."""

    agencies: Mapping[str, Version]
    people: Mapping[str, Version]
    authorizations: Mapping[AuthorizationKey, Version]
    sample_imports: frozenset[int]

    @cached_property
    def _people_by_name(self) -> dict[str, str]:
        """The keys of people by their names; empty where several have one name."""
        keys: dict[str, str] = {}
        for key, person in self.people.items():
            name = text_key(person.values[0])
            keys[name] = "" if name in keys else key
        return keys

    def complete(self, row: ContactRow, absent: Collection[str]) -> None:
        """Fill in what the registry knows where the file has no such column."""
        if row.role and "email" in absent:
            row.person_key = self._people_by_name.get(row.name_key) or row.person_key
        for kind, known in (
            (AGENCY, self.agencies.get(row.agency_key)),
            (PERSON, self.people.get(row.person_key)),
            (AUTHORIZATION, self.authorizations.get(row.key)),
        ):
            for column, value in zip(kind.columns, known.values if known else (), strict=False):
                if column in absent and column != "source" and value is not None:
                    setattr(row, column, value)


def read_state(session: Session) -> RegistryState:
    """The registry as it is now."""

    def versions(kind: FactKind, *keys: Any) -> Iterator[tuple[Sequence[str], Version]]:
        query = select(*keys, *(getattr(kind.table, f) for f in ("id", "since", *kind.fields)))
        query = query.where(kind.table.until.is_(None)).order_by(kind.table.id)
        for model, owner in ((AgencyRow, "agency_id"), (PersonRow, "person_id")):
            if model.key in keys:
                query = query.join(model, model.id == getattr(kind.table, owner))
        for row in session.execute(query, execution_options={"yield_per": READ_AT_ONCE}):
            values = tuple(map(shared, row))
            number, since = values[len(keys) : len(keys) + 2]
            yield values[: len(keys)], Version(number, since, values[len(keys) + 2 :])

    authorizations = versions(AUTHORIZATION, AgencyRow.key, PersonRow.key, AuthorizationRow.role)
    return RegistryState(
        {key: version for (key,), version in versions(AGENCY, AgencyRow.key)},
        {key: version for (key,), version in versions(PERSON, PersonRow.key)},
        {AuthorizationKey(*key): version for key, version in authorizations},
        frozenset(session.scalars(select(ImportRow.id).where(ImportRow.sample))),
    )


@dataclass(frozen=True)
class Change:
    """One change of the registry; `detail` says from what to what."""

    action: str
    fact: str
    agency: str
    role: str
    person: str
    detail: str = ""


class Differences[Key: Hashable]:
    """What an import adds, changes and ends of one kind of fact: the keys."""

    def __init__(
        self, kind: FactKind, rows: Mapping[Key, ContactRow], known: Mapping[Key, Version]
    ) -> None:
        self.kind, self.rows, self.known = kind, rows, known
        self.added = [key for key in rows if key not in known]
        self.changed = [
            key for key in rows if key in known and known[key].values != kind.values(rows[key])
        ]
        self.ended: list[Key] = []


class Comparison:
    """What an import would do; a `partial` file speaks for the agencies that it names only."""

    def __init__(self, file: FileFacts, state: RegistryState, *, partial: bool) -> None:
        self._state = state
        self.agencies = Differences(AGENCY, file.agencies, state.agencies)
        self.people = Differences(PERSON, file.people, state.people)
        self.authorizations = Differences(AUTHORIZATION, file.authorizations, state.authorizations)
        if not partial:
            self.agencies.ended = [key for key in state.agencies if key not in file.agencies]
        # The sample ends with any real file.
        self.authorizations.ended = [
            key
            for key in state.authorizations
            if key not in file.authorizations
            and (not partial or key.agency in file.agencies or self._is_sample(key))
        ]
        # People end with their last authorization.
        ended = set(self.authorizations.ended)
        active = {key.person for key in state.authorizations if key not in ended}
        active |= file.people.keys()
        self.people.ended = [key for key in state.people if key not in active]

    def count_ended(self) -> tuple[int, int, int]:
        """Authorizations that end and all there are, without the sample's; those of the sample."""
        ended, known = self.authorizations.ended, self._state.authorizations
        of_sample = sum(map(self._is_sample, ended))
        return len(ended) - of_sample, len(known) - sum(map(self._is_sample, known)), of_sample

    def changes(self) -> Iterator[tuple[str, str, int, list[Change]]]:
        """For each kind of change: action, fact, how many, and the first of them."""
        for differences, actions in (
            (self.agencies, ("added", "changed")),
            (self.people, ("changed",)),
            (self.authorizations, ("added", "changed", "ended")),
            (self.agencies, ("ended",)),
        ):
            for action in actions:
                keys = getattr(differences, action)
                first = [self._change(action, differences, key) for key in keys[:MOST_SHOWN]]
                yield action, differences.kind.name, len(keys), first

    def _change(self, action: str, differences: Differences[Any], key: Any) -> Change:
        kind = differences.kind
        if action == "ended":
            return Change(action, kind.name, *self._names(key))
        row = differences.rows[key]
        role = (row.role or "") if kind is AUTHORIZATION else ""
        person = "" if kind is AGENCY else row.name
        detail = ""
        if action == "changed":
            before = differences.known[key].values
            detail = "; ".join(
                f"{name}: {old or 'none'} → {new or 'none'}"
                for name, old, new in zip(kind.fields, before, kind.values(row), strict=True)
                if old != new
            )
        return Change(action, kind.name, row.agency, role, person, detail)

    def _names(self, key: AuthorizationKey | str) -> tuple[str, str, str]:
        """Agency, role and person of what ends."""
        if isinstance(key, str):
            return self._state.agencies[key].values[0], "", ""
        agency, person = self._state.agencies[key.agency], self._state.people[key.person]
        return agency.values[0], key.role, person.values[0]

    def _is_sample(self, key: AuthorizationKey) -> bool:
        return self._state.authorizations[key].since in self._state.sample_imports
