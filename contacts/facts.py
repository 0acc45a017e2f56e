"""The facts that the rows of a contact file say together: agencies, people, authorizations."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

from contacts.columns import columns
from contacts.contact_file.errors import KEPT_FAULTS, RowFault
from contacts.rows import AuthorizationKey, ContactRow
from contacts.tables import AgencyVersionRow, AuthorizationRow, FactVersion, PersonVersionRow


@dataclass(frozen=True)
class FactKind:
    """A kind of fact: its fields in the registry's table, and the columns of a file with them."""

    name: str
    table: type[FactVersion]
    fields: tuple[str, ...]
    columns: tuple[str, ...]

    @cached_property
    def values(self) -> Any:
        """Reads the values of all fields from a row of a file."""
        return attrgetter(*self.columns)


_AGENCY = ("acronym", "other_names", "cabinet", "consolidated")
AGENCY = FactKind("agency", AgencyVersionRow, ("name", *_AGENCY), ("agency", *_AGENCY))
_PERSON = ("name", "email", "phone", "title")
PERSON = FactKind("person", PersonVersionRow, _PERSON, _PERSON)
_AUTHORIZATION = ("covers_departments", "valid_from", "valid_until", "verified", "source")
AUTHORIZATION = FactKind("authorization", AuthorizationRow, _AUTHORIZATION, _AUTHORIZATION)


@dataclass
class FileFacts:
    """Add every row, then `merge` them once: each fact is the first row that says it."""

    agencies: dict[str, ContactRow] = field(default_factory=dict)
    people: dict[str, ContactRow] = field(default_factory=dict)
    authorizations: dict[AuthorizationKey, ContactRow] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    repetitions: list[RowFault] = field(default_factory=list)
    # Further rows about the same authorization.
    _others: dict[AuthorizationKey, list[ContactRow]] = field(default_factory=dict)
    # The later row from which a first row has a value.
    _lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, row: ContactRow) -> None:
        """Take a row; one that says exactly what an earlier one says is left out."""
        first = self.authorizations.setdefault(row.key, row)
        if first is row:
            return
        if row not in (first, *self._others.get(row.key, ())):
            self._others.setdefault(row.key, []).append(row)
        elif len(self.repetitions) < KEPT_FAULTS:
            message = "is left out: it repeats an earlier row"
            self.repetitions.append(RowFault(row.line, "", row.agency, message))

    def merge(self) -> None:
        """Complete the first rows by the later ones; rows must not contradict each other."""
        rows = chain(self.authorizations.values(), *self._others.values())
        for row in sorted(rows, key=attrgetter("line")):
            self._merge(self.agencies, row.agency_key, AGENCY, row)
            if not row.role:  # an agency that stands there alone
                self.authorizations.pop(row.key, None)
                continue
            self._merge(self.people, row.person_key, PERSON, row)
            earlier = self.authorizations[row.key]
            if earlier is not row:
                message = f"stands in row {earlier.line} for the same agency and role"
                self._add_fault(row.line, "name", row.name, f"{message}: remove one of the rows")
        self._check_acronyms()

    def _merge(
        self, facts: dict[str, ContactRow], key: str, kind: FactKind, row: ContactRow
    ) -> None:
        """Give the first row what only a later row says; an empty cell says nothing."""
        first = facts.setdefault(key, row)
        if first is row:
            return
        for column in kind.columns:
            value, before = getattr(row, column), getattr(first, column)
            if value and not before:
                setattr(first, column, value)
                self._lines[key, column] = row.line
            elif value and value != before:
                line = self._lines.get((key, column), first.line)
                message = f"differs from {before!r} in row {line} for the same {kind.name}"
                self._add_fault(row.line, column, value, f"{message}: make the rows agree")

    def _check_acronyms(self) -> None:
        owners: dict[str, ContactRow] = {}
        for key, row in self.agencies.items():
            owner = owners.setdefault(row.acronym.upper(), row)
            if row.acronym and owner is not row:
                message = f"is also the acronym of {owner.agency!r}"
                line = self._lines.get((key, "acronym"), row.line)
                remedy = "leave one of them empty or correct it"
                self._add_fault(line, "acronym", row.acronym, f"{message}: {remedy}")

    def _add_fault(self, line: int, column: str, value: str, message: str) -> None:
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(RowFault(line, columns()[column].title, value, message))
