"""The settings of draft tickets: how long they are kept, how many at once, and where they go."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ComponentSettings
from common.settings.values import JsonMap, Port, Rate, WholeDays


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
    """Where confirmed requests go, and how."""

    handover: Literal["outbox", "smtp", "servicenow"] = "outbox"
    # Whether what somebody confirmed who had not signed in stays here until a person sends it.
    handover_requires_sign_in: bool = False
    smtp_host: str = ""
    smtp_port: Port = 587
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_sender: str = ""
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    servicenow_instance: str = ""
    servicenow_table: str = "incident"
    servicenow_username: str = ""
    servicenow_password: SecretStr = SecretStr("")
    servicenow_client_id: str = ""
    servicenow_client_secret: SecretStr = SecretStr("")
    servicenow_field_map: JsonMap = Field(default_factory=dict)

    @property
    def contacts_handover(self) -> Literal["outbox", "smtp"]:
        """How requests reach contacts: ServiceNow has none, so by mail where there is a server."""
        if self.handover == "smtp":
            return "smtp"
        return "smtp" if self.handover == "servicenow" and self.smtp_host else "outbox"
