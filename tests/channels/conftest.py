"""What the tests of the channels share."""

import pytest

from bot.channels.answer import Answer
from faq_kb.knowledge import KnowledgeBase
from locales import Labels, load_catalog
from tests.channels.answers import answers
from tests.channels.draft_answers import draft_answers


@pytest.fixture(scope="session")
def labels() -> Labels:
    """The catalog as it is."""
    return load_catalog().labels


@pytest.fixture(scope="session")
def samples(knowledge: KnowledgeBase) -> dict[str, Answer]:
    """Every kind of answer by name."""
    return dict([*answers(knowledge), *draft_answers(knowledge)])
