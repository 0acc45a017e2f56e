"""One row of a contact file: from cells to a checked record."""

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from common.text_key import text_key
from contacts.columns import CONTACT_ROLES, columns, role_title, role_words
from contacts.contact_file.cells import parse_date, parse_email, parse_flag, parse_phone, plain
from contacts.contact_file.errors import RowFault

LONGEST = {"acronym": 20, "name": 200, "agency": 200, "cabinet": 200, "title": 200, "source": 300}
LONGEST |= {"other_names": 2_000}
NEW = "new"  # an agency that the registry does not know yet, however like another it is
ROLE_SEPARATOR = re.compile(r"\s*[;,/\n]\s*")
NAME_SEPARATOR = re.compile(r"\s*[|;\n]\s*")


class AuthorizationKey(NamedTuple):
    """Which authorization: of a person, for an agency, in a role."""

    agency: str
    person: str
    role: str


@dataclass(slots=True)
class ContactRow:
    """What a row says: an agency and, unless it stands there alone, a person in a role."""

    line: int = field(compare=False)
    agency: str
    acronym: str
    other_names: str
    cabinet: str
    consolidated: str
    role: str
    name: str
    email: str
    phone: str
    title: str
    covers_departments: bool
    valid_from: dt.date | None
    valid_until: dt.date | None
    verified: dt.date | None
    source: str
    # What agencies and people are known by: the name; a person's e-mail address if there is one.
    agency_key: str
    name_key: str
    person_key: str

    @property
    def key(self) -> AuthorizationKey:
        """Which authorization the row is about."""
        return AuthorizationKey(self.agency_key, self.person_key, self.role)


class RowReader:
    """Turns rows of cells into contact rows; faults are collected, none is hidden by another."""

    def __init__(
        self,
        places: Mapping[str, int],
        width: int,
        default_source: str,
        agencies: Mapping[str, str],
    ) -> None:
        self._places = places
        self._width = width
        self._source = default_source
        # What the registry calls an agency that the file writes otherwise.
        self._agencies = {text_key(name): known for name, known in agencies.items()}

    def read(self, line: int, cells: Sequence[str]) -> tuple[list[ContactRow], list[RowFault]]:
        """The contact rows of a row, one for each role that it names, and its faults."""
        faults: list[RowFault] = []
        if beyond := next(filter(None, cells[self._width :]), ""):
            message = "stands beyond the last heading: is a separator missing in quotes?"
            faults.append(RowFault(line, "", beyond, message))
        text = {
            key: plain(cells[self._places[key]]) if key in self._places else "" for key in columns()
        }

        def parsed(key: str, parse: Callable[[str], Any], empty: Any) -> Any:
            if not text[key]:
                return empty
            try:
                return parse(text[key])
            except ValueError as error:
                faults.append(RowFault(line, columns()[key].title, text[key], str(error)))
                return empty

        roles = parsed("role", _roles, [])
        values: dict[str, Any] = {
            "email": parsed("email", parse_email, ""),
            "phone": parsed("phone", parse_phone, ""),
            "covers_departments": parsed("covers_departments", parse_flag, False),
            "consolidated": parsed("consolidated", _yes_or_no, ""),
            "valid_from": parsed("valid_from", parse_date, None),
            "valid_until": parsed("valid_until", parse_date, None),
            "verified": parsed("verified", parse_date, None),
            "other_names": " | ".join(filter(None, NAME_SEPARATOR.split(text["other_names"]))),
            "source": text["source"] or self._source,
            **{key: text[key] for key in ("acronym", "name", "title")},
            **{key: self._agency(text[key]) for key in ("agency", "cabinet")},
        }
        faults += _faults(line, text, values, roles)
        if faults:
            return [], faults
        name_key = text_key(values["name"])
        values |= {
            "agency_key": text_key(values["agency"]),
            "name_key": name_key,
            "person_key": (values["email"] or name_key) if roles else "",
        }
        values = {key: shared(value) for key, value in values.items()}
        return [ContactRow(line=line, role=role, **values) for role in roles or [""]], []

    def _agency(self, written: str) -> str:
        known = self._agencies.get(text_key(written), NEW)
        return written if known == NEW else known


def shared(value: Any) -> Any:
    """The value; texts that are equal become one object, since most come again: saves memory."""
    return sys.intern(value) if type(value) is str else value


def _faults(
    line: int, text: Mapping[str, str], values: Mapping[str, Any], roles: Sequence[str]
) -> Iterator[RowFault]:
    """What no cell shows by itself."""

    def fault(key: str, message: str) -> RowFault:
        return RowFault(line, columns()[key].title, text[key], message)

    if not text["agency"]:
        yield fault("agency", "is empty: name the agency")
    if text["name"] and not text["role"]:
        yield fault("role", "is empty: say in which role the person may act")
    if roles and not text["name"]:
        yield fault("name", "is empty: name the person, or leave the role empty, too")
    begin, end = values["valid_from"], values["valid_until"]
    if begin and end and end < begin:
        yield fault("valid_until", f"is before the beginning, {begin}: correct one of the dates")
    for key, longest in LONGEST.items():
        if len(text[key]) > longest:
            yield fault(key, f"is longer than {longest} characters: shorten it")


def _roles(text: str) -> list[str]:
    known = role_words()
    found: list[str] = []
    for word in filter(None, ROLE_SEPARATOR.split(text)):
        key = text_key(word)
        role = known.get(key) or known.get(key.removesuffix("s"))
        if role is None:
            names = ", ".join(map(role_title, CONTACT_ROLES))
            raise ValueError(f"isn't a known role: write one of {names}")
        if role.value not in found:
            found.append(role.value)
    return found


def _yes_or_no(text: str) -> str:
    return "yes" if parse_flag(text) else "no"
