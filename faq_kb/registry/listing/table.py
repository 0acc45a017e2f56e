"""A listing as headings and rows of text, whether it is a CSV file or a workbook."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import Protocol

from faq_kb.registry.listing.csv_file import open_csv
from faq_kb.registry.listing.faults import FileRefusedError
from faq_kb.registry.listing.guard import CSV, check
from faq_kb.registry.listing.workbook import open_workbook

Row = tuple[int, list[str]]


class Source(Protocol):
    """A file that gives rows."""

    file: str
    total: int | None

    def records(self) -> Iterator[Row]:
        """Rows with their numbers; blank ones may be among them."""

    def done(self) -> int:
        """How much of `total` has been read."""


class Table:
    """A listing that is being read; only the row at hand is in memory."""

    headings: list[str]
    headings_line: int

    def __init__(self, source: Source) -> None:
        self._source = source
        filled = _filled(source)
        self.headings_line, self.headings = next(filled, (0, []))
        if not self.headings:
            raise FileRefusedError(source.file, "holds no rows", "export the listing again")
        first = next(filled, None)
        if first is None:
            what = "holds headings and nothing below them"
            raise FileRefusedError(source.file, what, "export the listing again")
        self._rows = chain([first], filled)

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
            yield line, cells + [""] * (width - len(cells))


@contextmanager
def open_table(path: Path, sheet: str | None = None) -> Iterator[Table]:
    """The listing in `path`; `sheet` names one if a workbook has several.

    Raises FileRefusedError, also while rows are read.
    """
    check(path)
    with _open(path, sheet) as source:
        yield Table(source)


def _open(path: Path, sheet: str | None) -> AbstractContextManager[Source]:
    if path.suffix.casefold() != CSV:
        return open_workbook(path, sheet)
    if sheet is not None:
        raise FileRefusedError(str(path), "is a CSV file, which has no sheets", "leave --sheet out")
    return open_csv(path)


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
