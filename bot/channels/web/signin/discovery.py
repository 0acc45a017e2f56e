"""The identity provider's metadata (OpenID Connect Discovery): its endpoints and algorithms."""

import httpx2
from pydantic import BaseModel

from bot.channels.web.signin.settings import is_safe

PATH = "/.well-known/openid-configuration"
POST, BASIC = "client_secret_post", "client_secret_basic"
# Only the provider can sign with these; the HS ones use a secret that we share.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class WrongProviderError(Exception):
    """The metadata cannot belong to OIDC_ISSUER; the message says why."""


class ProviderMetadata(BaseModel):
    """The fields of the metadata that we use."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = (BASIC,)

    @property
    def algorithms(self) -> list[str]:
        """Signatures that an ID token may have."""
        return [name for name in self.id_token_signing_alg_values_supported if name in ALGORITHMS]

    @property
    def client_auth(self) -> str:
        """How we send the client secret: in the body if possible, where it needs no quoting."""
        return POST if POST in self.token_endpoint_auth_methods_supported else BASIC

    def check(self, issuer: str) -> None:
        """Raise WrongProviderError unless it is the issuer's own and all endpoints are safe."""
        if self.issuer.rstrip("/") != issuer.rstrip("/"):
            raise WrongProviderError(f"OIDC_ISSUER={issuer} calls itself {self.issuer[:200]!r}")
        addresses = {
            self.authorization_endpoint,
            self.token_endpoint,
            self.jwks_uri,
            self.end_session_endpoint or issuer,
        }
        if unsafe := [address[:200] for address in addresses if not is_safe(address)]:
            raise WrongProviderError(
                f"OIDC_ISSUER={issuer} has an address without HTTPS: {unsafe[0]!r}"
            )


async def discover(http: httpx2.AsyncClient, issuer: str) -> ProviderMetadata:
    """Fetch the metadata. Raises httpx2.HTTPError, ValidationError and WrongProviderError."""
    answer = await http.get(issuer.rstrip("/") + PATH)
    answer.raise_for_status()
    discovery = ProviderMetadata.model_validate_json(answer.content)
    discovery.check(issuer)
    return discovery
