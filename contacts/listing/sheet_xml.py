"""The XML of a sheet as a stream of rows; nothing but the row at hand is kept."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS

from contacts.listing.archive import CHUNK, Archive
from contacts.listing.faults import FileRefusedError, shown

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_ROW_BYTES = 16 * 2**20
MAX_MERGED = 1_000  # that are looked at; a listing has a handful above it, if any
SHEET, ROW, CELL, VALUE, TEXT, MERGED = (
    f"{SHEET_MAIN_NS} {name}" for name in ("worksheet", "row", "c", "v", "t", "mergeCell")
)
TEXTS = frozenset((VALUE, TEXT))


class RawCell(NamedTuple):
    """A cell with a value: column from 1, type and style as the XML has them, text of the value."""

    column: int
    type: str
    style: str
    text: str


class MergedRange(NamedTuple):
    """Cells that a spreadsheet program shows as one: their rows, and the range as it is written."""

    first: int
    last: int
    reference: str


class SheetXml:
    """One reading of a sheet."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.last_row = self.last_column = 0
        # The merged ranges among the values; known when all rows have been read.
        self.merged: list[MergedRange] = []
        self._archive, self._part = archive, part
        self._ready: list[tuple[int, list[RawCell]]] = []
        self._cells: list[RawCell] = []
        self._row = self._column = self._pending = 0
        self._is_sheet, self._in_row, self._in_text = True, False, False
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._columns: dict[str, int] = {}
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._root
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def rows(self) -> Iterator[tuple[int, list[RawCell]]]:
        """Every row that has a value, with its number; once."""
        with self._archive.open_sheet(self._part) as source:
            while chunk := source.read(CHUNK):
                self._pending += len(chunk)
                self._parser.Parse(chunk, False)
                yield from self._ready
                self._ready.clear()
                if not self._is_sheet:
                    raise self._refuse(
                        f'its part "{shown(self._part)}" is no sheet of an ordinary workbook',
                        'save it as "Excel Workbook (.xlsx)", not as "Strict Open XML"',
                    )
                if self._pending > MAX_ROW_BYTES:
                    raise self._too_large(f"what follows row {self._row} is too large for a row")
        self._parser.Parse(b"", True)

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        self._is_sheet = name == SHEET
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._in_row:
            self._pending = 0
        if name == CELL:
            self._attributes, self._text = attributes, []
            reference = attributes.get("r")
            self._column = self._column_of(reference) if reference else self._column + 1
        elif name in TEXTS:
            self._in_text = True
        elif name == ROW:
            self._start_row(attributes.get("r"))
        elif name == MERGED and len(self.merged) < MAX_MERGED:
            column, first, _, last = range_boundaries(attributes["ref"])
            if (first or 0) <= self.last_row and (column or 0) <= self.last_column:
                self.merged.append(MergedRange(first or 1, last or MAX_ROWS, attributes["ref"]))

    def _characters(self, text: str) -> None:
        if self._in_text:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name in TEXTS:
            self._in_text = False
        elif name == CELL:
            text = "".join(self._text)
            if text and not text.isspace():
                kind, style = self._attributes.get("t", "n"), self._attributes.get("s", "0")
                self._cells.append(RawCell(self._column, kind, style, text))
        elif name == ROW:
            self._in_row = False
            if self._cells:
                self.last_row = self._row
                self.last_column = max(self.last_column, *(cell.column for cell in self._cells))
                if self.last_column > MAX_COLUMNS:
                    raise self._too_large(f"row {self._row} has more than {MAX_COLUMNS:,} columns")
                self._ready.append((self._row, self._cells))

    def _start_row(self, number: str | None) -> None:
        row = int(number) if number else self._row + 1
        if row <= self._row:
            what = f"row {row} follows row {self._row}"
            raise self._refuse(what, "open it in your spreadsheet program and save it anew")
        if row > MAX_ROWS:
            raise self._too_large(f"has more than {MAX_ROWS:,} rows")
        self._row, self._column, self._cells, self._in_row = row, 0, [], True

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = int(column_index_from_string(letters))
        return self._columns[letters]

    def _too_large(self, what: str) -> FileRefusedError:
        return self._refuse(what, "leave only the listing in the sheet")

    def _refuse(self, what: str, remedy: str) -> FileRefusedError:
        return FileRefusedError(self._archive.file, what, remedy)
