"""Every setting of the product, typed; read from the environment and from `.env`."""

from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.operations.settings.front import LOOPBACK, FrontSettings, Port
from bot.operations.settings.handover import HandOverSettings
from bot.operations.settings.signin import SignInSettings
from bot.operations.settings.teams import TeamsSettings

ROOT = Path(__file__).resolve().parents[3]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is wrong; one line for each says which, its value and the remedy."""


class Settings(FrontSettings, SignInSettings, TeamsSettings, HandOverSettings, BaseSettings):
    """The settings; `.env.example` describes each one."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    data_dir: Path = ROOT / "var"
    database_url: str = ""
    tracker_database_url: str = ""
    engine_port: Port = 5005
    actions_port: Port = 5055
    # "Today", and every time that people read; what is stored is UTC.
    time_zone: str = "America/New_York"
    engine_secret: SecretStr = SecretStr("")
    log_level: LogLevel = "WARNING"
    start_timeout: Annotated[float, Field(gt=0)] = 90.0
    answer_timeout: Annotated[float, Field(gt=0)] = 9.0
    watch_knowledge: bool = False
    registry_public: bool = False
    # Draft tickets: days without a change until one expires, days until its data are removed.
    draft_idle_days: Annotated[int, Field(ge=1)] = 30
    draft_keep_days: Annotated[int, Field(ge=1)] = 180
    # Days that the audit of the contact registry is kept.
    lookup_keep_days: Annotated[int, Field(ge=1)] = 365

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder if folder.is_absolute() else ROOT / folder

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("is no time zone: write one like America/New_York") from error
        return name

    @field_validator("engine_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"must have at least {SHORTEST_SECRET} characters: leave it empty, and the "
                "assistant makes one at each start"
            )
        return secret

    @field_validator("database_url", "tracker_database_url")
    @classmethod
    def _sqlite_or_postgresql(cls, url: str) -> str:
        if not url:
            return url
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError as error:
            raise ValueError(
                "is no database URL: write sqlite:///path or postgresql://..."
            ) from error
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        parsed = make_url(url)
        if backend == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise ValueError("must name a file, as sqlite:///path does: two processes share it")
            # Relative to the project, whatever folder a command is called from.
            url = f"sqlite:///{ROOT / parsed.database}"
        return url

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> Self:
        if self.handover_requires_sign_in and not (self.oidc_issuer or self.teams_app_id):
            raise ValueError(
                "HANDOVER_REQUIRES_SIGN_IN=true, but nobody can sign in: set up OIDC_ISSUER "
                "(docs/sign-in.md) or Teams (docs/teams.md), or leave it false"
            )
        return self

    def model_post_init(self, context: object) -> None:
        """Defaults that follow from the data folder."""
        self.database_url = self.database_url or f"sqlite:///{self.data_dir / 'helpdesk.db'}"
        self.tracker_database_url = (
            self.tracker_database_url or f"sqlite:///{self.data_dir / 'conversations.db'}"
        )

    @property
    def encoder(self) -> Path:
        """Folder of the sentence encoder."""
        return self.data_dir / "encoder"

    @property
    def web(self) -> Path:
        """Folder of the built web chat."""
        return self.data_dir / "web"

    @property
    def models(self) -> Path:
        """Folder of trained models, one archive for each fingerprint."""
        return self.data_dir / "models"

    @property
    def engine_key(self) -> Path:
        """File with the secret that the running engine demands, for the commands."""
        return self.data_dir / "engine.key"

    @property
    def webhook(self) -> str:
        """Address of the engine's internal REST channel."""
        return f"http://{LOOPBACK}:{self.engine_port}/webhooks/rest/webhook"

    def engine_environment(self) -> dict[str, str]:
        """What bot/engine/config.py reads."""
        return {
            "ENGINE_PORT": str(self.engine_port),
            "ENGINE_ACTIONS_URL": f"http://{LOOPBACK}:{self.actions_port}/webhook",
            # Rasa's SQLAlchemy 1.4 has psycopg2 for PostgreSQL, by the plain name.
            "ENGINE_TRACKER_URL": make_url(self.tracker_database_url)
            .set(drivername=make_url(self.tracker_database_url).get_backend_name())
            .render_as_string(hide_password=False),
            "ENGINE_LOG_LEVEL": self.log_level,
            "ENGINE_ENCODER": str(self.encoder),
            "ENGINE_SECRET": self.engine_secret.get_secret_value(),
        }

    def actions_environment(self) -> dict[str, str]:
        """What bot/operations/supervisor/action_server.py reads."""
        return {
            "ACTIONS_PORT": str(self.actions_port),
            "ACTIONS_SECRET": self.engine_secret.get_secret_value(),
            "ACTIONS_DATABASE_URL": self.database_url,
            "ACTIONS_LOG_LEVEL": self.log_level,
            "ACTIONS_REGISTRY_PUBLIC": str(self.registry_public).lower(),
            "ACTIONS_SIGN_IN": str(bool(self.oidc_issuer)).lower(),
            "ACTIONS_HANDING_CONTACTS": self.contacts_handover,
            "ACTIONS_HANDING_SERVICE_DESK": self.handover,
            "ACTIONS_PUBLIC_URL": self.public_url,
            "ACTIONS_HANDING_SIGN_IN": str(self.handover_requires_sign_in).lower(),
            "ACTIONS_DRAFT_RATE": self.draft_rate,
            "ACTIONS_DRAFT_ADDRESS_RATE": self.draft_address_rate,
            "ACTIONS_DRAFT_IDLE_DAYS": str(self.draft_idle_days),
            "ACTIONS_TIME_ZONE": self.time_zone,
        }


def bearer(secret: str) -> dict[str, str]:
    """The header by which engine and action server know their callers."""
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def load_settings() -> Settings:
    """The settings now in force. Raises SettingsError for a value that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{_shown(detail['loc'], detail['input'])}"
            f"{detail['msg'].removeprefix('Value error, ')}: correct it in .env or the environment"
            for detail in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from error


def _shown(location: tuple[int | str, ...], value: object) -> str:
    """The setting with its value, unless that may hold a password; nothing for several settings."""
    if not location:
        return ""
    name = str(location[0]).upper()
    is_secret = name.endswith(("_URL", "_SECRET", "_PASSWORD"))
    return f"{name}: " if is_secret else f"{name}={value}: "
