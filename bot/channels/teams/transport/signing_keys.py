"""Microsoft's public keys, which sign what it sends us: fetched, kept, renewed when they rotate."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from bot.channels.teams.transport.errors import KeysUnavailableError, log_safe

logger = logging.getLogger(__name__)

# Microsoft asks for a look at least once a day; keys stay valid for five days after a rotation.
FRESH_S = 24 * 3600.0
USABLE_S = 5 * 24 * 3600.0
# Unknown key ids cost Microsoft one request a minute at most, whoever invents them.
REFETCH_S = 60.0
RETRY_S = 5.0
TIMEOUT_S = 10.0


@dataclass(frozen=True)
class SigningKey:
    """A public RSA key; `endorsements`: the channels that it may sign for, None where not said.

    `issuer`: whose tokens it signs, empty where not said; Entra writes {tenantid} for any tenant.
    """

    key: Any
    endorsements: frozenset[str] | None
    issuer: str = ""


class SigningKeys:
    """The keys behind one OpenID metadata document."""

    def __init__(
        self,
        metadata_url: str,
        http: httpx.AsyncClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock`: seconds that never go back."""
        self._metadata_url = metadata_url
        self._http = http
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched: float | None = None
        self._next_fetch = clock()
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """The key of that id, None when Microsoft has no such key. Raises KeysUnavailableError."""
        if not self._knows(key_id):
            async with self._lock:
                if not self._knows(key_id) and self._clock() >= self._next_fetch:
                    await self._fetch()
        if self._age() > USABLE_S:
            raise KeysUnavailableError(f"no signing keys from {self._metadata_url}")
        return self._keys.get(key_id)

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._clock() - self._fetched

    def _knows(self, key_id: str) -> bool:
        return key_id in self._keys and self._age() <= FRESH_S

    async def _fetch(self) -> None:
        try:
            metadata = await self._json(self._metadata_url)
            found = await self._json(str(metadata["jwks_uri"]))
            self._keys = dict(_read(key) for key in found["keys"] if _is_rsa(key))
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            logger.warning("cannot fetch Microsoft's signing keys: %s", log_safe(error))
            self._next_fetch = self._clock() + RETRY_S
            return
        self._fetched = self._clock()
        self._next_fetch = self._fetched + REFETCH_S

    async def _json(self, url: str) -> dict[str, Any]:
        if not url.startswith("https://"):
            raise ValueError("keys come over https only")
        response = await self._http.get(url, timeout=TIMEOUT_S)
        response.raise_for_status()
        document = response.json()
        if not isinstance(document, dict):
            raise TypeError("not a JSON object")
        return document


def _is_rsa(key: dict[str, Any]) -> bool:
    return key.get("kty") == "RSA" and isinstance(key.get("kid"), str)


def _read(key: dict[str, Any]) -> tuple[str, SigningKey]:
    endorsements = key.get("endorsements")
    return str(key["kid"]), SigningKey(
        key=jwt.PyJWK(key, algorithm="RS256").key,
        endorsements=None if endorsements is None else frozenset(map(str, endorsements)),
        issuer=str(key.get("issuer") or ""),
    )
