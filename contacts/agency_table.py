"""The table of users' agencies that an operator keeps, for web sign-in and for Teams.

A CSV file with the columns `key` and `agency`, or a YAML file of `key: agency` lines. A key is what
a claim says (a department, a group), a user's object id, an e-mail address, or `@domain` for
everybody there. Capitals and extra spaces don't count.
"""

import csv
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from common.database import StoreError
from common.live_file import LiveFile
from contacts.registry import Agencies

logger = logging.getLogger(__name__)

HEADING = ["key", "agency"]
REMEDY = "write a name that `helpdesk contacts list` shows"
YAML_ENDINGS = (".yml", ".yaml")
# An e-mail address or an @domain. A key without "@" can be anything that a claim says.
ADDRESS = re.compile(r"[^\s@]*@[^\s@]+")

Row = tuple[int, object, object]  # line, key, agency


class AgencyTable:
    """Tells which agency a user works for. The file is read again whenever it changes."""

    def __init__(self, setting: str, path: Path, agencies: Callable[[], Agencies]) -> None:
        """`setting` names the file in errors; `agencies` are those of the contact registry.

        Raises SettingsError with a line for each fault.
        """
        self._rows = _yaml_rows if path.suffix.lower() in YAML_ENDINGS else _csv_rows
        self._agencies = agencies
        self._file = LiveFile(setting, path, self._read)

    def agency_of(self, identities: Sequence[str], email: str) -> str:
        """The agency by the first key found: identities, then the address, then its domain.

        Empty when the table has none of them.
        """
        domain = [f"@{email.rpartition('@')[2]}"] if "@" in email else []
        table = self._file.content
        found = (table.get(_plain(key)) for key in (*identities, email, *domain))
        return next(filter(None, found), "")

    def _read(self, text: str) -> dict[str, str]:
        agencies = self._registered()
        table: dict[str, tuple[str, int]] = {}
        faults = []
        for line, key, agency in self._rows(text):
            fault = _fault(key, agency)
            if not fault:
                name = str(agency).strip()
                known, place = table.setdefault(_plain(str(key)), (name, line))
                if known != name:
                    fault = f'the key "{key}" has another agency in line {place}: remove one'
                elif agencies and not _is_registered(name, agencies):
                    fault = f'"{name}" is not an agency of the contact registry: {REMEDY}'
            if fault:
                faults.append(f"line {line}: {fault}")
        if faults:
            raise ValueError("\n".join(faults))
        return {key: name for key, (name, _) in table.items()}

    def _registered(self) -> Agencies | None:
        """The agencies of the registry; None where names cannot be checked."""
        try:
            agencies = self._agencies()
        except StoreError as error:
            logger.warning("the names in the table of agencies are not checked: %s", error)
            return None
        return agencies if agencies.by_id else None


def _is_registered(name: str, agencies: Agencies) -> bool:
    """Whether a name means one agency, as the conversation will read it."""
    return bool(agencies.named(name)) or len(agencies.finder.find(name, asked=True)) == 1


def _fault(key: object, agency: object) -> str:
    """What is wrong with a row, empty when nothing is."""
    if not isinstance(key, str) or not isinstance(agency, str):
        return f"{key}: key and agency must both be text: put them in quotes"
    if not key.strip():
        return "has no key: write a claim's value, an object ID, an address or an @domain"
    if not agency.strip():
        return f'the key "{key.strip()}" has no agency: write one behind it'
    if "@" in key and not ADDRESS.fullmatch(key.strip()):
        return f'"{key.strip()}" is neither an e-mail address nor an @domain: correct it'
    return ""


def _csv_rows(text: str) -> Iterator[Row]:
    lines = text.splitlines()
    # Where a comma is the decimal sign, Excel writes semicolons.
    delimiter = ";" if lines and lines[0].strip() == ";".join(HEADING) else ","
    rows = csv.reader(lines, delimiter=delimiter)
    if [cell.strip() for cell in next(rows, [])] != HEADING:
        raise ValueError("line 1: must be the heading `key,agency`")
    for cells in rows:
        if len(cells) > len(HEADING):
            raise ValueError(
                f"line {rows.line_num}: has more than two cells: put an agency with a comma in "
                "quotes"
            )
        if any(cell.strip() for cell in cells):
            yield rows.line_num, cells[0], cells[1] if len(cells) > 1 else ""


def _yaml_rows(text: str) -> Iterator[Row]:
    try:
        table = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(
            f"line {line}: is not YAML: write `key: agency` lines, keys in quotes"
        ) from error
    except YAMLError as error:
        raise ValueError("line 1: is not YAML: write `key: agency` lines") from error
    if not isinstance(table, CommentedMap):
        raise ValueError("line 1: must be `key: agency` lines")
    for key, agency in table.items():
        yield table.lc.key(key)[0] + 1, key, agency


def _plain(key: str) -> str:
    return " ".join(key.casefold().split())
