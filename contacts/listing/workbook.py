"""Open an Excel workbook and find the one sheet that holds the listing."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from contacts.listing.archive import Archive, open_archive, refusing_damage
from contacts.listing.faults import FileRefusedError, shown
from contacts.listing.sheet_rows import SheetRows
from contacts.listing.sheet_scan import scan
from contacts.listing.sheet_xml import SheetXml


@contextmanager
def open_workbook(path: Path, sheet: str | None = None) -> Iterator[SheetRows]:
    """The sheet of that name, or the only one that holds anything, open for one reading.

    Raises FileRefusedError when there is none or more than one.
    """
    with open_archive(path) as archive:
        with refusing_damage(archive.file):
            reader, sheets = _load(archive)
            part = _chosen(archive, sheets, sheet)
            found = scan(archive, part)
        yield SheetRows(archive, part, reader, found)


def _load(archive: Archive) -> tuple[Any, dict[str, str]]:
    """openpyxl's reader with texts and formats, and the part of each sheet; none is read yet.

    Its `load_workbook` would read every sheet up to its dimensions, and open the file by itself.
    """
    reader = ExcelReader(archive.handle, read_only=True, data_only=True, keep_links=False)
    reader.archive.close()
    reader.archive = archive
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(archive, reader.wb)
        return reader, _sheets(archive, reader)


def _sheets(archive: Archive, reader: Any) -> dict[str, str]:
    """Parts by the names of the sheets, charts left out."""
    return {
        str(entry.name): str(relation.target)
        for entry, relation in reader.parser.find_sheets()
        if relation.target in archive.NameToInfo and "chartsheet" not in relation.Type
    }


def _chosen(archive: Archive, sheets: dict[str, str], wanted: str | None) -> str:
    candidates = [
        name for name in sheets if wanted is None or name.casefold() == wanted.strip().casefold()
    ]
    if wanted is not None and not candidates:
        names = ", ".join(shown(name) for name in sheets)
        what = f'has no sheet "{shown(wanted)}"'
        raise FileRefusedError(archive.file, what, f"name one of its sheets: {names}")
    filled = [name for name in candidates if any(SheetXml(archive, sheets[name]).rows())]
    if not filled:
        what = f'its sheet "{shown(wanted)}" is empty' if wanted else "has no sheet with a value"
        raise FileRefusedError(archive.file, what, "export the listing again")
    if len(filled) > 1:
        names = ", ".join(shown(name) for name in filled)
        what = f"has more than one sheet with values ({names})"
        raise FileRefusedError(archive.file, what, "say which is the listing: --sheet NAME")
    return sheets[filled[0]]
