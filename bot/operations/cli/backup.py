"""`helpdesk backup` and `helpdesk restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.operations.backups import (
    BackupManifest,
    BackupSettings,
    make_backup,
    prune,
    restore_backup,
)
from bot.operations.cli.output import Json, print_json, print_table, say
from common.settings import load_settings

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", show_default=False)]


def backup(
    folder: Folder,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Leave so many backups beside each other, this one among them."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Copy both databases and the keys into a new folder, while the assistant runs."""
    manifest = make_backup(folder, load_settings(BackupSettings, complete=False))
    pruned = prune(folder.absolute(), keep) if keep else None
    if pruned:
        for stayed in pruned.stayed:
            say(f"{stayed} stays: it has files that are no part of a backup; move or remove them")
    if as_json:
        removed = [str(old) for old in pruned.removed] if pruned else []
        print_json({"folder": str(folder), "removed": removed, **_facts(manifest)})
        return
    _print_rows(manifest)
    say(f"Backup: {folder}")
    for old in pruned.removed if pruned else ():
        say(f"Removed: {old}")


def restore(
    folder: Folder,
    replace: Annotated[
        bool, typer.Option(help="Restore over what is there, and keep that beside it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back, while the assistant is stopped."""
    settings = load_settings(BackupSettings, complete=False)
    restored = restore_backup(folder, settings, replace=replace)
    if as_json:
        print_json({"folder": str(folder), "kept": restored.kept, **_facts(restored.manifest)})
        return
    _print_rows(restored.manifest)
    say(f"Restored from {folder}: every table has as many rows as the backup.")
    for place in restored.kept:
        say(f"Replaced data are kept in {place}: remove them when they are not needed any more")


def _facts(manifest: BackupManifest) -> dict[str, object]:
    return manifest.model_dump(mode="json")


def _print_rows(manifest: BackupManifest) -> None:
    print_table(
        [
            {"database": content.name, "table": table, "rows": rows}
            for content in manifest.databases
            for table, rows in content.tables.items()
        ]
    )
