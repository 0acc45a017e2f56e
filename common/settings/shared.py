"""Settings that more than one process needs: where data are, how processes reach each other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from common.addresses import LOOPBACK, is_loopback, local_url
from common.settings.component import ComponentSettings, Fault
from common.settings.values import (
    ROOT,
    DatabaseUrl,
    Locale,
    PoolSize,
    Port,
    ProjectPath,
    Seconds,
    ServiceUrl,
    TimeZone,
)

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["text", "json"]
SHORTEST_SECRET = 32
REMEDY = "set ENGINE_SECRET to one secret for all (`openssl rand -base64 48` makes one)"


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
    # Connections that each process may have open to a database of PostgreSQL.
    database_pool_size: PoolSize = 15
    # "Today", and every time that people read; what is stored is UTC.
    time_zone: TimeZone = "America/New_York"
    # The language of everything that users read.
    locale: Locale = "en"
    log_level: LogLevel = "WARNING"
    # Where an engine and the action server listen.
    engine_host: str = LOOPBACK
    log_format: LogFormat = "text"
    engine_port: Port = 5005
    actions_host: str = LOOPBACK
    actions_port: Port = 5055
    # Where they are when they run elsewhere; empty: on this machine.
    engine_url: ServiceUrl = ""
    actions_url: ServiceUrl = ""
    # What the engine and the action server demand of their callers.
    engine_secret: Annotated[SecretStr, AfterValidator(_long_enough)] = SecretStr("")
    answer_timeout: Seconds = 9.0

    def faults(self) -> Iterator[Fault]:
        """What others can reach, and what is elsewhere, needs a secret that all know."""
        if self.engine_secret.get_secret_value():
            return
        for field in ("engine_host", "actions_host"):
            if not is_loopback(getattr(self, field)):
                yield field, f"lets other machines in: {REMEDY}"
        for field in ("engine_url", "actions_url"):
            if getattr(self, field):
                yield field, f"is a server that somebody else has started: {REMEDY}"

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
    def first_engine(self) -> str:
        """Address of this machine's engine, or of the first one of several."""
        return local_url(self.engine_host, self.engine_port)

    @property
    def actions_address(self) -> str:
        """Address of the action server."""
        return self.actions_url or local_url(self.actions_host, self.actions_port)
