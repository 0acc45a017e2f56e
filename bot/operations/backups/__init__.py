"""Backups: copies of both databases and the keys, checked when made and when brought back."""

from bot.operations.backups.backup import make_backup
from bot.operations.backups.manifest import BackupError, BackupManifest
from bot.operations.backups.pruning import prune
from bot.operations.backups.restore import RestoredBackup, restore_backup
from bot.operations.backups.settings import BackupSettings

__all__ = [
    "BackupError",
    "BackupManifest",
    "BackupSettings",
    "RestoredBackup",
    "make_backup",
    "prune",
    "restore_backup",
]
