"""All settings of the product together; `helpdesk run` checks them before it starts anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.console.answers.settings import ReviewSettings
from bot.operations.supervisor.settings import RunSettings
from common.settings import ROOT, ComponentSettings, SettingsError, SharedSettings, load_settings
from common.settings.values import WholeDays
from contacts.settings import ContactSettings
from tickets.delivery.registry import METHODS
from tickets.settings import DeliverySettings, DraftSettings

__all__ = ["ROOT", "Settings", "SettingsError", "SharedSettings", "load_all_settings"]


class RetentionSettings(ComponentSettings):
    """How long the history of answers and contacts names people."""

    history_keep_days: WholeDays = 1095


@dataclass(frozen=True)
class Settings(RunSettings):
    """Every component's settings; `.env.example` describes each variable."""

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
