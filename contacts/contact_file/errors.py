"""What can be wrong with a contact file: faults of rows, and files refused as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 60
KEPT_FAULTS = 1_000


def printable(text: str, limit: int = LONGEST_SHOWN) -> str:
    """The text for a terminal or a log: one line, printable characters only, shortened."""
    short = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in short)


@dataclass(frozen=True, order=True)
class RowFault:
    """One fault: row, column, the value found there, what is wrong and what to do.

    Leave `column` empty for a fault of the whole row.
    """

    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        column = f", {printable(self.column)}" if self.column else ""
        value = f' "{printable(self.value)}"' if self.value else ""
        return f"row {self.line}{column}{value}: {self.message}"


class ContactFileError(Exception):
    """Rows hold faults: `faults` are the first 1,000, `more` counts the others."""

    def __init__(self, file: str, faults: Iterable[RowFault], more: int = 0) -> None:
        found = sorted(faults)
        self.file = file
        self.faults = found[:KEPT_FAULTS]
        self.more = more + len(found) - len(self.faults)
        super().__init__(file, self.faults, self.more)

    def __str__(self) -> str:
        lines = [f"{printable(self.file, 200)}: {fault}" for fault in self.faults]
        if self.more:
            lines.append(f"{printable(self.file, 200)}: and {self.more:,} more faults")
        return "\n".join(lines)


class FileRefusedError(Exception):
    """A file that is not read at all; one line with the file, what is wrong and what to do."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        self.file, self.what, self.remedy = file, what, remedy
        super().__init__(file, what, remedy)

    def __str__(self) -> str:
        return f"{printable(self.file, 200)}: {self.what}: {self.remedy}"
