"""How far a sheet's values go and which cells are merged, before its rows are read."""

import re
from typing import NamedTuple

from contacts.listing.archive import CHUNK, Archive
from contacts.listing.sheet_xml import MergedRange, SheetXml

OVERLAP = 1024
ROW_START = b"<row "
ROW_NUMBER = re.compile(rb'<row (?:[^>]*? )?r="([0-9]{1,7})"')
VALUE_STARTS = (b"<v>", b"<t>", b"<t ")


class Scan(NamedTuple):
    """The last row with a value, and the merged ranges among the values."""

    last_row: int
    merged: tuple[MergedRange, ...] = ()


def scan(archive: Archive, part: str) -> Scan:
    """Search the bytes of the sheet; only one with merged cells or unusual XML is parsed."""
    row = last_row = 0
    window = b""
    with archive.open_sheet(part) as source:
        while chunk := source.read(CHUNK):
            is_usual = bool(window) or b"<worksheet" in chunk
            window = window[-OVERLAP:] + chunk
            if not is_usual or b"mergeCell" in window:
                return _parsed(archive, part)
            value = max(map(window.rfind, VALUE_STARTS))
            if value >= 0:
                last_row = _row_before(window, value) or row or last_row
            row = _row_before(window, len(window)) or row
    return Scan(last_row)


def _row_before(window: bytes, end: int) -> int:
    found = ROW_NUMBER.match(window, max(window.rfind(ROW_START, 0, end), 0))
    return int(found[1]) if found else 0


def _parsed(archive: Archive, part: str) -> Scan:
    sheet = SheetXml(archive, part)
    for _ in sheet.rows():
        pass
    return Scan(sheet.last_row, tuple(sheet.merged))
