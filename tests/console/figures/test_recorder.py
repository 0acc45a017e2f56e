"""What is noted of a message, beside its answer, and at which door."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.channels.answer import Answer
from bot.channels.assistant import AssistantUnavailableError, Question, SignedInUser
from bot.channels.outcomes.log import NotedMessage, OutcomeLog
from bot.channels.outcomes.recorder import MOST_WAITING, OutcomeRecorder
from bot.channels.outcomes.tables import OutcomeRow
from bot.channels.web.security.tokens import Tokens
from common.clock import Clock
from common.database import Database, StoreError
from faq_kb.answers import procedure_reply
from faq_kb.knowledge import KnowledgeBase
from tests.support.web_app import SECRET, ScriptedAssistant

ANN = SignedInUser("a-1", "Ann Example", "ann@example.gov", "Transportation Cabinet")


class UnsteadyLog(OutcomeLog):
    """Refuses once."""

    is_away = False

    def write(self, messages: Sequence[NotedMessage]) -> None:  # type: ignore[override]
        if self.is_away:
            self.is_away = False
            raise StoreError("the database is away")
        super().write(messages)


@pytest.fixture
def log(database: Database) -> UnsteadyLog:
    return UnsteadyLog(database, Clock("America/New_York"))


def recorder(log: OutcomeLog) -> OutcomeRecorder:
    return OutcomeRecorder(log, Tokens([SECRET]).pseudonym)


def rows(database: Database) -> list[OutcomeRow]:
    with database.session() as session:
        return [*session.scalars(select(OutcomeRow).order_by(OutcomeRow.at))]


def test_a_row_has_no_text_and_no_name(
    database: Database, log: UnsteadyLog, knowledge: KnowledgeBase
) -> None:
    reply = procedure_reply(knowledge, "vpn_access", 0.9)
    assistant = ScriptedAssistant(lambda _: [Answer("canary answer", reply)])
    questions = [
        Question("web-s1", "canary question", "web", user=ANN, id="key-1"),
        Question("teams-s2", "canary other", "teams-channel", "agent", user=ANN),
        Question("cli-s3", "canary third", "cli", visitor="visitor-1"),
    ]

    async def talk() -> list[Answer]:
        noting = recorder(log)
        await noting.start()
        answers = [await noting.around(assistant).ask(one) for one in questions]
        await noting.close()
        return [answer for few in answers for answer in few]

    assert [one.text for one in asyncio.run(talk())] == ["canary answer"] * 3
    found = rows(database)
    assert [(one.door, one.outcome, one.entry) for one in found] == [
        (door, "answered", "vpn_access") for door in ("web", "teams", "terminal")
    ]
    assert found[0].agency == "Transportation Cabinet"
    assert found[0].person == found[1].person != found[2].person
    said = str([vars(one) for one in found])
    names = ("canary", "a-1", "Ann", "ann@", "s1", "visitor-1", "key-1")
    assert not [name for name in names if f"'{name}" in said]


def test_what_the_assistant_did_not_hear_is_not_noted(log: UnsteadyLog) -> None:
    def unheard(_: Question) -> list[Answer]:
        raise AssistantUnavailableError

    async def talk() -> None:
        noting = recorder(log)
        with pytest.raises(AssistantUnavailableError):
            await noting.around(ScriptedAssistant(unheard)).ask(Question("s", "vpn", "web"))
        await noting.close()

    asyncio.run(talk())
    assert rows(log._database) == []


def test_what_the_database_refused_is_written_later_in_order(
    database: Database, log: UnsteadyLog
) -> None:
    async def talk() -> None:
        noting = recorder(log)
        log.is_away = True
        for number in range(3):
            noting.note(Question("s", f"question {number}", "web"), [])
        with pytest.raises(StoreError):
            await noting.flush()
        await noting.close()

    asyncio.run(talk())
    assert len(rows(database)) == 3


def test_so_many_wait_and_no_more(log: UnsteadyLog) -> None:
    async def count() -> int:
        noting = recorder(log)
        for _ in range(MOST_WAITING + 5):
            noting.note(Question("s", "the same", "web", is_payload=True), [])
        return len(noting._waiting)

    assert asyncio.run(count()) == MOST_WAITING
