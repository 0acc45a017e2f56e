"""The settings that the supervisor reads; whoever prepares a start has checked all others."""

import os
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from common.settings import ComponentSettings, SharedSettings
from common.settings.values import Seconds
from common.telemetry.settings import TelemetrySettings

Count = Annotated[int, Field(ge=1, le=64)]


def _engines() -> int:
    """A core is left to the web app, the action server and the database."""
    return max(len(os.sched_getaffinity(0)) - 1, 1)


class SupervisorSettings(ComponentSettings):
    """How the processes are started."""

    # Each takes about a core while it answers.
    engines: Count = Field(default_factory=_engines)
    start_timeout: Seconds = 90.0
    watch_knowledge: bool = False


@dataclass(frozen=True)
class RunSettings:
    """Which processes there are, and where people reach them."""

    shared: SharedSettings
    supervisor: SupervisorSettings
    telemetry: TelemetrySettings
    web: WebSettings
    sign_in: SignInSettings
    teams: TeamsSettings
