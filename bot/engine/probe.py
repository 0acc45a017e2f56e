"""Answers a question as anybody's would be, and keeps nothing of it: whether this engine works."""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore

APOLOGY = "unavailable"


async def is_answered(agent: Any, text: str) -> bool:
    """Whether model, rules and action server together answer the text, and not by an apology."""
    processor = copy.copy(agent.processor)
    processor.tracker_store = InMemoryTrackerStore(agent.domain)
    answers = ProbeOutput()
    await processor.handle_message(UserMessage(text, answers, f"probe-{uuid4().hex}"))
    return bool(answers.objects) and all(one.get("reason") != APOLOGY for one in answers.objects)


class ProbeOutput(CollectingOutputChannel):
    """Collects the objects of the replies (docs/contract.md)."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: list[dict[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the object of what an action uttered."""
        self.objects.append(message.get("custom") or {})
