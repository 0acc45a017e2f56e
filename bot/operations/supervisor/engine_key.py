"""The secret that the engine and the action server demand of their callers (docs/security.md)."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from common.settings import SharedSettings


def with_secret(settings: SharedSettings) -> SharedSettings:
    """The settings with a secret: the one that they name, else a new one."""
    if settings.engine_secret.get_secret_value():
        return settings
    return settings.model_copy(update={"engine_secret": SecretStr(secrets.token_urlsafe(32))})


def write_key(settings: SharedSettings) -> None:
    """Let commands of the same account know the secret of the assistant that runs now."""
    file = settings.engine_key
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as key:
        key.write(settings.engine_secret.get_secret_value() + "\n")
    scratch.replace(file)


def read_key(settings: SharedSettings) -> str:
    """The secret of the assistant that runs now; empty when none has written it."""
    return settings.engine_secret.get_secret_value() or _text(settings.engine_key)


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""
