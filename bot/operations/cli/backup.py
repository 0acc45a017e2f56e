"""`helpdesk backup`: a copy of both databases while the assistant runs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from bot.operations.cli.output import fail, say
from common.settings import SharedSettings, load_settings


def backup(
    folder: Annotated[Path, typer.Argument(help="The folder for the copies; it's created.")],
) -> None:
    """Copy both databases while the assistant runs; docs/operations.md says how to restore them."""
    settings = load_settings(SharedSettings)
    for url in (settings.database_url, settings.tracker_database_url):
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            fail(f"{parsed.render_as_string()}: copy a PostgreSQL database with pg_dump")
        source = Path(parsed.database or "")
        copy = folder / source.name
        if copy.exists():
            fail(f"{copy} already exists: choose another folder")
        if source.is_file():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy(source, copy)
            say(f"{source} copied to {copy}")


def _copy(source: Path, copy: Path) -> None:
    """SQLite's own copy: consistent, whoever writes meanwhile; complete or not at all."""
    scratch = copy.with_name(f".{copy.name}")
    scratch.unlink(missing_ok=True)
    scratch.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(scratch)) as new:
            old.backup(new)
            damage = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        scratch.unlink()
        fail(f"{source}: {error}: nothing was copied")
    if damage != "ok":
        scratch.unlink()
        fail(f"{source} is damaged ({damage}): nothing was copied; keep the last good backup")
    scratch.replace(copy)
