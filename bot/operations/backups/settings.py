"""The settings that a backup reads: faults of others don't keep it from being made."""

from dataclasses import dataclass

from bot.channels.web.settings import WebSettings
from common.settings import SharedSettings


@dataclass(frozen=True)
class BackupSettings:
    """Where the databases and the data folder are, and whether the web app's key is a file."""

    shared: SharedSettings
    web: WebSettings
