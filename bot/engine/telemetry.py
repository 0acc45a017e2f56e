"""Measures a message's way through Rasa, and hands its request's id and trace on to the actions."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.utils.endpoints import EndpointConfig

from bot.engine.conversation_store import ConversationStore
from common.telemetry.handing_on import outgoing_headers, take_over
from common.telemetry.process import start_telemetry
from common.telemetry.stages import Stage

logger = logging.getLogger(__name__)

Call = Callable[..., Awaitable[Any]]


def observe_engine(app: Any) -> None:
    """Begin to measure, before the first message of the application."""
    start_telemetry("engine")
    take_over(app)
    _replace(MessageProcessor, "handle_message", _handling)
    _replace(MessageProcessor, "parse_message", _understanding)
    _replace(RemoteAction, "run", _calling)
    _replace(EndpointConfig, "request", _handing_on)
    for name in ("retrieve", "save"):
        _replace(ConversationStore, name, _storing)


def _replace(owner: type, name: str, wrap: Callable[[Call], Call]) -> None:
    setattr(owner, name, wrap(getattr(owner, name)))


def _handling(handle: Call) -> Call:
    async def handle_message(*args: Any, **options: Any) -> Any:
        with Stage("engine", "answer", "server") as stage:
            result = await handle(*args, **options)
        logger.info("a message was answered in %.0f ms", stage.seconds * 1_000)
        return result

    return handle_message


def _understanding(parse: Call) -> Call:
    async def parse_message(*args: Any, **options: Any) -> Any:
        with Stage("understanding", "understand"):
            return await parse(*args, **options)

    return parse_message


def _calling(run: Call) -> Call:
    async def run_action(self: RemoteAction, *args: Any, **options: Any) -> Any:
        with Stage("action_call", f"call {self.name()}", "client"):
            return await run(self, *args, **options)

    return run_action


def _storing(use: Call) -> Call:
    what = f"{use.__name__} conversation"

    async def use_store(*args: Any, **options: Any) -> Any:
        with Stage("conversation_store", what):
            return await use(*args, **options)

    return use_store


def _handing_on(request: Call) -> Call:
    async def request_with_id(self: EndpointConfig, *args: Any, **options: Any) -> Any:
        headers = {**(options.pop("headers", None) or {}), **outgoing_headers()}
        return await request(self, *args, headers=headers, **options)

    return request_with_id
