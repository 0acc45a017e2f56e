"""The rows of a CSV file in UTF-8, one at a time."""

import csv
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from contacts.contact_file.cells import MAX_CELL
from contacts.contact_file.errors import FileRefusedError
from contacts.contact_file.layout import MAX_ABOVE, Score

DELIMITERS = ",;\t"
MAX_ROW = 1_000_000
BEGINNING = 64 * 2**10  # bytes in which the headings are looked for
UNDECODED = re.compile("[\udc80-\udcff]")
SAVE_AS_UTF8 = 'save it as "CSV UTF-8"'


@contextmanager
def open_csv(path: Path, score: Score) -> Iterator["CsvFile"]:
    """The file, open for one reading; `score` says how much a row looks like the headings."""
    delimiter = _delimiter(path, score)
    with (
        path.open("rb") as raw,
        # Bytes that are no UTF-8 come as lone surrogates, so that their row is known.
        io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="") as text,
    ):
        yield CsvFile(str(path), raw, text, delimiter)


def _delimiter(path: Path, score: Score) -> str:
    """The delimiter that makes headings of one of the first lines.

    Else the one that splits the first line into the most cells, a comma if none does.
    """
    with path.open("rb") as raw:
        beginning = raw.read(BEGINNING).decode("utf-8-sig", errors="replace")
    lines = [line for line in beginning.splitlines() if line.strip(DELIMITERS + " ")]

    def fits(delimiter: str) -> tuple[int, int]:
        rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines[:MAX_ABOVE]]
        return max(map(score, rows), default=0), len(rows[0]) if rows else 0

    return max(DELIMITERS, key=fits)


class CsvFile:
    """Reads a CSV file once; a row is what a spreadsheet program shows as a row."""

    def __init__(self, file: str, raw: BinaryIO, text: TextIO, delimiter: str) -> None:
        self.file = file
        self.total: int | None = os.fstat(raw.fileno()).st_size
        self._raw, self._text = raw, text
        self._delimiter = delimiter
        self._row = 1
        self._fed = 0
        self._done = 0

    def done(self) -> int:
        """How many of the `total` bytes have been read."""
        return self._done

    def merged_in(self, row: int) -> str:
        """Nothing is merged in a text file."""
        return ""

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number, blank ones too; cells are stripped.

        Raises FileRefusedError with the row.
        """
        try:
            reader = csv.reader(
                self._lines(), delimiter=self._delimiter, skipinitialspace=True, strict=True
            )
            for cells in reader:
                if any(len(cell) > MAX_CELL for cell in cells):
                    raise self._too_long()
                yield self._row, [cell.strip() for cell in cells]
                self._row += 1
                self._fed = 0
        except csv.Error as error:
            raise self._broken(str(error)) from error

    def _lines(self) -> Iterator[str]:
        while line := self._text.readline(MAX_ROW):
            self._done = self._raw.tell()
            self._fed += len(line)
            if self._fed >= MAX_ROW:
                what = f"does not end within {MAX_ROW:,} characters"
                raise self._refuse(what, "close every quotation mark that is opened")
            if not line.isascii() and (found := UNDECODED.search(line)):
                byte = ord(found[0]) - 0xDC00
                raise self._refuse(f"holds the byte 0x{byte:02X}, which isn't UTF-8", SAVE_AS_UTF8)
            if "\0" in line:
                raise self._refuse("holds a NUL byte, so the file isn't UTF-8 text", SAVE_AS_UTF8)
            yield line

    def _refuse(self, what: str, remedy: str) -> FileRefusedError:
        return FileRefusedError(self.file, f"row {self._row} {what}", remedy)

    def _too_long(self) -> FileRefusedError:
        what = f"has a cell of more than {MAX_CELL:,} characters"
        return self._refuse(what, "shorten it, or close the quotation mark that is open")

    def _broken(self, error: str) -> FileRefusedError:
        if "field limit" in error:
            return self._too_long()
        if "unexpected end" in error:
            return self._refuse(
                "opens a quotation mark that is never closed", "close it or remove it"
            )
        return self._refuse(
            "has text after a closing quotation mark",
            "close every quotation mark, and write one inside a quoted cell twice",
        )
