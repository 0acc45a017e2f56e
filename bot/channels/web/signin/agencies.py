"""The table that tells which agency a user works for, from what the identity provider says."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from common.settings import SettingsError

COLUMNS = ["key", "agency"]
SETTING = "OIDC_AGENCY_TABLE"

Row = tuple[str, Any, Any]  # where it stands, key, agency


class AgencyTable:
    """Agencies by the value of a claim, by e-mail address, or by @domain; capitals do not count."""

    def __init__(self, agencies: dict[str, str]) -> None:
        self._agencies = {_key(key): agency for key, agency in agencies.items()}

    def agency(self, keys: Iterable[str]) -> str:
        """The agency of the first key that the table has, empty if it has none."""
        found = (self._agencies.get(_key(key)) for key in keys)
        return next(filter(None, found), "")


def read_agency_table(path: Path) -> AgencyTable:
    """The table of a CSV file (header `key,agency`) or a YAML file (`key: agency` lines).

    Raises SettingsError that names the file and the row.
    """
    agencies: dict[str, str] = {}
    for place, key, agency in _rows(path):
        if not isinstance(key, str) or not isinstance(agency, str) or not agency.strip():
            raise _fault(path, f"{place} needs a key and an agency, both text")
        if not _key(key):
            raise _fault(path, f"{place} has no key")
        if agencies.setdefault(_key(key), agency.strip()) != agency.strip():
            raise _fault(path, f"{place}: the key {key!r} has another agency above")
    return AgencyTable(agencies)


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise _fault(path, "does not exist: correct the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, "cannot be read as UTF-8 text") from error
    return _csv_rows(path, text) if path.suffix.lower() == ".csv" else _yaml_rows(path, text)


def _csv_rows(path: Path, text: str) -> Iterator[Row]:
    lines = text.splitlines()
    # Where a comma is the decimal sign, Excel writes semicolons.
    delimiter = ";" if lines and lines[0] == ";".join(COLUMNS) else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    if reader.fieldnames != COLUMNS:
        raise _fault(path, "must begin with the line key,agency")
    for row in reader:
        if None in row:
            raise _fault(path, f"line {reader.line_num} has more than two cells: use quotes")
        yield f"line {reader.line_num}", row["key"], row["agency"]


def _yaml_rows(path: Path, text: str) -> Iterator[Row]:
    try:
        table = YAML(typ="safe").load(text)
    except YAMLError as error:
        raise _fault(path, "is no YAML: write `key: agency` lines, keys in quotes") from error
    if not isinstance(table, dict):
        raise _fault(path, "holds no `key: agency` lines")
    for key, agency in table.items():
        yield f"key {key!r}", key, agency


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _fault(path: Path, message: str) -> SettingsError:
    return SettingsError(f"{SETTING}={path}: {message}")
