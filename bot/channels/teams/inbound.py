"""What Teams sends is wholly checked here, before anything else of this channel sees it.

The SDK's own validator is not used: it accepts a body without service URL and tokens without `exp`,
accepts Entra tokens whose service URL nobody vouches for, fetches keys anew for every unknown key
id, blocks the event loop meanwhile, and writes what pydantic found wrong, texts included, to the
log. What it does rightly, PyJWT does here, too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt

from bot.channels.teams.keys import KeysAwayError, SigningKey, SigningKeys
from bot.channels.teams.ports import Json

LARGEST_BODY = 256 * 1024
LONGEST_TOKEN = 16 * 1024
LEEWAY_S = 300.0
CHANNEL = "msteams"


class RefusedError(Exception):
    """An HTTP status with a code for the sender; the message is for our log: no token, no text."""

    def __init__(self, status: int, code: str, why: str) -> None:
        """`why`: what was wrong, in our own words."""
        super().__init__(why)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Trust:
    """Whom we believe: tokens of `issuer` for `app_id`, activities of `tenant_id`.

    `hosts`: what a service URL may name, in lower case, with a port only where one is needed.
    """

    app_id: str
    tenant_id: str
    issuer: str
    hosts: frozenset[str]


@dataclass(frozen=True)
class Verified:
    """An activity that comes from Teams, for us; `token` is the one that vouches for it."""

    activity: Json
    token: str


class Door:
    """Lets in what Teams sends to this bot, refuses everything else."""

    def __init__(self, trust: Trust, keys: SigningKeys) -> None:
        """`keys`: those that sign for the trusted issuer."""
        self._trust = trust
        self._keys = keys

    async def check(self, body: bytes, headers: Mapping[str, str]) -> Verified:
        """The activity in the body. Raises RefusedError: 400, 401, 403, 413, 415 or 503."""
        known = {name.lower(): value for name, value in headers.items()}
        if len(body) > LARGEST_BODY:
            raise RefusedError(413, "too_large", "the body is too large")
        if known.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, "unsupported", "the body is not said to be JSON")
        token = _bearer(known.get("authorization", ""))
        key = await self._key(token)
        claims = self._claims(token, key)
        activity = _object(body)
        self._check_origin(activity, claims, key)
        return Verified(activity, token)

    async def _key(self, token: str) -> SigningKey:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise _unauthorized("no token at all") from error
        if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise _unauthorized("not signed with RS256 and a named key")
        try:
            key = await self._keys.find(header["kid"])
        except KeysAwayError as error:
            raise RefusedError(503, "unavailable", str(error)) from error
        if key is None:
            raise _unauthorized("signed with an unknown key")
        return key

    def _claims(self, token: str, key: SigningKey) -> Json:
        try:
            claims: Json = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._trust.app_id,
                issuer=self._trust.issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "nbf", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, OverflowError) as error:
            raise _unauthorized(f"token refused: {type(error).__name__}") from error
        return claims

    def _check_origin(self, activity: Json, claims: Json, key: SigningKey) -> None:
        if activity.get("channelId") != CHANNEL:
            raise _forbidden("not from Teams")
        if key.endorsements is not None and CHANNEL not in key.endorsements:
            raise _forbidden("the key may not sign for Teams")
        url = activity.get("serviceUrl")
        if not isinstance(url, str) or not url:
            raise RefusedError(400, "bad_request", "without service URL")
        claimed = claims.get("serviceurl")
        if not isinstance(claimed, str) or claimed.rstrip("/") != url.rstrip("/"):
            raise _forbidden("another service URL than the token's")
        if not self._is_allowed(url):
            raise _forbidden("a service URL that is not Microsoft's")
        tenants = set(_tenants(activity))
        if tenants != {self._trust.tenant_id}:
            raise _forbidden("of another tenant, or of none")

    def _is_allowed(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        plain = not (parts.query or parts.fragment)
        # The whole of it: a user name or another port is in there, too.
        return plain and parts.scheme == "https" and parts.netloc.lower() in self._trust.hosts


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST_TOKEN:
        raise _unauthorized("without a bearer token")
    return token.strip()


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, "bad_request", "the body is not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise RefusedError(400, "bad_request", "the body is no activity")
    return found


def _tenants(activity: Json) -> Iterator[str]:
    """Every tenant that the activity names: the chat's, the channel's, the sender's."""
    places: Iterable[tuple[str, ...]] = (
        ("conversation", "tenantId"),
        ("channelData", "tenant", "id"),
        ("from", "tenantId"),
    )
    for place in places:
        value: Any = activity
        for name in place:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            yield str(value).lower()


def _unauthorized(why: str) -> RefusedError:
    return RefusedError(401, "unauthorized", why)


def _forbidden(why: str) -> RefusedError:
    return RefusedError(403, "forbidden", why)
