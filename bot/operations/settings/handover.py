"""The settings of the hand-over of confirmed requests."""

from typing import Literal

from pydantic import BaseModel, SecretStr

from bot.operations.settings.front import Port, Rate


class HandOverSettings(BaseModel):
    """Where confirmed requests go, and how."""

    handover: Literal["outbox", "smtp", "servicenow"] = "outbox"
    # Whether what somebody confirmed who had not signed in stays here until a person sends it.
    handover_requires_sign_in: bool = False
    # Drafts that one requester, and one network address without sign-in, may confirm.
    draft_rate: Rate = "10/day"
    draft_address_rate: Rate = "60/day"
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
    servicenow_field_map: dict[str, str] = {}

    @property
    def contacts_handover(self) -> Literal["outbox", "smtp"]:
        """How requests reach contacts: ServiceNow has none, so by mail where there is a server."""
        if self.handover == "smtp":
            return "smtp"
        return "smtp" if self.handover == "servicenow" and self.smtp_host else "outbox"
