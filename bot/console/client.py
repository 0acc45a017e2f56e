"""A conversation with the running assistant over its internal REST channel."""

import uuid
from typing import Any

import httpx

from bot.settings import Settings

Message = dict[str, Any]


class NotRunningError(Exception):
    """Nobody answers on the engine's port."""


class Conversation:
    """Sends messages as one user, and returns the assistant's messages."""

    def __init__(self, settings: Settings, audience: str = "employee") -> None:
        self.webhook = settings.webhook
        self.sender = f"cli-{uuid.uuid4()}"
        self.audience = audience
        self.http = httpx.Client(timeout=settings.answer_timeout, trust_env=False)

    def send(self, text: str, *, payload: bool = False) -> list[Message]:
        """What the assistant answers. Raises NotRunningError when it does not."""
        metadata = {"channel": "cli", "audience": self.audience, "payload": payload}
        body = {"sender": self.sender, "message": text, "metadata": metadata}
        try:
            answer = self.http.post(self.webhook, json=body)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise NotRunningError(
                f"{self.webhook}: {error}: start the assistant with `make run` first"
            ) from error
        messages: list[Message] = answer.json()
        return messages
