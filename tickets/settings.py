"""The settings of draft tickets: how long they are kept, how many at once, and where they go."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator
from pydantic_settings import SettingsConfigDict

from common.settings import ComponentSettings
from common.settings.values import Rate, WholeDays
from tickets.delivery.registry import METHODS, method_to
from tickets.snapshot import Recipient


def _known(method: str) -> str:
    if method not in METHODS:
        *others, last = map(repr, METHODS)
        raise ValueError(f"should be {', '.join(others)} or {last}")
    return method


class DraftSettings(ComponentSettings):
    """How long drafts are kept, and how many one person may confirm."""

    model_config = SettingsConfigDict(env_prefix="DRAFT_")

    # Days without a change until a draft expires, days until its data are removed.
    idle_days: WholeDays = 30
    keep_days: WholeDays = 180
    # Drafts that one requester, and one network address without sign-in, may confirm.
    rate: Rate = "10/day"
    address_rate: Rate = "60/day"


class DeliverySettings(ComponentSettings):
    """Where confirmed requests go; each method has settings of its own beside its adapter."""

    handover: Annotated[str, AfterValidator(_known)] = "outbox"
    # Whether what somebody confirmed who had not signed in stays here until a person sends it.
    handover_requires_sign_in: bool = False

    @property
    def methods(self) -> Mapping[Recipient, str]:
        """The name of the method to each kind of recipient. Raises SettingsError."""
        return {recipient: method_to(recipient, self.handover) for recipient in Recipient}
