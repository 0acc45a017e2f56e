"""Whom to call instead: as the knowledge base has it now, without a restart."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.web.chat.service_desk import ServiceDesk
from common.database import Database, StoreError
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load

NEW = "502-555-0177"


@pytest.fixture
def loaded(tmp_path: Path, knowledge: KnowledgeBase) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    yield database
    database.close()


class Knowledge(CachedKnowledge):
    """The stored knowledge base, which a test can take away."""

    is_gone = False

    def current(self) -> KnowledgeBase:
        if self.is_gone:
            raise StoreError("gone")
        return super().current()


def with_new_number(knowledge: KnowledgeBase) -> KnowledgeBase:
    directory = knowledge.directory
    changed = directory.phones["service_desk"].model_copy(update={"number": NEW})
    phones = {**directory.phones, "service_desk": changed}
    directory = directory.model_copy(update={"phones": phones})
    return knowledge.model_copy(update={"directory": directory})


def test_a_changed_number_is_live_and_stays_while_the_store_is_away(
    loaded: Database, knowledge: KnowledgeBase
) -> None:
    now = 0.0
    stored = Knowledge(loaded)
    desk = ServiceDesk(stored, "Call {phones}.", "{others} or {last}", clock=lambda: now)
    assert asyncio.run(desk.phones()) == "502-564-7576 or 800-372-7434"
    with loaded.session() as session:
        load(session, with_new_number(knowledge))
    now += 2.0
    assert asyncio.run(desk.phones()) == f"{NEW} or 800-372-7434"
    stored.is_gone = True
    now += 2.0
    apology = asyncio.run(desk.apology())
    assert apology.text == f"Call {NEW} or 800-372-7434."
    assert apology.reply is not None
    assert NEW in str(apology.reply)


def test_without_a_knowledge_base_nothing_starts(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    database.migrate()
    with pytest.raises(StoreError, match="kb load"):
        ServiceDesk(CachedKnowledge(database), "Call {phones}.", "{others} or {last}")
    database.close()
