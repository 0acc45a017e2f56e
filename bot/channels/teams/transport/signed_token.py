"""Reads a token that Microsoft signed: by a key that it publishes, for us, and in time."""

from collections.abc import Sequence
from typing import Any

import jwt

from bot.channels.teams.transport.signing_keys import SigningKey, SigningKeys

Json = dict[str, Any]

ALGORITHM = "RS256"
LONGEST_TOKEN = 16 * 1024


class TokenRefusedError(Exception):
    """The token proves nothing; the message is for our log and has nothing of it."""


async def signing_key(token: str, keys: SigningKeys) -> SigningKey:
    """The key that the token names. Raises TokenRefusedError, KeysUnavailableError."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenRefusedError("no token at all") from error
    # Whatever else the header says: a public key is never taken for a shared secret.
    if header.get("alg") != ALGORITHM or not isinstance(header.get("kid"), str):
        raise TokenRefusedError(f"not signed with {ALGORITHM} and a named key")
    key = await keys.find(header["kid"])
    if key is None:
        raise TokenRefusedError("signed with an unknown key")
    return key


def claims_of(
    token: str,
    key: SigningKey,
    *,
    audiences: Sequence[str],
    issuers: Sequence[str],
    leeway: float,
) -> Json:
    """The claims of a token for one of the audiences and in time. Raises TokenRefusedError."""
    try:
        claims: Json = jwt.decode(
            token,
            key.key,
            algorithms=[ALGORITHM],
            audience=audiences,
            issuer=issuers,
            leeway=leeway,
            options={"require": ["exp", "nbf", "iss", "aud"]},
        )
    except (jwt.PyJWTError, ValueError, OverflowError) as error:
        raise TokenRefusedError(f"token refused: {type(error).__name__}") from error
    return claims
