"""What the front door signs: senders of conversations, payloads of buttons, bearer tokens."""

import hashlib
import hmac
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

KEY_FILE = "front.key"
KEY_BYTES = 32
PAYLOAD_SALT, BEARER_SALT = "payload", "bearer"


class ForgedError(ValueError):
    """A token was not issued by us, or for another conversation, or too long ago."""


class Tokens:
    """Signs and reads; everything is bound to one secret, so a new one ends all conversations."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._payloads = URLSafeSerializer(secret, salt=PAYLOAD_SALT)
        self._bearers = URLSafeTimedSerializer(secret, salt=BEARER_SALT)

    def sender(self, channel: str, *names: str) -> str:
        """Rasa's sender for what these names identify; nobody can find another one's."""
        message = "\0".join((channel, *names)).encode()
        digest = hmac.new(self._secret.encode(), message, hashlib.sha256).hexdigest()
        return f"{channel}-{digest[:40]}"

    def sign_payload(self, sender: str, payload: str) -> str:
        """A button's payload for this conversation only."""
        return str(self._payloads.dumps([sender, payload]))

    def read_payload(self, sender: str, token: str) -> str:
        """The payload of a token that we gave this conversation. Raises ForgedError."""
        try:
            owner, payload = self._payloads.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise ForgedError("not a button of ours") from error
        if owner != sender:
            raise ForgedError("a button of another conversation")
        return str(payload)

    def bearer(self, conversation: str) -> str:
        """A token that stands for the session cookie."""
        return str(self._bearers.dumps(conversation))

    def conversation_of(self, bearer: str, max_age: int) -> str:
        """The conversation of a bearer token; `max_age` in seconds. Raises ForgedError."""
        try:
            return str(self._bearers.loads(bearer, max_age=max_age))
        except BadSignature as error:
            raise ForgedError("not a token of ours, or too old") from error


def new_conversation() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(24)


def secret_of(folder: Path) -> str:
    """The secret of this installation, made at its first start and readable by its owner only."""
    file = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # Linked when it is whole: a key that was cut short would be one that anybody can guess.
        with tempfile.NamedTemporaryFile("w", dir=folder) as fresh:
            fresh.write(secrets.token_urlsafe(KEY_BYTES))
            fresh.flush()
            with suppress(FileExistsError):
                Path(file).hardlink_to(fresh.name)
    return file.read_text()
