"""Makes a backup while the assistant runs: whole, or not at all."""

import datetime as dt
import shutil
from importlib.metadata import version
from pathlib import Path

from bot.operations.backups.installation import databases, keys
from bot.operations.backups.manifest import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    BackupError,
    BackupManifest,
    describe,
    sync,
    write_manifest,
)
from bot.operations.backups.pruning import filling, unfinished
from bot.operations.backups.settings import BackupSettings

PRODUCT = "commonwealth-service-desk-assistant"


def make_backup(folder: Path, settings: BackupSettings) -> BackupManifest:
    """Copy both databases and the keys into a new folder, which appears when all is in it.

    Raises BackupError or OSError when anything is short; then nothing is left behind.
    """
    if folder.exists():
        raise BackupError(f"{folder} already exists: choose another folder")
    folder.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    scratch = unfinished(folder)
    scratch.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    try:
        with filling(scratch):
            manifest = _fill(scratch, settings)
        scratch.rename(folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    sync(folder.parent)
    return manifest


def _fill(folder: Path, settings: BackupSettings) -> BackupManifest:
    at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    key_files = keys(settings)
    contents = tuple(one.dump(folder) for one in databases(settings))
    for key in key_files:
        copy = folder / key.name
        copy.touch(mode=PRIVATE_FILE)
        shutil.copyfile(key, copy)
    names = [*(content.file for content in contents), *(key.name for key in key_files)]
    manifest = BackupManifest(
        version=version(PRODUCT),
        at=at,
        databases=contents,
        files={name: describe(folder / name) for name in names},
    )
    write_manifest(folder, manifest)
    return manifest
