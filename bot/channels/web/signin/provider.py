"""The identity provider: start a sign-in there, and check its answer."""

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.starlette_client import OAuth
from pydantic import ValidationError
from starlette.requests import Request

from bot.channels.web.signin.claims import Claims
from bot.channels.web.signin.discovery import WrongProviderError, discover
from bot.channels.web.signin.failures import SignInError, provider_error, token_error
from bot.channels.web.signin.settings import SignInSettings, is_loopback

# At DEBUG it logs the code verifier.
logging.getLogger("authlib").setLevel(logging.INFO)

NAME = "provider"
TIMEOUT_S = 5.0  # of each part of a request
LONGEST_S = 10.0  # of all that a user waits for at once
FRESH_S = 24 * 3_600.0  # until the provider's metadata and keys are fetched again
STARTED_S = 15 * 60  # for the whole sign-in
LEEWAY_S = 60


class Provider:
    """The provider; its metadata is fetched at the first sign-in, then once a day."""

    def __init__(self, settings: SignInSettings) -> None:
        self._settings = settings
        # The environment may name a proxy, but none for this machine.
        self._http: dict[str, Any] = {
            "timeout": TIMEOUT_S,
            "trust_env": not is_loopback(settings.issuer),
            "verify": _context(),
        }
        self._known: tuple[Any, float] | None = None

    async def begin(self, request: Request, redirect_uri: str, back: str) -> str:
        """Where the browser goes to sign in; the session keeps what its answer is checked against.

        Raises SignInError.
        """
        client = await self._client()
        begun = await client.create_authorization_url(redirect_uri)
        url = begun.pop("url")
        now = int(time.time())
        await client.save_authorize_data(
            request, redirect_uri=redirect_uri, back=back, at=now, **begun
        )
        return str(url)

    async def back(self, request: Request) -> str:
        """Where this browser wanted to go when it began. Raises SignInError if it did not begin."""
        client = await self._client()
        state = request.query_params.get("state", "")
        begun = await client.framework.get_state_data(request.session, state)
        if not begun or time.time() - begun["at"] > STARTED_S:
            raise SignInError("stale", "nobody began it in this browser, or too long ago")
        return str(begun["back"])

    async def claims(self, request: Request) -> Claims:
        """What the checked ID token says. Raises SignInError; the same answer counts once."""
        client = await self._client()
        query = request.query_params
        if "error" in query or not query.get("code"):
            await client.framework.clear_state_data(request.session, query.get("state", ""))
            raise provider_error(query.get("error"), query.get("error_description"))
        wanted = {
            "iss": {"essential": True, "values": [client.server_metadata["issuer"]]},
            "aud": {"essential": True, "values": [self._settings.client_id]},
        }
        try:
            async with _provider_errors():
                token = await client.authorize_access_token(
                    request, claims_options=wanted, leeway=LEEWAY_S
                )
                claims: Claims = token["userinfo"]
        except SignInError:
            # Its keys may have changed; they are fetched again next time.
            client.server_metadata.pop("jwks", None)
            raise
        return claims

    async def signed_out(self, back: str) -> str:
        """Where the browser signs out at the provider, empty if nowhere."""
        if not self._settings.end_session:
            return ""
        try:
            client = await self._client()
        except SignInError:
            return ""
        if not client.server_metadata["end_session_endpoint"]:
            return ""
        begun = await client.create_logout_url(
            post_logout_redirect_uri=back, client_id=self._settings.client_id
        )
        return str(begun["url"])

    async def _client(self) -> Any:
        if self._known is None or time.monotonic() - self._known[1] > FRESH_S:
            self._known = await self._registered(), time.monotonic()
        return self._known[0]

    async def _registered(self) -> Any:
        settings = self._settings
        try:
            async with asyncio.timeout(LONGEST_S), httpx2.AsyncClient(**self._http) as http:
                found = await discover(http, settings.issuer)
        except WrongProviderError as error:
            raise SignInError("unavailable", str(error)) from error
        except (httpx2.HTTPError, TimeoutError, ValidationError) as error:
            raise SignInError(
                "unavailable", f"{settings.issuer}: {type(error).__name__}"
            ) from error
        return OAuth().register(
            NAME,
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            client_kwargs={
                "scope": settings.scopes,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": found.client_auth,
                **self._http,
            },
            issuer=found.issuer,
            authorization_endpoint=found.authorization_endpoint,
            token_endpoint=found.token_endpoint,
            jwks_uri=found.jwks_uri,
            end_session_endpoint=found.end_session_endpoint,
            id_token_signing_alg_values_supported=found.algorithms,
        )


@cache
def _context() -> ssl.SSLContext:
    """Made once: it blocks everybody for a tenth of a second."""
    return ssl.create_default_context()


@asynccontextmanager
async def _provider_errors() -> AsyncIterator[None]:
    """Turns whatever a provider does wrong into a SignInError."""
    try:
        async with asyncio.timeout(LONGEST_S):
            yield
    except (httpx2.HTTPError, TimeoutError) as error:
        raise SignInError("unavailable", f"no token: {type(error).__name__}") from error
    except Exception as error:  # it may send anything, and nothing of it may end in a stack trace
        raise token_error(error) from error
