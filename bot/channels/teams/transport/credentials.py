"""Tokens for what the bot sends: with a secret, a certificate or a managed identity.

We use MSAL directly: the SDK doesn't know certificates and reads `CLIENT_SECRET` itself.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import msal  # type: ignore[import-untyped]
from msal.exceptions import MsalServiceError  # type: ignore[import-untyped]

from bot.channels.teams.settings import SYSTEM_IDENTITY, TeamsSettings
from bot.channels.teams.transport.errors import NoTokenError

TIMEOUT_S = 10.0
# For whom a managed identity gets a token when it speaks for an app with another ID:
# https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
EXCHANGE = {
    "public": "api://AzureADTokenExchange",
    "usgov": "api://AzureADTokenExchangeUSGov",
    "usgovdod": "api://AzureADTokenExchangeUSGov",
}


class _Source(Protocol):
    def __call__(self, scope: str) -> dict[str, Any]: ...


class _Http(httpx.Client):
    """httpx for MSAL, which expects `requests` and puts bytes into forms."""

    def post(self, url: Any, *, data: Any = None, **more: Any) -> httpx.Response:
        form = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in (data or {}).items()
        }
        return super().post(url, data=form, **more)


class Credentials:
    """Gets tokens and keeps them while they are valid."""

    def __init__(self, settings: TeamsSettings, login_endpoint: str) -> None:
        """`login_endpoint`: Entra's, without the tenant. Nothing is asked yet."""
        self._settings = settings
        self._authority = f"{login_endpoint}/{settings.tenant_id}"
        self._http = _Http(timeout=TIMEOUT_S)
        self._source: _Source | None = None
        self._lock = asyncio.Lock()

    async def token(self, scope: object, tenant: str | None = None) -> str:
        """A bearer token for the scope, always of our tenant. Raises NoTokenError."""
        async with self._lock:
            return await asyncio.to_thread(self._token, str(scope))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _token(self, scope: str) -> str:
        try:
            self._source = self._source or self._make_source()
            answer = self._source(scope)
        except (httpx.TransportError, MsalServiceError) as error:
            raise NoTokenError(type(error).__name__, is_passing=True) from None
        except ValueError as error:  # the tenant or the certificate is wrong
            raise NoTokenError(type(error).__name__, is_passing=False) from error
        if "access_token" not in answer:
            raise NoTokenError(str(answer.get("error", "unknown")), is_passing=False)
        return str(answer["access_token"])

    def _make_source(self) -> _Source:
        settings = self._settings
        if settings.auth == "secret":
            return self._app(settings.client_secret.get_secret_value())
        if settings.auth == "certificate":
            return self._app(self._certificate())
        identity = settings.managed_identity_client_id or settings.app_id
        managed = self._managed(identity)
        if identity == settings.app_id:
            return lambda scope: managed(scope.removesuffix("/.default"))
        return self._app({"client_assertion": self._assertion(managed)})

    def _app(self, credential: object) -> _Source:
        app = msal.ConfidentialClientApplication(
            self._settings.app_id,
            client_credential=credential,
            authority=self._authority,
            # It would only ask Microsoft whether the address in our settings is Microsoft's.
            instance_discovery=False,
            http_client=self._http,
        )
        return lambda scope: dict(app.acquire_token_for_client([scope]))

    def _certificate(self) -> dict[str, str]:
        assert self._settings.certificate_path
        pem = self._settings.certificate_path.read_text(encoding="ascii")
        password = self._settings.certificate_password.get_secret_value()
        # MSAL computes the thumbprint (SHA-256) of the certificate.
        files = {"private_key": pem, "public_certificate": pem[pem.find("-----BEGIN CERT") :]}
        return files | ({"passphrase": password} if password else {})

    def _managed(self, identity: str) -> _Source:
        who = (
            msal.SystemAssignedManagedIdentity()
            if identity == SYSTEM_IDENTITY
            else msal.UserAssignedManagedIdentity(client_id=identity)
        )
        client = msal.ManagedIdentityClient(who, http_client=self._http)
        return lambda scope: dict(client.acquire_token_for_client(resource=scope))

    def _assertion(self, managed: _Source) -> Callable[[], str]:
        def assertion() -> str:
            answer = managed(EXCHANGE[self._settings.cloud])
            if "access_token" not in answer:
                raise NoTokenError(str(answer.get("error", "unknown")), is_passing=False)
            return str(answer["access_token"])

        return assertion
