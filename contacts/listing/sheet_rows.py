"""The rows of one sheet of a workbook as text."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from openpyxl.utils.datetime import from_excel, from_ISO8601

from contacts.listing.archive import Archive, refusing_damage
from contacts.listing.faults import FileRefusedError
from contacts.listing.guard import MAX_CELL
from contacts.listing.sheet_scan import Scan
from contacts.listing.sheet_xml import RawCell, SheetXml


class SheetRows:
    """Reads a sheet once; `reader` is openpyxl's, which has the shared texts and the formats."""

    def __init__(self, archive: Archive, part: str, reader: Any, found: Scan) -> None:
        self.file = archive.file
        self.total: int | None = found.last_row
        self._merged = found.merged
        self._xml = SheetXml(archive, part)
        self._shared: list[str] = reader.shared_strings
        self._epoch: dt.datetime = reader.wb.epoch
        self._dates = {str(style) for style in reader.wb._date_formats}
        self._durations = {str(style) for style in reader.wb._timedelta_formats}
        self._done = 0

    def done(self) -> int:
        """How many of the `total` rows have been read."""
        return self._done

    def merged_in(self, row: int) -> str:
        """The merged range that reaches into a row, or nothing."""
        reaching = (cells for cells in self._merged if cells.first <= row <= cells.last)
        return next((cells.reference for cells in reaching), "")

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that has a value, with its number; cells are stripped text.

        Raises FileRefusedError with the row.
        """
        with refusing_damage(self.file):
            for row, cells in self._xml.rows():
                self._done = row
                texts: list[str] = []
                for cell in cells:
                    text = self._text(row, cell)
                    texts += [""] * (cell.column - len(texts))
                    texts[cell.column - 1] = text
                yield row, texts

    def _text(self, row: int, cell: RawCell) -> str:
        try:
            text = cell_text(self._value(cell))
        except (ValueError, LookupError, ArithmeticError) as error:
            what = f"row {row}, column {cell.column} has a value that cannot be read"
            raise FileRefusedError(self.file, what, "write it anew and save it") from error
        if len(text) > MAX_CELL:
            what = f"row {row} has a cell of more than {MAX_CELL:,} characters"
            raise FileRefusedError(self.file, what, "shorten it")
        return text

    def _value(self, cell: RawCell) -> object:
        match cell.type:
            case "s":
                return self._shared[int(cell.text)]
            case "n":
                return self._number(cell)
            case "b":
                return bool(int(cell.text))
            case "d":
                return from_ISO8601(cell.text)  # type: ignore[no-untyped-call]
            case _:
                return cell.text

    def _number(self, cell: RawCell) -> object:
        try:
            number: int | float = int(cell.text)
        except ValueError:
            number = float(cell.text)
        if cell.style not in self._dates:
            return number
        try:
            return from_excel(number, self._epoch, timedelta=cell.style in self._durations)
        except (OverflowError, ValueError):
            return "#VALUE!"


def cell_text(value: object) -> str:
    """What a cell holds, as the text that somebody would write for it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            # Excel's spelling of the carriage return before a line feed.
            return str(value).replace("_x000D_", "").strip()
