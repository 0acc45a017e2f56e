"""A conversation with the running assistant over its internal REST channel."""

import uuid
from typing import Any

import httpx

from bot.operations.supervisor.private_files import read_key
from common.engine_list import EngineList
from common.loopback import bearer
from common.settings import SharedSettings

Message = dict[str, Any]


class NotRunningError(Exception):
    """The assistant doesn't answer; the message says why and what to do."""


class Conversation:
    """Sends messages as one user, and returns the assistant's messages."""

    def __init__(
        self, settings: SharedSettings, audience: str = "employee", user: str = ""
    ) -> None:
        self._settings = settings
        self.sender = f"cli-{uuid.uuid4()}"
        self.audience = audience
        self.user = {"user": {"id": user, "email": user}} if user else {}
        self.http = httpx.Client(
            headers=bearer(read_key(settings)),
            timeout=settings.answer_timeout,
            trust_env=False,
        )

    def send(self, text: str, *, payload: bool = False) -> list[Message]:
        """The assistant's answers. Raises NotRunningError when there are none."""
        metadata = {
            "channel": "cli",
            "audience": self.audience,
            "payload": payload,
            **self.user,
        }
        readable = text.encode("utf-8", "replace").decode("utf-8")
        body = {"sender": self.sender, "message": readable, "metadata": metadata}
        webhook = f"{engine_of(self._settings)}/webhooks/rest/webhook"
        try:
            answer = self.http.post(webhook, json=body)
            answer.raise_for_status()
        except httpx.ConnectError as error:
            raise NotRunningError(
                f"{webhook}: {error}: start the assistant with `make run` first"
            ) from error
        except httpx.HTTPStatusError as error:
            raise NotRunningError(_refused(webhook, error.response.status_code)) from error
        except httpx.HTTPError as error:
            raise NotRunningError(
                f"{webhook}: no answer ({type(error).__name__}): see the output of `make run`"
            ) from error
        messages: list[Message] = answer.json()
        return messages


def engine_of(settings: SharedSettings) -> str:
    """An engine that runs now; each time anew, since a reload starts others."""
    listed = EngineList.read(settings.data_dir)
    if settings.engine_url or not (listed and listed.urls):
        return settings.engine_url or settings.first_engine
    return listed.urls[0]


def _refused(webhook: str, status: int) -> str:
    if status == httpx.codes.UNAUTHORIZED:
        return (
            f"{webhook}: the assistant there has another secret than DATA_DIR/engine.key "
            "(or ENGINE_SECRET): use the same DATA_DIR and account as `make run`"
        )
    return f"{webhook}: answered {status}: see the output of `make run`"
