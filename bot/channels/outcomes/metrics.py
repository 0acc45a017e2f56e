"""Counts and times the messages of each door for Prometheus, by the outcomes of the figures."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import get_args

from bot.channels.answer import Answer
from bot.channels.assistant import Assistant, AssistantUnavailableError, Question
from bot.channels.outcomes.reading import DOORS, door_of, outcome_of
from common.telemetry.metrics import FAILURES, MESSAGE_SECONDS, MESSAGES, FailureKind
from faq_kb.contract import FallbackReply

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MeasuredAssistant:
    """The assistant, whose messages are counted; an answer is counted by what it is at once.

    What later messages make of it (`taken`, `one_click`, `came_back`) is in the figures only.
    """

    assistant: Assistant

    async def ask(self, question: Question) -> list[Answer]:
        """Its answers, unchanged. Raises AssistantUnavailableError."""
        began, door = perf_counter(), door_of(question.channel)
        try:
            answers = await self.assistant.ask(question)
        except AssistantUnavailableError:
            FAILURES.add(door, "unavailable")
            raise
        seconds = perf_counter() - began
        MESSAGE_SECONDS.observe(door, seconds=seconds)
        outcome = count_message(door, answers)
        logger.info("a message (%s) was %s in %.0f ms", door, outcome, seconds * 1_000)
        return answers


def count_message(door: str, answers: Sequence[Answer]) -> str:
    """Count a message that was answered; returns its outcome."""
    replies = [answer.reply for answer in answers]
    outcome = outcome_of(replies).outcome
    MESSAGES.add(door, outcome)
    if any(isinstance(one, FallbackReply) and one.reason == "unavailable" for one in replies):
        FAILURES.add(door, "apology")
    return outcome


def begin_counting() -> None:
    """Make failures known before the first: Prometheus sees a change only where there was a 0."""
    for door in DOORS:
        for kind in get_args(FailureKind):
            FAILURES.add(door, kind, number=0)
