"""Only the account of the assistant reads what people wrote and who they are."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from common.settings import SharedSettings

NOT_OURS = 0o077  # the rights of group and others
ROOT_WARNING = (
    "WARNING: the assistant runs as root, so a fault in it could reach the whole machine: start it "
    "from an account of its own"
)


def make_private() -> None:
    """Files that this process and its children make are readable by their owner only."""
    os.umask(NOT_OURS)


def tighten(settings: SharedSettings, say: Callable[[str], None]) -> None:
    """Take the rights of others from what an earlier version left open; warn as root."""
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
