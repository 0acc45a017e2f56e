"""Understands messages without a dialogue."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.channel import escape_slash
from bot.engine.rasa_patches import patch_rasa
from bot.nlu.conversation import ConversationState, reply_of
from bot.nlu.intent_classifier import UNDERSTANDING, MessageAnalysis

CURRENT_ENTRY = "current_entry"


def parse_lines(model: Path) -> None:
    """Understand messages: a line of JSON in, Rasa's parse a line out.

    A line is a text, or an object: `text`, `after` (what was said before, line by line as
    bot/nlu/conversation.py has it) and `explain`, which adds `explanation` to the parse.
    """
    patch_rasa()
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        given = json.loads(line)
        asked = given if isinstance(given, dict) else {"text": given}
        print(json.dumps(loop.run_until_complete(parse(agent, **asked))), flush=True)


async def parse(
    agent: Any, text: str, after: Sequence[str] = (), *, explain: bool = False
) -> dict[str, Any]:
    """Rasa's parse of a message, read by the same code as in a running conversation."""
    message = UserMessage(escape_slash(text, payload=False))
    tracker = tracker_after(after, agent.domain.slots)
    parsed: dict[str, Any] = await agent.processor.parse_message(message, tracker)
    if explain:
        # What the pipeline has found does not leave it in a conversation: nobody there needs it.
        whole = await agent.processor.parse_message(message, tracker, only_output_properties=False)
        parsed["explanation"] = explanation(whole[UNDERSTANDING])
    return parsed


def tracker_after(lines: Sequence[str], slots: Iterable[Slot]) -> DialogueStateTracker:
    """The tracker of a conversation in which this was said, and no more."""
    events: list[Event] = [BotUttered(line, {"custom": reply_of(line)}) for line in lines]
    events.append(SlotSet(CURRENT_ENTRY, ConversationState.of_lines(lines).entry or None))
    return DialogueStateTracker.from_events("parse", events, slots=slots)


def explanation(read: MessageAnalysis) -> dict[str, Any]:
    """Why a message was read as it was, and the passages of the current entry, likeliest first."""
    understood = read.understood
    best = understood.readings[0].name
    return {
        "entry": read.conversation.entry,
        "reasons": [
            {"feature": name, "weight": weight} for name, weight in understood.reasons_for(best)
        ],
        "passages": [{"key": one.key, "confidence": one.share} for one in understood.passages],
    }
