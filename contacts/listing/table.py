"""A listing as headings and rows of text, whether it is a CSV file or a workbook."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from contacts.listing.csv_file import open_csv
from contacts.listing.faults import FileRefusedError, shown
from contacts.listing.guard import CSV, check
from contacts.listing.layout import MAX_ABOVE, Score, headings_among, is_lone
from contacts.listing.workbook import open_workbook

Row = tuple[int, list[str]]


class Source(Protocol):
    """A file that gives rows."""

    file: str
    total: int | None

    def records(self) -> Iterator[Row]:
        """Rows with their numbers; blank ones may be among them."""

    def done(self) -> int:
        """How much of `total` has been read."""

    def merged_in(self, row: int) -> str:
        """The merged range that reaches into a row, or nothing."""


class Table:
    """A listing that is being read; only the row at hand is in memory."""

    headings: list[str]
    headings_line: int

    def __init__(self, source: Source, score: Score) -> None:
        self._source = source
        filled = _filled(source)
        beginning = list(islice(filled, MAX_ABOVE))
        if not beginning:
            raise FileRefusedError(source.file, "holds no rows", "export the listing again")
        place = headings_among(beginning, score)
        self.headings_line, self.headings = beginning[place]
        self._refuse_merged(self.headings_line)
        below = beginning[place + 1 :]
        if not below:
            what = "holds headings and nothing below them"
            raise FileRefusedError(source.file, what, "export the listing again")
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
                f"cells {shown(cells)} are merged, so it is unclear whose value they hold",
                "take the merging away and write the value into every cell",
            )


@contextmanager
def open_table(path: Path, sheet: str | None = None, score: Score = lambda _: 0) -> Iterator[Table]:
    """The listing in `path`; `sheet` names one if a workbook has several.

    `score` finds the row of the headings below a title; without it they are the first row.

    Raises FileRefusedError, also while rows are read.
    """
    check(path)
    with _open(path, sheet, score) as source:
        yield Table(source, score)


def _open(path: Path, sheet: str | None, score: Score) -> AbstractContextManager[Source]:
    if path.suffix.casefold() != CSV:
        return open_workbook(path, sheet)
    if sheet is not None:
        raise FileRefusedError(str(path), "is a CSV file, which has no sheets", "leave --sheet out")
    return open_csv(path, score)


def _filled(source: Source) -> Iterator[Row]:
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
