"""The probe question: answered as anybody's, and nothing of it is kept."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.engine.probe import is_answered


class FakeProcessor:
    """Answers each message with the objects that a test gives, and keeps who has asked."""

    def __init__(self, objects: list[dict[str, Any]]) -> None:
        self.objects = objects
        self.tracker_store: Any = InMemoryTrackerStore(Domain.empty())

    async def handle_message(self, message: UserMessage) -> None:
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        await self.tracker_store.save(tracker)
        for one in self.objects:
            await message.output_channel.send_response(message.sender_id, {"custom": one})


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([{"type": "procedure"}], True),
        ([{"type": "fallback", "reason": "unknown"}], True),
        ([{"type": "fallback", "reason": "unavailable"}], False),  # the store is away
        ([], False),  # the action server is away
    ],
)
def test_an_answer_counts_and_an_apology_does_not(
    objects: list[dict[str, Any]], expected: bool
) -> None:
    processor = FakeProcessor(objects)
    agent = SimpleNamespace(processor=processor, domain=Domain.empty())

    async def ask() -> tuple[bool, list[str]]:
        return await is_answered(agent, "how?"), list(await processor.tracker_store.keys())

    assert asyncio.run(ask()) == (expected, [])
