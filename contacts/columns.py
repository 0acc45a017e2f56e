"""Which column of a contact file holds what, and which role a cell means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from common.text_key import text_key
from contacts.contact_file.errors import RowFault
from faq_kb.model import Role

FILE = Path(__file__).parent / "columns.yml"
# The roles that a contact file authorizes; other requesters are no contacts.
CONTACT_ROLES = (Role.HR, Role.IT_SERVICES, Role.COMPLIANCE, Role.SECURITY, Role.MANAGEMENT)


@dataclass(frozen=True)
class Column:
    """A column of ours: its key, its usual title and the headings that it is known by."""

    key: str
    title: str
    required: bool
    headings: frozenset[str]


@cache
def columns() -> dict[str, Column]:
    """Every column by its key, in the order of an export."""
    return {
        key: Column(
            key,
            known["title"],
            known.get("required", False),
            frozenset(map(text_key, known["headings"])),
        )
        for key, known in _file()["columns"].items()
    }


@cache
def role_words() -> dict[str, Role]:
    """The words for each role, as `text_key` gives them."""
    return {
        text_key(word): Role(role) for role, words in _file()["roles"].items() for word in words
    }


def role_title(role: Role) -> str:
    """What contact files call a role."""
    titles: dict[str, str] = _file()["role_titles"]
    return titles[role]


def heading_score(cells: Sequence[str], mapped: Mapping[str, str]) -> int:
    """How many headings a row has; one alone may be a word of a title."""
    wanted = set(map(text_key, mapped))
    found = {_known(cell) or text_key(cell) in wanted for cell in cells if cell} - {False, None}
    return len(found) if len(found) > 1 else 0


def recognize(
    headings: Sequence[str], line: int, mapped: Mapping[str, str]
) -> tuple[dict[str, int], list[str], list[RowFault]]:
    """Place of each column, headings that are not used, and what is wrong with them.

    The headings stand in `line`; `mapped` names further ones: heading to key.
    """
    wanted = {text_key(heading): key for heading, key in mapped.items()}
    places: dict[str, int] = {}
    unused: list[str] = []
    faults: list[RowFault] = []
    for place, heading in enumerate(headings):
        key = wanted.pop(text_key(heading), None) or _known(heading)
        if key is None:
            unused.append(heading)
        elif key in places:
            other = headings[places[key]]
            message = f"means the same as the column {other!r}: remove or rename one of them"
            faults.append(RowFault(line, heading, heading, message))
        else:
            places[key] = place
    for heading in wanted:
        message = "was mapped, but there is no such column: correct --map"
        faults.append(RowFault(line, heading, heading, message))
    for column in columns().values():
        if column.required and column.key not in places:
            message = (
                f"is missing: head a column {column.title!r} or use --map 'HEADING={column.key}'"
            )
            faults.append(RowFault(line, column.title, "", message))
    return places, unused, faults


def _known(heading: str) -> str | None:
    wanted = text_key(heading)
    return next((key for key, column in columns().items() if wanted in column.headings), None)


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(FILE)
    return content
