"""Settings that more than one process needs: where data are, how processes reach each other."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from common.settings.component import ComponentSettings
from common.settings.values import (
    LOOPBACK,
    ROOT,
    DatabaseUrl,
    Locale,
    Port,
    ProjectPath,
    Seconds,
    TimeZone,
)

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
SHORTEST_SECRET = 32


def _long_enough(secret: SecretStr) -> SecretStr:
    if 0 < len(secret.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(
            f"must have at least {SHORTEST_SECRET} characters: leave it empty, and the assistant "
            "makes one at each start"
        )
    return secret


def _sqlite(name: str) -> Any:
    """A database in the data folder, where no other one is named."""
    return Field(default_factory=lambda given: f"sqlite:///{given['data_dir'] / name}")


class SharedSettings(ComponentSettings):
    """The data folder and databases, the time zone and language, and the processes on loopback."""

    data_dir: ProjectPath = ROOT / "var"
    database_url: DatabaseUrl = _sqlite("helpdesk.db")
    tracker_database_url: DatabaseUrl = _sqlite("conversations.db")
    # "Today", and every time that people read; what is stored is UTC.
    time_zone: TimeZone = "America/New_York"
    # The language of everything that users read.
    locale: Locale = "en"
    log_level: LogLevel = "WARNING"
    engine_port: Port = 5005
    actions_port: Port = 5055
    # What the engine and the action server demand of their callers.
    engine_secret: Annotated[SecretStr, AfterValidator(_long_enough)] = SecretStr("")
    answer_timeout: Seconds = 9.0

    @property
    def encoder(self) -> Path:
        """Folder of the sentence encoder."""
        return self.data_dir / "encoder"

    @property
    def models(self) -> Path:
        """Folder of trained models, one archive for each fingerprint."""
        return self.data_dir / "models"

    @property
    def web(self) -> Path:
        """Folder of the built web pages."""
        return self.data_dir / "web"

    @property
    def engine_key(self) -> Path:
        """File with the secret that the running engine demands, for the commands."""
        return self.data_dir / "engine.key"

    @property
    def engine_url(self) -> str:
        """Address of the engine."""
        return f"http://{LOOPBACK}:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        """Address of the action server."""
        return f"http://{LOOPBACK}:{self.actions_port}"
