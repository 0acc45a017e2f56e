"""Files that only the assistant's account may read: databases, keys, the servers' secret."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from common.settings import SharedSettings

NOT_OURS = 0o077  # the rights of group and others
ROOT_WARNING = (
    "WARNING: the assistant runs as root, so a fault in it could reach the whole machine: run it "
    "under its own account"
)


def make_private() -> None:
    """Make new files of this process and its children readable by their owner only."""
    os.umask(NOT_OURS)


def tighten(settings: SharedSettings, say: Callable[[str], None]) -> None:
    """Take away others' access that an earlier version left open; warn when run as root."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for path in (settings.data_dir, *_files(settings)):
        mode = path.stat().st_mode
        if mode & NOT_OURS:
            path.chmod(mode & 0o7777 & ~NOT_OURS)
    if os.geteuid() == 0:
        say(ROOT_WARNING)


def _files(settings: SharedSettings) -> Iterator[Path]:
    """Databases with SQLite's files beside them, keys, and the rest of the data folder's files."""
    for url in (settings.database_url, settings.tracker_database_url):
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            name = Path(parsed.database or "")
            beside = (name.with_name(name.name + end) for end in ("", "-wal", "-shm", "-journal"))
            yield from (file for file in beside if file.is_file())
    yield from (path for path in settings.data_dir.iterdir() if path.is_file())


def with_secret(settings: SharedSettings) -> SharedSettings:
    """The settings with a secret: the one that is set, or a new one."""
    if settings.engine_secret.get_secret_value():
        return settings
    return settings.model_copy(update={"engine_secret": SecretStr(secrets.token_urlsafe(32))})


def write_key(settings: SharedSettings) -> None:
    """Write the running assistant's secret for commands of the same account."""
    file = settings.engine_key
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as key:
        key.write(settings.engine_secret.get_secret_value() + "\n")
    scratch.replace(file)


def read_key(settings: SharedSettings) -> str:
    """The running assistant's secret; empty when there is none."""
    return settings.engine_secret.get_secret_value() or _text(settings.engine_key)


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""
