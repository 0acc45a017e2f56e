"""Messages are understood after others, as in a running conversation."""

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.channel import ESCAPE
from bot.engine.config import ROOT
from bot.engine.parse_job import parse, tracker_after
from bot.nlu.conversation import ConversationState, Option
from bot.nlu.conversation_reader import Analysis
from bot.nlu.intent_classifier import UNDERSTANDING, MessageAnalysis
from bot.nlu.passage_model import PassageRank
from bot.nlu.reading_model import ReadingScore

VPN = "procedure vpn_access"


@pytest.fixture(scope="module")
def domain() -> Domain:
    """Our own, which has the slots."""
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (VPN,),
        (VPN, "chat"),
        (VPN, "detail webmail steps.open", "contacts hr of KYTC"),
        (VPN, "asks agency"),
        (VPN, "clarify webmail: Read mail | vpn_access: Get VPN access"),
        ("draft vpn_access asks billing_number",),
        ("draft vpn_access complete",),
        ("fallback",),
        (VPN, "repair"),
    ],
)
def test_the_tracker_is_that_of_a_conversation(domain: Domain, lines: tuple[str, ...]) -> None:
    tracker = tracker_after(lines, domain.slots)
    assert ConversationState.of_tracker(tracker) == ConversationState.of_lines(lines)


class RecordingProcessor:
    """Parses like Rasa's, and keeps what it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.conversations: list[ConversationState] = []

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """What was asked, and a reading that nobody sees in a conversation."""
        self.texts.append(message.text or "")
        conversation = ConversationState.of_tracker(tracker)
        self.conversations.append(conversation)
        parsed: dict[str, Any] = {"text": message.text}
        if not only_output_properties:
            understood = Analysis(
                [ReadingScore("detail", 0.9), ReadingScore("none", 0.1)],
                [PassageRank("cost", 0.8, 0.5)],
                lambda _entry: [],
                [],
                {},
                [],
                lambda reading: [(f"sounds_like_{reading}", 0.5)],
            )
            fields: dict[str, Any] = dict.fromkeys(MessageAnalysis._fields, np.zeros(1))
            told = fields | {"conversation": conversation, "understood": understood}
            parsed[UNDERSTANDING] = MessageAnalysis(**told)
        return parsed


@pytest.fixture
def agent(domain: Domain) -> Any:
    """An agent without a model."""
    return SimpleNamespace(domain=domain, processor=RecordingProcessor())


def test_a_message_is_read_after_others(agent: Any) -> None:
    clarify = "clarify webmail: Read mail"
    parsed = asyncio.run(parse(agent, "/the first", (VPN, clarify)))
    assert parsed == {"text": f"{ESCAPE}/the first"}
    (conversation,) = agent.processor.conversations
    assert conversation.entry == "vpn_access"
    assert conversation.options == (Option("webmail", "Read mail"),)


def test_a_message_by_itself_has_nothing_before_it(agent: Any) -> None:
    asyncio.run(parse(agent, "hi"))
    assert agent.processor.conversations == [ConversationState()]


def test_the_reasons_are_told_to_who_asks(agent: Any) -> None:
    parsed = asyncio.run(parse(agent, "what's the charge", (VPN,), explain=True))
    assert parsed["explanation"] == {
        "entry": "vpn_access",
        "reasons": [{"feature": "sounds_like_detail", "weight": 0.5}],
        "passages": [{"key": "cost", "confidence": 0.8}],
    }
    assert UNDERSTANDING not in parsed
