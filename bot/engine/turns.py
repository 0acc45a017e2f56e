"""Each message is processed once, however often it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple
from uuid import uuid4

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, UserUttered
from sanic.exceptions import InvalidUsage

LONGEST_ID = 64
AT_ONCE = 8

Answers = list[dict[str, Any]]


class MessageId(NamedTuple):
    """The id of a message; `repeated`: it may have been processed before."""

    value: str
    repeated: bool


class Turns:
    """The messages that are being processed: each is finished, even if nobody waits any more.

    Why: Sanic cancels a request when its connection is lost. A message that is cut short may have
    changed a draft, and its conversation would know nothing of it.

    Few are processed at a time; the others wait their turn. Why: one processor understands them
    all. In a rush, answers of the action server would be read only after all newer messages were
    understood, and by then the engine has given up on them.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._running: dict[tuple[str, str], asyncio.Task[Answers]] = {}
        self._places = asyncio.Semaphore(at_once)

    async def once(
        self, sender: str, message: str, turn: Callable[[], Coroutine[Any, Any, Answers]]
    ) -> Answers:
        """The answers to this message; joins the turn that already runs for it."""
        place = sender, message
        task = self._running.get(place)
        if task is None:
            task = self._running[place] = asyncio.get_running_loop().create_task(
                self._processed(turn)
            )
            task.add_done_callback(lambda _: self._running.pop(place))
        return await asyncio.shield(task)

    async def _processed(self, turn: Callable[[], Coroutine[Any, Any, Answers]]) -> Answers:
        async with self._places:
            return await turn()

    async def finish(self, within: float) -> None:
        """Wait for all that is being processed, for so many seconds."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=within)


async def stored_answers(store: TrackerStore, sender: str, message: str) -> Answers | None:
    """What was answered to a message before; None when it was not processed."""
    tracker = await store.retrieve_full_tracker(sender)
    events = iter(tracker.events if tracker else ())
    if not any(_says(event, message) for event in events):
        return None
    answers = []
    for event in events:  # those after the message
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            answers.append(as_answer(sender, event.message()))
    return answers


def as_answer(recipient: str, message: dict[str, Any]) -> dict[str, Any]:
    """A reply as one message: text, contract object and buttons, without what is empty."""
    parts = {key: message[key] for key in ("text", "custom", "buttons") if message.get(key)}
    return {"recipient_id": recipient, **parts}


def read_message_id(body: dict[str, Any]) -> MessageId:
    """The id that a request gives its message, or a new one; InvalidUsage says what is wrong."""
    given = body.get("message_id")
    if given is None:
        return MessageId(uuid4().hex, repeated=False)
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID:
        raise InvalidUsage(f"`message_id` must be a text of 1 to {LONGEST_ID} characters")
    return MessageId(given, repeated=body.get("repeated") is True)


def _says(event: object, message: str) -> bool:
    return isinstance(event, UserUttered) and event.message_id == message
