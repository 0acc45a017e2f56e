"""What Teams delivers is kept until it is answered, whichever web app answers it, and once."""

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import select, text

from bot.channels.answer import Answer
from bot.channels.assistant import AssistantUnavailableError
from bot.channels.teams import stored_replies
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.inbox import (
    Arrival,
    TeamsActivityRow,
    TeamsInbox,
    TeamsTask,
)
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.origin import ActivityOrigin
from common.database import Database, StoreError
from common.settings import ROOT
from tests.channels.teams.fake_microsoft import FakeMicrosoft
from tests.channels.teams.harness import Memory, ScriptedAssistant, ScriptedSearch, Teams, ports

pytestmark = pytest.mark.anyio

MakeBot = Callable[[], Awaitable[Teams]]
# Long enough for a busy machine to renew it.
SHORT = dt.timedelta(seconds=4)
# A web app that begins with whatever waits, says so, and gets no further.
STUCK = """
import asyncio, datetime as dt, sys
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.worker import TeamsWorker
from common.database import Database

async def stick(claimed):
    print(claimed.attempts, flush=True)
    await asyncio.Event().wait()

async def main():
    worker = TeamsWorker(TeamsInbox(Database(sys.argv[1]), dt.timedelta(seconds=4)), stick)
    await worker.start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def make_bot(
    settings: TeamsSettings, microsoft: FakeMicrosoft, database: Database
) -> AsyncIterator[MakeBot]:
    """Starts bots, each as in a web app of its own, on one database; closes them before it."""
    async with AsyncExitStack() as stack:

        async def make() -> Teams:
            assistant, seen, search = ScriptedAssistant(), Memory(), ScriptedSearch()
            inbox = TeamsInbox(database, SHORT)
            bot = TeamsBot(settings, ports(assistant, seen, search, inbox))
            await bot.start()
            stack.push_async_callback(bot.close)
            return Teams(bot, microsoft, assistant, seen, search, [], inbox)

        yield make


def rows(database: Database) -> list[tuple[object, ...]]:
    """Attempts, messages sent and task of each activity."""
    with database.session() as session:
        query = text("SELECT attempts, sent, task, done_at FROM teams_activity ORDER BY number")
        return [tuple(row) for row in session.execute(query)]


def leased_until(database: Database) -> dt.datetime:
    """The end of the only lease."""
    with database.session() as session:
        found = session.scalar(select(TeamsActivityRow.claimed_until))
    assert found is not None
    return found


async def until(holds: Callable[[], bool]) -> None:
    """Wait until the database says so."""

    def wait() -> None:
        deadline = time.monotonic() + 90
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    await asyncio.to_thread(wait)


async def until_done(database: Database, count: int) -> None:
    """Wait until so many activities are done."""
    await until(lambda: sum(row[3] is not None for row in rows(database)) >= count)


@pytest.fixture
def stuck(database: Database) -> Iterator[subprocess.Popen[str]]:
    """Another web app, which ends nothing that it begins."""
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", STUCK, url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_it_is_stored_without_secrets_and_erased_when_it_is_answered(
    make_bot: MakeBot, database: Database
) -> None:
    teams = await make_bot()
    teams.assistant.gate.clear()
    question = "my password is Tr0ub4dor3, how do I change it?"
    response = await teams.post(teams.activity("message_personal", text=question))
    assert response.status == 200
    ((_, _, task, done),) = rows(database)
    assert done is None
    assert "how do I change it" in json.dumps(task)
    assert "Tr0ub4dor3" not in json.dumps(task)
    teams.assistant.gate.set()
    await until_done(database, 1)
    assert rows(database)[0][:3] == (1, 1, None)
    [asked] = teams.assistant.asked
    assert "Tr0ub4dor3" not in asked.text
    assert asked.masked == ("password",)


async def test_what_a_killed_web_app_left_is_answered_once_by_another(
    make_bot: MakeBot, database: Database, stuck: subprocess.Popen[str]
) -> None:
    task = await stored(make_bot)
    assert stuck.stdout is not None
    assert await asyncio.to_thread(stuck.stdout.readline) == "1\n"
    first = leased_until(database)
    teams = await make_bot()
    # While the other one is there, it is left to that one.
    await until(lambda: leased_until(database) > first + SHORT)
    assert not teams.assistant.asked
    stuck.kill()
    stuck.wait()
    await until_done(database, 1)
    # The engine is told that it may know the question: it answers, and processes nothing twice.
    assert [(one.attempts, one.text) for one in teams.assistant.asked] == [(1, task)]
    assert [message["text"] for message in teams.microsoft.messages] == ["Call 555-0100."]


async def stored(make_bot: MakeBot) -> str:
    """An activity in the database, which no bot of this process works on."""
    teams = await make_bot()
    await teams.bot._worker.close()
    activity = teams.activity("message_personal")
    assert (await teams.post(activity)).status == 200
    return str(activity["text"])


async def test_messages_that_teams_has_already_are_not_sent_again(
    make_bot: MakeBot, database: Database
) -> None:
    await stored(make_bot)
    inbox = TeamsInbox(database, dt.timedelta(0))
    claimed = inbox.claim()
    assert claimed is not None
    assert inbox.note_sent(claimed, 1)
    teams = await make_bot()
    teams.assistant.answers = [Answer("First.", None), Answer("Second.", None)]
    await until_done(database, 1)
    assert [message["text"] for message in teams.microsoft.messages] == ["Second."]
    assert not inbox.note_sent(claimed, 2)  # who has lost it changes nothing any more
    assert not inbox.renew(claimed)


async def test_two_web_apps_answer_everything_once_and_in_order(
    make_bot: MakeBot, database: Database
) -> None:
    one, other = await make_bot(), await make_bot()
    for number in range(12):
        chat = {"id": f"a:{number % 3}", "conversationType": "personal"}
        activity = one.activity("message_personal", id=f"17638{number}", text=f"{number}")
        activity["conversation"] |= chat
        for bot in (one, other):  # delivered twice
            assert (await bot.post(activity)).status == 200
    await until_done(database, 12)
    asked = [question for teams in (one, other) for question in teams.assistant.asked]
    assert sorted(int(question.text) for question in asked) == list(range(12))
    assert {question.attempts for question in asked} == {0}
    assert len(one.microsoft.messages) == 12


async def test_what_the_assistant_did_not_hear_is_asked_again_under_the_same_id(
    make_bot: MakeBot, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_replies, "ASK_AGAIN", dt.timedelta(0))
    teams = await make_bot()
    teams.assistant.error = AssistantUnavailableError("ConnectError")
    await teams.post(teams.activity("message_personal"))
    await teams.microsoft.until(lambda: len(teams.assistant.asked) >= 2)
    teams.assistant.error = None
    await until_done(database, 1)
    ids = {question.id for question in teams.assistant.asked}
    assert len(ids) == 1
    assert "" not in ids
    assert [message["text"] for message in teams.microsoft.messages] == ["Call 555-0100."]


async def test_where_nothing_can_be_stored_teams_is_asked_to_deliver_again(
    teams: Teams, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Arrival:
        raise StoreError("database x: the disk is full")

    monkeypatch.setattr(teams.inbox, "add", fail)
    response = await teams.post(teams.activity("message_personal", text="the hidden question"))
    assert (response.status, response.body) == (503, {"error": {"code": "unavailable"}})
    assert "an activity was not stored: database x" in caplog.text
    assert "hidden" not in caplog.text


async def test_what_another_version_stored_is_left_out(
    make_bot: MakeBot, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await stored(make_bot)
    with database.session() as session:
        session.execute(text("""UPDATE teams_activity SET task = '{"later": "secret"}'"""))
    await make_bot()
    await until_done(database, 1)
    assert "another version of this program" in caplog.text
    assert "secret" not in caplog.text


def test_what_is_done_is_known_for_a_day_and_what_waits_stays(database: Database) -> None:
    inbox, now = TeamsInbox(database), dt.datetime.now(dt.UTC)
    origin = ActivityOrigin("https://smba.example.gov/", "a:1", "29:1")
    tasks = [TeamsTask(origin=origin, sender=f"teams-{n}", is_shared=False) for n in range(2)]
    assert [inbox.add(str(n), task) for n, task in enumerate(tasks)] == [Arrival.STORED] * 2
    claimed = inbox.claim()
    assert claimed is not None
    inbox.finish(claimed)
    inbox.forget(now - dt.timedelta(days=1))
    assert inbox.add("0", tasks[0]) is Arrival.KNOWN
    inbox.forget(now + dt.timedelta(days=1))
    assert [row[0] for row in rows(database)] == [0]
    assert inbox.add("0", tasks[0]) is Arrival.STORED
