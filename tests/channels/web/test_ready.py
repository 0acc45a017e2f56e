"""`/api/ready`: what is missing before messages may come, by its name."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.web.serving.ready import ReadyChecks
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load


class FakeAssistant:
    """An assistant that is there or not, and remembers what it was asked."""

    def __init__(self) -> None:
        self.is_well, self.has_answers = True, True
        self.asked: list[str] = []

    async def is_there(self) -> bool:
        return self.is_well

    async def answers(self, text: str) -> bool:
        self.asked.append(text)
        return self.has_answers


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


@pytest.fixture
def loaded(database: Database, knowledge: KnowledgeBase) -> Database:
    with database.session() as session:
        load(session, knowledge)
    return database


def missing(
    database: Database, folder: Path, assistant: FakeAssistant, *, actions: bool
) -> set[str]:
    checks = ReadyChecks(database, folder, CachedKnowledge(database), assistant)
    return set(asyncio.run(checks.health(yes if actions else no).unavailable()))


def test_nothing_is_missing_when_a_question_is_answered(
    loaded: Database, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    assistant = FakeAssistant()
    assert missing(loaded, tmp_path, assistant, actions=True) == set()
    assert assistant.asked[0] in {one.question for one in knowledge.procedures.values()}


def test_each_part_is_named(loaded: Database, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    assistant.is_well = assistant.has_answers = False
    nowhere = tmp_path / "nowhere"
    found = missing(loaded, nowhere, assistant, actions=False)
    assert found == {"engine", "actions", "question", "disk"}


def test_a_schema_that_is_not_there_is_named(database_url: str, tmp_path: Path) -> None:
    empty = Database(database_url)
    found = missing(empty, tmp_path, FakeAssistant(), actions=True)
    empty.close()
    assert found == {"schema", "question"}
