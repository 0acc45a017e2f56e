"""The secret of this installation, in a file that only its owner can read."""

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.channels.web.settings import SECRET_BYTES
from common.settings import SettingsError

KEY_FILE = "web.key"
OLD_KEY_FILE = "front.key"  # its name in earlier versions
REMEDY = "delete it, and the next start makes a new one (conversations then begin anew)"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def key_of(folder: Path) -> str:
    """The secret, created at the first start. Raises SettingsError for an unsafe one."""
    file = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    old = folder / OLD_KEY_FILE
    if not file.exists() and old.exists():
        old.rename(file)
    if not file.exists():
        _make(file)
    key = file.read_text(encoding="utf-8", errors="replace").strip()
    if len(key.encode()) < SECRET_BYTES:
        raise SettingsError(f"{file}: holds no key of {SECRET_BYTES} bytes or more: {REMEDY}")
    if os.name == "posix" and file.stat().st_mode & OTHERS:
        raise SettingsError(
            f"{file}: other accounts of this machine may read the key: `chmod 600 {file}`, or, "
            f"where others can have read it, {REMEDY}"
        )
    return key


def _make(file: Path) -> None:
    # Linked once it is on the disk: after a power cut there is a whole key or no file.
    with tempfile.NamedTemporaryFile("w", dir=file.parent) as fresh:
        fresh.write(secrets.token_urlsafe(SECRET_BYTES))
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(fresh.name)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
