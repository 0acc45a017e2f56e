"""What of this installation belongs in a backup: its databases and its keys."""

import socket
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.channels.web.security.key_file import KEY_FILE
from bot.operations.backups.dumper import DatabaseDumper, addresses
from bot.operations.backups.manifest import BackupError
from bot.operations.backups.postgres_dumper import PostgresDumper
from bot.operations.backups.settings import BackupSettings
from bot.operations.backups.sqlite_dumper import SqliteDumper
from common.addresses import LOOPBACK

SETTINGS = {"helpdesk": "DATABASE_URL", "conversations": "TRACKER_DATABASE_URL"}
ANSWER_TIMEOUT_S = 1.0


def databases(settings: BackupSettings) -> list[DatabaseDumper]:
    """Both databases, or the one that is both, in the order in which they are copied."""
    return [_dumper(name, url) for name, url in addresses(settings.shared).items()]


def _dumper(name: str, address: str) -> DatabaseDumper:
    url, setting = make_url(address), SETTINGS[name]
    if url.get_backend_name() == "sqlite":
        return SqliteDumper(name, Path(url.database or ""), setting)
    return PostgresDumper(name, url, setting)


def keys(settings: BackupSettings) -> list[Path]:
    """The key files that are there. Raises BackupError where the web app's should be and isn't."""
    web_key, engine_key = settings.shared.data_dir / KEY_FILE, settings.shared.engine_key
    if not settings.web.secret and not web_key.is_file():
        raise BackupError(
            f"{web_key} is missing and WEB_SECRET is empty: check DATA_DIR, or start the assistant "
            "once"
        )
    return [file for file in (web_key, engine_key) if file.is_file()]


def require_stopped(settings: BackupSettings) -> None:
    """Raise BackupError while anything answers where the assistant would."""
    for setting, host, port in _places(settings):
        try:
            socket.create_connection((host, port), timeout=ANSWER_TIMEOUT_S).close()
        except OSError:
            continue
        raise BackupError(
            f"the assistant is running: something answers at {host}:{port} ({setting}): stop it "
            "first"
        )


def _places(settings: BackupSettings) -> Iterator[tuple[str, str, int]]:
    shared, web = settings.shared, settings.web
    yield "ENGINE_PORT", LOOPBACK, shared.engine_port
    yield "ACTIONS_PORT", LOOPBACK, shared.actions_port
    yield "WEB_PORT", LOOPBACK if web.host in ("0.0.0.0", "::") else web.host, web.port  # noqa: S104
