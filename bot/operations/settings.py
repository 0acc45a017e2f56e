"""All settings of the product together; `helpdesk run` checks them before it starts anything."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from common.settings import ROOT, ComponentSettings, SettingsError, SharedSettings, load_settings
from common.settings.values import Seconds, WholeDays
from common.telemetry.settings import TelemetrySettings
from contacts.settings import ContactSettings
from tickets.delivery.registry import METHODS
from tickets.settings import DeliverySettings, DraftSettings

__all__ = ["ROOT", "Settings", "SettingsError", "SharedSettings", "load_all_settings"]


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


class RetentionSettings(ComponentSettings):
    """How long the history of answers and contacts names people."""

    history_keep_days: WholeDays = 1095


@dataclass(frozen=True)
class Settings:
    """Every component's settings; `.env.example` describes each variable."""

    shared: SharedSettings
    supervisor: SupervisorSettings
    telemetry: TelemetrySettings
    web: WebSettings
    sign_in: SignInSettings
    teams: TeamsSettings
    contacts: ContactSettings
    drafts: DraftSettings
    delivery: DeliverySettings
    review: ReviewSettings
    retention: RetentionSettings

    def faults(self) -> Iterator[str]:
        """What one component's settings demand of another's."""
        can_sign_in = self.sign_in.enabled or self.teams.enabled
        if self.delivery.handover_requires_sign_in and not can_sign_in:
            yield (
                "HANDOVER_REQUIRES_SIGN_IN=true: nobody can sign in: set up OIDC_ISSUER "
                "(docs/sign-in.md) or Teams (docs/teams.md), or leave it false"
            )


def load_all_settings() -> Settings:
    """Every setting now in force. Raises SettingsError with a line for each fault."""
    others = [method.settings for method in METHODS.values()]
    return load_settings(Settings, strict=True, others=others)
