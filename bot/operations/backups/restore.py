"""Brings a backup back: checked before anything is touched, and undone when it fails midway."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from bot.channels.web.security.key_file import KEY_FILE
from bot.operations.backups.dumper import DatabaseDumper
from bot.operations.backups.installation import databases, require_stopped
from bot.operations.backups.manifest import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    BackupError,
    BackupManifest,
    DatabaseContent,
    faults_of,
    read_manifest,
    sync,
)
from bot.operations.backups.settings import BackupSettings
from bot.operations.backups.sqlite_dumper import take_owner
from common.database.schema import known_revisions


class RestoredBackup(NamedTuple):
    """What was brought back, and where the data that it replaced are kept."""

    manifest: BackupManifest
    kept: list[str]


class RestoredKey(NamedTuple):
    """A key of the backup and its place."""

    source: Path
    file: Path

    def is_there(self) -> bool:
        """Whether another key would be replaced."""
        return self.file.exists() and not self.is_same()

    def is_same(self) -> bool:
        """Whether the very key is in place."""
        return self.file.is_file() and self.file.read_bytes() == self.source.read_bytes()


def restore_backup(folder: Path, settings: BackupSettings, *, replace: bool) -> RestoredBackup:
    """Put the copies of a backup in the place of both databases and the keys.

    `replace`: what is there is kept beside it; without, nothing may be there. Raises BackupError
    or OSError; then everything is as it was.
    """
    manifest = read_manifest(folder)
    _require_whole(folder, manifest)
    pairs = _pairs(manifest, databases(settings))
    key_files = list(_keys(folder, manifest, settings))
    require_stopped(settings)
    for database, _ in pairs:
        database.require_unused()
    if not replace:
        _require_empty(pairs, key_files)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    with ExitStack() as undo:
        for database, content in pairs:
            database.stage(folder, content, undo)
        kept = [place for database, _ in pairs for place in database.switch(stamp, undo)]
        kept += [place for key in key_files for place in _put(key, stamp, undo)]
        undo.pop_all()
    return RestoredBackup(manifest, kept)


def _require_whole(folder: Path, manifest: BackupManifest) -> None:
    faults = list(faults_of(folder, manifest))
    faults += [
        f"{folder / content.file} is not in the manifest's list of files"
        for content in manifest.databases
        if content.file not in manifest.files
    ]
    if faults:
        raise BackupError("\n".join([*faults, "nothing was restored: take another backup"]))
    for content in manifest.databases:
        found = set(filter(None, content.revision.split(",")))
        if unknown := found - known_revisions():
            raise BackupError(
                f"{folder}: the schema of {content.name} is at {', '.join(sorted(unknown))}, which "
                f"this program does not know: version {manifest.version} or a newer one made the "
                "backup: restore it with that"
            )


def _keys(
    folder: Path, manifest: BackupManifest, settings: BackupSettings
) -> Iterator[RestoredKey]:
    """The web app's key, and the engine's where none is there: that one is new at each start."""
    engine_key = settings.shared.engine_key
    for name in (KEY_FILE, engine_key.name):
        is_wanted = name == KEY_FILE or not engine_key.exists()
        if name in manifest.files and is_wanted:
            yield RestoredKey(folder / name, settings.shared.data_dir / name)


def _pairs(
    manifest: BackupManifest, found: list[DatabaseDumper]
) -> list[tuple[DatabaseDumper, DatabaseContent]]:
    """Each database with what the backup has of it."""
    contents = {content.name: content for content in manifest.databases}
    if set(contents) != {database.name for database in found}:
        raise BackupError(
            f"the backup has the databases {', '.join(sorted(contents))}: name as many by "
            "DATABASE_URL and TRACKER_DATABASE_URL"
        )
    for database in found:
        if (kind := contents[database.name].kind) != database.kind:
            raise BackupError(
                f"the backup's database {database.name} is of kind {kind}, the settings name one "
                f"of kind {database.kind}: correct DATABASE_URL and TRACKER_DATABASE_URL"
            )
    return [(database, contents[database.name]) for database in found]


def _require_empty(
    pairs: list[tuple[DatabaseDumper, DatabaseContent]], key_files: list[RestoredKey]
) -> None:
    full = [f"database {one.name}" for one, _ in pairs if not one.is_empty()]
    full += [str(key.file) for key in key_files if key.is_there()]
    if full:
        raise BackupError(
            f"something is there already: {', '.join(full)}: --replace restores all the same and "
            "keeps the old data beside the new"
        )


def _put(key: RestoredKey, stamp: str, undo: ExitStack) -> Iterator[str]:
    """Put a key in place, for its owner alone."""
    if key.is_same():
        return
    key.file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    if key.file.exists():
        old = key.file.with_name(f"{key.file.name}.before-{stamp}")
        key.file.rename(old)
        undo.callback(old.rename, key.file)
        yield str(old)
    descriptor = os.open(key.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    undo.callback(key.file.unlink)
    with os.fdopen(descriptor, "wb") as file, key.source.open("rb") as source:
        shutil.copyfileobj(source, file)
    take_owner(key.file)
    sync(key.file)
