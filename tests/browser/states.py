"""Answers of every kind, for tests of how they look."""

from bot.channels.answer import Answer
from faq_kb.knowledge import KnowledgeBase
from tests.channels.answers import answers
from tests.channels.draft_answers import draft_answers


def every_answer(knowledge: KnowledgeBase) -> list[Answer]:
    """One of each kind, as the actions give them."""
    return [found for _, found in (*answers(knowledge), *draft_answers(knowledge))]
