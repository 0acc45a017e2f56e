"""Removes old backups, and what was left of backups that were killed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bot.operations.backups.manifest import (
    MANIFEST,
    BackupError,
    BackupManifest,
    read_manifest,
)

SUFFIX = ".unfinished"


@contextmanager
def filling(folder: Path) -> Iterator[None]:
    """Hold the folder while it is filled; the system lets it go, however its holder ends."""
    with _opened(folder) as descriptor:
        if not _lock(descriptor):
            raise BackupError(f"another backup is being made into {folder}: let it end")
        yield


class PrunedBackups(NamedTuple):
    """Folders that were removed, and old backups that stay since other files are in them."""

    removed: list[Path]
    stayed: list[Path]


def unfinished(folder: Path) -> Path:
    """Where a backup is put together."""
    return folder.with_name(f".{folder.name}{SUFFIX}")


def prune(newest: Path, keep: int) -> PrunedBackups:
    """Of the backups beside the newest one leave so many, itself among them.

    Only folders with a manifest of ours and none but its files are removed. Raises OSError.
    """
    found = sorted(_backups(newest.parent), key=lambda one: one[1].at, reverse=True)
    old = [one for one in found if one[0] != newest][keep - 1 :]
    removed, stayed = [], []
    for folder, manifest in old:
        if {file.name for file in folder.iterdir()} - {MANIFEST, *manifest.files}:
            stayed.append(folder)
            continue
        # A removal that is cut short leaves no folder that looks like a backup.
        shutil.rmtree(folder.rename(unfinished(folder)))
        removed.append(folder)
    _remove_unfinished(newest.parent)
    return PrunedBackups(removed, stayed)


def _backups(parent: Path) -> Iterator[tuple[Path, BackupManifest]]:
    for folder in parent.iterdir():
        if folder.is_symlink() or not (folder / MANIFEST).is_file():
            continue
        try:
            yield folder, read_manifest(folder)
        except BackupError:  # somebody else's manifest
            continue


def _remove_unfinished(parent: Path) -> None:
    for folder in parent.glob(f".*{SUFFIX}"):
        with _opened(folder) as descriptor:
            if _lock(descriptor):
                shutil.rmtree(folder)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether nobody else had it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
