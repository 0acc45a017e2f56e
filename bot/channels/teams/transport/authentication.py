"""Checks that a request comes from Microsoft Teams and is meant for this bot.

We don't use the SDK's own validator. It accepts a body without a service URL, tokens without `exp`,
and Entra tokens whose service URL nobody vouches for. It fetches keys again for every unknown key
id, blocks the event loop while it does, and logs pydantic's errors, which quote users. PyJWT does
the rest of its work here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.channels.teams.transport.activities import Json
from bot.channels.teams.transport.errors import ActivityRefusedError, KeysUnavailableError
from bot.channels.teams.transport.signed_token import (
    LONGEST_TOKEN,
    TokenRefusedError,
    claims_of,
    signing_key,
)
from bot.channels.teams.transport.signing_keys import SigningKey, SigningKeys

LARGEST_BODY = 256 * 1024
LEEWAY_S = 300.0
CHANNEL = "msteams"


@dataclass(frozen=True)
class AuthPolicy:
    """Whom we trust: tokens from `issuer` for `app_id`, activities of `tenant_id`.

    `hosts`: hosts that a service URL may name, in lower case, with a port only where one is needed.
    """

    app_id: str
    tenant_id: str
    issuer: str
    hosts: frozenset[str]


@dataclass(frozen=True)
class VerifiedActivity:
    """An activity from Teams for this bot, and the `token` that vouches for it."""

    activity: Json
    token: str


class ActivityAuthenticator:
    """Accepts what Teams sends to this bot and refuses everything else."""

    def __init__(self, policy: AuthPolicy, keys: SigningKeys) -> None:
        """`keys`: those that sign for the policy's issuer."""
        self._policy = policy
        self._keys = keys

    async def check(self, body: bytes, headers: Mapping[str, str]) -> VerifiedActivity:
        """The activity in the body. Raises ActivityRefusedError: 400, 401, 403, 413, 415 or 503."""
        known = {name.lower(): value for name, value in headers.items()}
        if len(body) > LARGEST_BODY:
            raise ActivityRefusedError(413, "too_large", "the body is too large")
        if known.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ActivityRefusedError(415, "unsupported", "the body is not said to be JSON")
        token = _bearer(known.get("authorization", ""))
        try:
            key = await signing_key(token, self._keys)
            claims = claims_of(
                token,
                key,
                audiences=[self._policy.app_id],
                issuers=[self._policy.issuer],
                leeway=LEEWAY_S,
            )
        except TokenRefusedError as error:
            raise _unauthorized(str(error)) from error
        except KeysUnavailableError as error:
            raise ActivityRefusedError(503, "unavailable", str(error)) from error
        activity = _object(body)
        self._check_origin(activity, claims, key)
        return VerifiedActivity(activity, token)

    def _check_origin(self, activity: Json, claims: Json, key: SigningKey) -> None:
        if activity.get("channelId") != CHANNEL:
            raise _forbidden("not from Teams")
        if key.endorsements is not None and CHANNEL not in key.endorsements:
            raise _forbidden("the key may not sign for Teams")
        url = activity.get("serviceUrl")
        if not isinstance(url, str) or not url:
            raise ActivityRefusedError(400, "bad_request", "without service URL")
        claimed = claims.get("serviceurl")
        if not isinstance(claimed, str) or claimed.rstrip("/") != url.rstrip("/"):
            raise _forbidden("another service URL than the token's")
        if not self._is_allowed(url):
            raise _forbidden("a service URL that is not Microsoft's")
        tenants = set(_tenants(activity))
        if tenants != {self._policy.tenant_id}:
            raise _forbidden("of another tenant, or of none")

    def _is_allowed(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        plain = not (parts.query or parts.fragment)
        # The whole of it: a user name or another port is in there, too.
        return plain and parts.scheme == "https" and parts.netloc.lower() in self._policy.hosts


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST_TOKEN:
        raise _unauthorized("without a bearer token")
    return token.strip()


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ActivityRefusedError(400, "bad_request", "the body is not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise ActivityRefusedError(400, "bad_request", "the body is no activity")
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


def _unauthorized(why: str) -> ActivityRefusedError:
    return ActivityRefusedError(401, "unauthorized", why)


def _forbidden(why: str) -> ActivityRefusedError:
    return ActivityRefusedError(403, "forbidden", why)
