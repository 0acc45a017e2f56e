"""Signed names and tokens: senders of conversations, payloads of buttons, fingerprints."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

PAYLOAD_SALT = "payload"
SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


class ForgedError(ValueError):
    """We did not issue the token, or issued it for another conversation."""


class Tokens:
    """Signs and reads with SHA-256; `keys`: the newest first, each of them is read.

    Names are derived from the oldest key, so that they stay while a new key is phased in, and
    change when the old one is removed.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest, self._oldest = keys[0].encode(), keys[-1].encode()
        self._payloads = URLSafeSerializer(
            list(reversed(keys)), salt=PAYLOAD_SALT, signer_kwargs=SIGNER
        )

    def sender(self, channel: str, *names: str) -> str:
        """Rasa's sender id for these names; nobody else can compute it."""
        return f"{channel}-{_digest(self._oldest, channel, *names)[:40]}"

    def fingerprint(self, *parts: str) -> str:
        """Identifies a repeated request although its text is not stored."""
        return _digest(self._oldest, "fingerprint", *parts)

    def origin(self, network: str) -> str:
        """A pseudonym of a network address."""
        return _digest(self._oldest, "origin", network)[:40]

    def pseudonym(self, kind: str, name: str) -> str:
        """What stands for a message, conversation or person among outcomes, and nowhere else."""
        return _digest(self._oldest, "outcome", kind, name)[:32]

    def limited(self, name: str) -> str:
        """What stands for a conversation, address or agent where requests are counted."""
        return _digest(self._oldest, "limited", name)[:32]

    def sign_payload(self, sender: str, payload: str) -> str:
        """A button's payload for this conversation only."""
        return str(self._payloads.dumps([sender, payload]))

    def read_payload(self, sender: str, token: str) -> str:
        """The payload of a token issued to this conversation. Raises ForgedError."""
        try:
            owner, payload = self._payloads.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise ForgedError("not a button of ours") from error
        if owner != sender:
            raise ForgedError("a button of another conversation")
        return str(payload)


def new_conversation() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(24)


def _digest(key: bytes, *parts: str) -> str:
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
