"""What a backup holds, in `manifest.json`: written last, so a folder without it is no backup."""

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST = "manifest.json"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class BackupError(Exception):
    """A backup cannot be made or brought back; the message is the one line to show."""


class DatabaseContent(BaseModel):
    """One database of a backup. `revision`: of its schema, empty where it has none of ours.

    `tables`: the rows of each. `file`: its copy, in SQLite's own form or in pg_dump's.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Literal["sqlite", "postgresql"]
    file: str
    revision: str
    tables: dict[str, int]


class BackupFile(BaseModel):
    """A file of a backup, so that a later look finds whether it is still the same."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class BackupManifest(BaseModel):
    """Which program made the backup and when, and what must be in it."""

    model_config = ConfigDict(frozen=True)

    format: Literal["helpdesk-backup-1"] = "helpdesk-backup-1"
    version: str
    at: dt.datetime
    databases: tuple[DatabaseContent, ...]
    files: dict[str, BackupFile]


def describe(file: Path) -> BackupFile:
    """Size and digest of a file."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return BackupFile(bytes=file.stat().st_size, sha256=digest)


def write_manifest(folder: Path, manifest: BackupManifest) -> None:
    """Write the manifest once everything else is on the disk."""
    for name in manifest.files:
        sync(folder / name)
    file = folder / MANIFEST
    file.touch(mode=PRIVATE_FILE)
    file.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    sync(file)
    sync(folder)


def read_manifest(folder: Path) -> BackupManifest:
    """The manifest of a backup. Raises BackupError where there is none, or none of ours."""
    file = folder / MANIFEST
    try:
        return BackupManifest.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise BackupError(
            f"{folder} is no backup, or one that never came to its end: it has no {MANIFEST}"
        ) from error
    except ValidationError as error:
        raise BackupError(
            f"{file}: is no manifest of a backup that this version of the program reads"
        ) from error


def faults_of(folder: Path, manifest: BackupManifest) -> Iterator[str]:
    """A line for each file that is not what the manifest says."""
    for name, expected in manifest.files.items():
        file = folder / name
        if file.name != name or not file.is_file():
            yield f"{file} is missing"
        elif describe(file) != expected:
            yield f"{file} was changed or cut after the backup was made"


def sync(path: Path) -> None:
    """Have a file or folder on the disk. Raises OSError, as for a full disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
