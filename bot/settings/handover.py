"""The settings of the hand-over of confirmed requests."""

from typing import Literal

from pydantic import BaseModel, SecretStr

from bot.settings.front import Port


class HandOverSettings(BaseModel):
    """Where confirmed requests go, and how."""

    handover: Literal["outbox", "smtp", "servicenow"] = "outbox"
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
        return "smtp" if self.handover != "outbox" and self.smtp_host else "outbox"
