"""Refuse files that should not be read, before any of their content is."""

import stat
from pathlib import Path

from contacts.listing.archive import open_archive
from contacts.listing.faults import FileRefusedError, shown

MAX_FILE = 100 * 2**20
MAX_CELL = 10_000  # characters
CSV, XLSX = ".csv", ".xlsx"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
SAVE_AS = "save it as .xlsx or .csv"
REMEDIES = {
    ".xls": ("is a workbook of the old format", SAVE_AS),
    ".xlsm": ("is a workbook with macros", SAVE_AS),
}


def check(path: Path) -> None:
    """Raise FileRefusedError unless `path` is a file of a kind and size that can be read."""
    file, kind = str(path), path.suffix.casefold()
    size = _size(path)
    if kind not in {CSV, XLSX}:
        what = f'is of the unknown kind "{shown(kind)}"' if kind else "has no ending in its name"
        raise FileRefusedError(file, *REMEDIES.get(kind, (what, SAVE_AS)))
    if size == 0:
        raise FileRefusedError(file, "is empty", "export the listing again")
    if size > MAX_FILE:
        what = f"has {size / 2**20:,.1f} MB, {MAX_FILE // 2**20} MB at most are read"
        raise FileRefusedError(file, what, "leave only the listing in it")
    head = _head(path)
    if kind == CSV:
        if head.startswith((ZIP, OLE)):
            what = "is a workbook in spite of its name"
            raise FileRefusedError(file, what, "open it in your spreadsheet program and " + SAVE_AS)
        return
    if head.startswith(OLE):
        what = "is protected by a password, or a workbook of the old format"
        raise FileRefusedError(file, what, f"open it, take the password away and {SAVE_AS}")
    if not head.startswith(ZIP):
        what = "is no Excel workbook in spite of its name"
        raise FileRefusedError(file, what, "open it in your spreadsheet program and " + SAVE_AS)
    with open_archive(path):
        pass


def _size(path: Path) -> int:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise FileRefusedError(str(path), "does not exist", "check its name") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileRefusedError(str(path), "is no file", "name a .csv or .xlsx file")
    return status.st_size


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(OLE))
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> FileRefusedError:
    reason = getattr(error, "strerror", None) or error
    return FileRefusedError(
        str(path), f"cannot be read ({reason})", "check its name and that you may read it"
    )
