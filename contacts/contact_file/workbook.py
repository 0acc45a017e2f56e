"""The sheet of an Excel workbook that holds the contacts, read by calamine."""

import datetime as dt
import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from contacts.contact_file.cells import MAX_CELL
from contacts.contact_file.errors import FileRefusedError, printable

MAX_PARTS = 2_000
MAX_UNPACKED = 2**29
MAX_RATIO = 200  # of a part's size to its packed size
RATIO_MATTERS = 50 * 2**20
# calamine keeps every cell up to the last value in memory, empty ones too.
MAX_CELLS = 20_000_000
ENCRYPTED = 0x1
CHUNK, OVERLAP = 2**20, 2**14
COLUMNS = re.compile(rb"""\br=["']([A-Z]{1,3})[0-9]""")
ROWS = re.compile(rb"""\br=["'][A-Z]{0,3}([0-9]+)["']""")
ERRORS = re.compile(
    rb"""<(?:\w+:)?c (?=[^>]*\br=["']([A-Z]{1,3})([0-9]{1,7})["'])"""
    rb"""[^>]*\bt=["']e["'][^>]*>(?:(?!<(?:\w+:)?c ).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
# By the number of the row, then by that of the column.
Errors = dict[int, dict[int, str]]
DAMAGE = (
    *(CalamineError, BadZipFile, zlib.error, ParseError),
    *(EOFError, OSError, LookupError, ValueError, NotImplementedError, RuntimeError),
)


class Sheet:
    """The rows of one sheet as text."""

    def __init__(self, file: str, sheet: CalamineSheet, errors: Errors) -> None:
        self.file = file
        last_row, last_column = sheet.end or (-1, -1)
        self.total: int | None = last_row + 1
        self._sheet = sheet
        # calamine reads an Excel error, such as #N/A, as an empty cell.
        self._errors = errors
        # What is merged beside the values is none of ours.
        self._merged = [
            (first, last, f"{_letters(left)}{first + 1}:{_letters(right)}{last + 1}")
            for (first, left), (last, right) in sheet.merged_cell_ranges or ()
            if first <= last_row and left <= last_column
        ]
        self._done = 0

    def done(self) -> int:
        """How many of the `total` rows have been read."""
        return self._done

    def merged_in(self, row: int) -> str:
        """The merged range that reaches into a row, or nothing."""
        return next((cells for first, last, cells in self._merged if first < row <= last + 1), "")

    def is_blank(self) -> bool:
        """Whether no cell has a text."""
        return not any(any(cells) for _, cells in self.records())

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number, blank ones too; cells are stripped text.

        Raises FileRefusedError with the row.
        """
        for row, values in enumerate(self._sheet.iter_rows(), 1):
            texts = [cell_text(value) for value in values]
            for column, text in self._errors.get(row, {}).items():
                texts += [""] * (column - len(texts))
                texts[column - 1] = text
            if any(len(text) > MAX_CELL for text in texts):
                what = f"row {row} has a cell of more than {MAX_CELL:,} characters"
                raise FileRefusedError(self.file, what, "shorten it")
            self._done = row
            yield row, texts


@contextmanager
def open_workbook(path: Path, wanted: str | None = None) -> Iterator[Sheet]:
    """The sheet of that name, or the only one that holds anything.

    Raises FileRefusedError when there is none or more than one.
    """
    file = str(path)
    with (
        _refusing_damage(file),
        ZipFile(path) as archive,
    ):
        _check_parts(archive, file)
        with CalamineWorkbook.from_path(path) as book:
            sheet = _chosen(book, archive, file, wanted)
    yield sheet


@contextmanager
def _refusing_damage(file: str) -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise FileRefusedError(
            file,
            "is damaged or isn't an Excel workbook",
            "open it in your spreadsheet program and save it again as .xlsx or .csv",
        ) from error


def _check_parts(archive: ZipFile, file: str) -> None:
    """Refuse an archive that unpacks to too much; no reader goes beyond the declared sizes."""

    def refused(what: str) -> FileRefusedError:
        remedy = "copy the contacts alone into a new workbook, or save it as .csv"
        return FileRefusedError(file, what, remedy)

    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise refused(f"holds {len(parts):,} parts, {MAX_PARTS:,} at most are read")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refused(f"unpacks to more than {MAX_UNPACKED // 2**20} MB")
    for part in parts:
        name = printable(part.filename)
        if part.flag_bits & ENCRYPTED:
            what = f'its part "{name}" is encrypted'
            raise FileRefusedError(file, what, "save it without a password")
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise refused(f'its part "{name}" is packed in a way that Excel does not use')
        if part.file_size > max(RATIO_MATTERS, MAX_RATIO * part.compress_size):
            size = part.file_size // 2**20
            raise refused(f'its part "{name}" is a zip bomb, it unpacks to {size:,} MB')


def _chosen(book: CalamineWorkbook, archive: ZipFile, file: str, wanted: str | None) -> Sheet:
    parts = _parts(archive)
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.name in parts
    ]
    candidates = [
        name for name in names if wanted is None or name.casefold() == wanted.strip().casefold()
    ]
    if wanted is not None and not candidates:
        what = f'has no sheet "{printable(wanted)}"'
        remedy = f"name one of its sheets: {', '.join(map(printable, names))}"
        raise FileRefusedError(file, what, remedy)
    filled = {}
    for name in candidates:
        errors = _scan(archive, parts[name], file)
        sheet = Sheet(file, book.get_sheet_by_name(name), errors)
        if not sheet.is_blank():
            filled[name] = sheet
    if not filled:
        what = (
            f'its sheet "{printable(wanted)}" is empty' if wanted else "has no sheet with a value"
        )
        raise FileRefusedError(file, what, "export the contacts again")
    if len(filled) > 1:
        what = f"has more than one sheet with values ({', '.join(map(printable, filled))})"
        raise FileRefusedError(file, what, "say which one has the contacts: --sheet NAME")
    return next(iter(filled.values()))


def _parts(archive: ZipFile) -> dict[str, str]:
    """Which part of the archive holds a sheet, by the sheet's name."""
    # expat refuses entities that grow without end.
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    parts: dict[str, str] = {}
    for sheet in book.iterfind(".//{*}sheet"):
        number = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        parts[sheet.get("name", "")] = posixpath.join("/xl", targets.get(number, "")).lstrip("/")
    return parts


def _scan(archive: ZipFile, part: str, file: str) -> Errors:
    """The Excel errors of a sheet; refuses one whose cells reach too far."""
    errors: Errors = {}
    rows = columns = 0
    window = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            window = window[-OVERLAP:] + chunk
            columns = max([columns, *map(_column, set(COLUMNS.findall(window)))])
            rows = max([rows, *map(int, set(ROWS.findall(window)))])
            if rows * columns > MAX_CELLS:
                what = f"its cells reach to row {rows:,} and column {_letters(columns - 1)}"
                raise FileRefusedError(file, what, "leave only the contacts in the sheet")
            for letters, row, text in ERRORS.findall(window):
                found = errors.setdefault(int(row), {})
                found[_column(letters)] = text.decode()
    return errors


def _letters(place: int) -> str:
    """The letters of a column, counted from 0."""
    return get_column_letter(place + 1)


def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode())


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
            return str(value).replace("\r", "").strip()
