"""The settings of Teams; bot/channels/teams/settings.py checks them where they are used."""

from typing import Literal

from pydantic import BaseModel, SecretStr


class TeamsSettings(BaseModel):
    """The app registration and who its users are; all empty: no Teams (docs/teams.md)."""

    teams_app_id: str = ""
    teams_tenant_id: str = ""
    teams_auth: Literal["", "secret", "certificate", "managed_identity"] = ""
    teams_client_secret: SecretStr = SecretStr("")
    teams_certificate_path: str = ""
    teams_certificate_password: SecretStr = SecretStr("")
    teams_managed_identity_client_id: str = ""
    teams_cloud: Literal["", "public", "usgov", "usgovdod"] = ""
    teams_service_hosts: str = ""
    teams_agencies: str = ""
    teams_agents: str = ""
    teams_agents_file: str = ""
    teams_login_endpoint: str = ""
    teams_openid_metadata_url: str = ""
