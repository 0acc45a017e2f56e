"""The settings of the sign-in by OpenID Connect."""

from pathlib import Path

from pydantic import BaseModel, SecretStr


class SignInSettings(BaseModel):
    """The identity provider and what its claims mean; an empty issuer: nobody signs in."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scopes: str = "openid profile email"
    oidc_id_claim: str = "sub"
    oidc_name_claim: str = "name"
    oidc_email_claim: str = "email"
    oidc_verified_email_only: bool = True
    oidc_agency_claim: str = ""
    oidc_agency_table: Path | None = None
    oidc_agent_claim: str = "roles"
    oidc_agent_value: str = ""
    oidc_session_hours: float = 8.0
    oidc_idle_minutes: float = 30.0
    oidc_end_session: bool = False
