"""The base of every settings class: its fields are variables of the environment or of `.env`."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from dotenv import dotenv_values
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from common.settings.values import CONFIDENTIAL, ROOT

# A field, what is wrong with it, and the remedy: ("host", "is empty: name the mail server").
Fault = tuple[str, str]


class GivenVariable(NamedTuple):
    """A variable that somebody has set, and the place where it stands."""

    value: str
    place: str


def variables_given(env_file: Path) -> dict[str, GivenVariable]:
    """Every variable that is set and not empty. Raises OSError, UnicodeDecodeError."""
    in_file = dotenv_values(env_file) if env_file.is_file() else {}
    given = {name: GivenVariable(value, str(env_file)) for name, value in in_file.items() if value}
    here = "the environment"
    given |= {name: GivenVariable(value, here) for name, value in os.environ.items() if value}
    return {name.upper(): variable for name, variable in given.items()}


class ComponentSettings(BaseSettings):
    """The settings of one component; the environment wins over `.env`, empty means the default.

    Field `port` of a class with `env_prefix="WEB_"` is the variable WEB_PORT; a field with a
    `validation_alias` has that name instead. Types and validators say which values a field takes;
    `faults` says what does not fit together.
    """

    model_config = SettingsConfigDict(
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    env_file: ClassVar[Path] = ROOT / ".env"
    # Names of earlier versions, each with its field: they still count, and the new one is said.
    former_names: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def variable(cls, field: str) -> str:
        """The name of a field in the environment."""
        alias = cls.model_fields[field].validation_alias
        return alias if isinstance(alias, str) else f"{cls.prefix()}{field.upper()}"

    @classmethod
    def prefix(cls) -> str:
        """What its variables begin with; empty where they have no common beginning."""
        return str(cls.model_config.get("env_prefix", ""))

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Each variable with its field."""
        return {cls.variable(field): field for field in cls.model_fields}

    @classmethod
    def is_confidential(cls, field: str) -> bool:
        """Whether no message may show the value."""
        info = cls.model_fields[field]
        return CONFIDENTIAL in info.metadata or "SecretStr" in str(info.annotation)

    def faults(self) -> Iterator[Fault]:
        """What does not fit together although each value is possible."""
        yield from ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the file that `env_file` names now (tests have another)."""
        file = DotEnvSettingsSource(settings_cls, env_file=cls.env_file, env_file_encoding="utf-8")
        return init_settings, env_settings, file, InitSettingsSource(settings_cls, cls._former())

    @classmethod
    def _former(cls) -> dict[str, Any]:
        """The values that stand under names of earlier versions."""
        given = variables_given(cls.env_file) if cls.former_names else {}
        return {field: given[old].value for old, field in cls.former_names.items() if old in given}


def default_of(component: type[ComponentSettings], field: str) -> Any:
    """The value of a field that nobody sets."""
    fields = component.model_fields
    others = {name: info.default for name, info in fields.items() if not info.default_factory}
    return fields[field].get_default(call_default_factory=True, validated_data=others)
