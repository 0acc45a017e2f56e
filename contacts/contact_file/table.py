"""A contact file as headings and rows of text, whether it is a CSV file or a workbook."""

import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from contacts.contact_file.csv_file import open_csv
from contacts.contact_file.errors import FileRefusedError, printable
from contacts.contact_file.layout import MAX_ABOVE, Score, headings_among, is_lone
from contacts.contact_file.workbook import open_workbook

Row = tuple[int, list[str]]

MAX_FILE = 100 * 2**20
CSV, XLSX = ".csv", ".xlsx"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
SAVE_AS = "save it as .xlsx or .csv"
OTHER_KINDS = {
    ".xls": "is a workbook of the old format",
    ".xlsm": "is a workbook with macros",
}


class RowSource(Protocol):
    """A file that gives rows."""

    file: str
    total: int | None

    def records(self) -> Iterator[Row]:
        """Rows with their numbers; blank ones may be among them."""

    def done(self) -> int:
        """How much of `total` has been read."""

    def merged_in(self, row: int) -> str:
        """The merged range that reaches into a row, or nothing."""


class ContactTable:
    """A contact file that is being read."""

    headings: list[str]
    headings_line: int

    def __init__(self, source: RowSource, score: Score) -> None:
        self._source = source
        filled = _filled(source)
        beginning = list(islice(filled, MAX_ABOVE))
        if not beginning:
            raise FileRefusedError(source.file, "holds no rows", "export the contacts again")
        place = headings_among(beginning, score)
        self.headings_line, self.headings = beginning[place]
        self._refuse_merged(self.headings_line)
        below = beginning[place + 1 :]
        if not below:
            what = "holds headings and nothing below them"
            raise FileRefusedError(source.file, what, "export the contacts again")
        self._rows = chain(below, filled)

    @property
    def total(self) -> int | None:
        """How much there is to read: bytes of a CSV file, rows of a sheet."""
        return self._source.total

    def done(self) -> int:
        """How much of `total` has been read."""
        return self._source.done()

    def rows(self) -> Iterator[Row]:
        """The filled rows below the headings, once, each with its number in the file.

        Every row has a cell for each heading; it has more only if one of those is filled.
        """
        width = len(self.headings)
        for line, cells in self._rows:
            if not is_lone(cells):
                self._refuse_merged(line)
            yield line, cells + [""] * (width - len(cells))

    def _refuse_merged(self, line: int) -> None:
        if cells := self._source.merged_in(line):
            raise FileRefusedError(
                self._source.file,
                f"cells {printable(cells)} are merged, so it is unclear whose value they hold",
                "unmerge them and write the value into every cell",
            )


@contextmanager
def open_table(
    path: Path, sheet: str | None = None, score: Score = lambda _: 0
) -> Iterator[ContactTable]:
    """The contacts in `path`; `sheet` names one if a workbook has several.

    `score` finds the row of the headings below a title; without it they are the first row.

    Raises FileRefusedError, also while rows are read.
    """
    check(path)
    with _open(path, sheet, score) as source:
        yield ContactTable(source, score)


def _open(path: Path, sheet: str | None, score: Score) -> AbstractContextManager[RowSource]:
    if path.suffix.casefold() != CSV:
        return open_workbook(path, sheet)
    if sheet is not None:
        raise FileRefusedError(str(path), "is a CSV file, which has no sheets", "leave --sheet out")
    return open_csv(path, score)


def _filled(source: RowSource) -> Iterator[Row]:
    """The rows that are not blank, without their trailing empty cells."""
    try:
        for line, cells in source.records():
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield line, cells
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise FileRefusedError(source.file, what, "check that it is still there") from error


def check(path: Path) -> None:
    """Raise FileRefusedError unless `path` is a file of a kind and size that can be read."""
    file, kind = str(path), path.suffix.casefold()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileRefusedError(file, "isn't a file", "name a .csv or .xlsx file")
        with path.open("rb") as stream:
            head = stream.read(len(OLE))
    except FileNotFoundError:
        raise FileRefusedError(file, "does not exist", "check its name") from None
    except (OSError, ValueError) as error:
        what = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        remedy = "check its name and that you may read it"
        raise FileRefusedError(file, what, remedy) from error
    size = status.st_size
    if kind not in {CSV, XLSX}:
        what = f'is of the unknown kind "{printable(kind)}"' if kind else "has no file extension"
        raise FileRefusedError(file, OTHER_KINDS.get(kind, what), SAVE_AS)
    if size == 0:
        raise FileRefusedError(file, "is empty", "export the contacts again")
    if size > MAX_FILE:
        what = f"has {size / 2**20:,.1f} MB, {MAX_FILE // 2**20} MB at most are read"
        raise FileRefusedError(file, what, "leave only the contacts in it")
    open_and_save = f"open it in your spreadsheet program and {SAVE_AS}"
    if kind == CSV and head.startswith((ZIP, OLE)):
        raise FileRefusedError(file, "is a workbook, despite its name", open_and_save)
    if kind == XLSX and head.startswith(OLE):
        what = "is protected by a password, or a workbook of the old format"
        raise FileRefusedError(file, what, f"open it, remove the password and {SAVE_AS}")
    if kind == XLSX and not head.startswith(ZIP):
        raise FileRefusedError(file, "isn't an Excel workbook, despite its name", open_and_save)
