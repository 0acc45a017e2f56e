"""News of drafts on the web: once, in the newest conversation, on open pages or at a visit."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from bot.channels.assistant import SignedInUser
from bot.channels.notices import NoWordsError
from bot.channels.web.chat.rendering import RenderedMessage
from bot.channels.web.sessions.store import USER
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.drafts import (
    Scripted,
    handed_over,
    make_notices_due,
    new_draft,
    notice_states,
    worker,
)
from tests.support.web_app import ScriptedWords, WebAppFixture
from tickets.delivery.adapter import DeliveryResult
from tickets.notices import NoticeState
from tickets.service import Tickets


class Never:
    """The application's own teller sleeps: the test tells."""

    async def wait(self) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def words() -> ScriptedWords:
    return ScriptedWords()


@pytest.fixture
def web_app(database: Database, words: ScriptedWords, knowledge: KnowledgeBase) -> WebAppFixture:
    """A web app that tells when the test says so."""
    with database.session() as session:
        load(session, knowledge)
    return WebAppFixture(database, notice_words=words, signal=Never())


def session_of(database: Database) -> dict[str, Any]:
    """The data of the session that was stored last."""
    with database.session() as session:
        query = text("SELECT visitor, data FROM web_session ORDER BY begun_at DESC")
        visitor, data = session.execute(query).first() or ("", {})
    assert visitor
    return {"visitor": visitor, "data": data}


def delivered(database: Database, owner: str, conversation: str = "web-1") -> str:
    """A request that was sent; its reference."""
    draft = new_draft(owner=owner, conversation=conversation)
    reference = handed_over(Tickets(database), draft).reference
    worker(database, Scripted(DeliveryResult())).deliver_due()
    return reference


def tell(web_app: WebAppFixture) -> int:
    return asyncio.run(web_app.teller.tell_due())


def told_in(messages: list[dict[str, Any]]) -> list[str]:
    """The news among the messages of a page."""
    return [one["text"] for one in messages if "There is news of" in one.get("text", "")]


def test_it_waits_in_the_history_once(web_app: WebAppFixture, database: Database) -> None:
    with web_app.client() as user:
        user.begin()
        user.say("hello")
        reference = delivered(database, f"visitor:visitor-{session_of(database)['visitor']}")
        assert [tell(web_app), tell(web_app)] == [1, 0]
        messages = user.begin()["messages"]
        assert told_in(messages) == [f"There is news of {reference}."]
        assert messages[-1]["from"]["role"] == "bot"
        # Its button works as any other.
        (action,) = messages[-1]["suggestedActions"]["actions"]
        assert user.post(action=action["value"]["action"], title="Show it").status_code == 200
    assert web_app.assistant.asked[-1].text == f'/draft_show{{"draft": "{reference}"}}'
    assert notice_states(database, reference) == [NoticeState.TOLD]


def test_a_new_conversation_of_the_browser_is_told(
    web_app: WebAppFixture, database: Database
) -> None:
    with web_app.client() as user, web_app.client() as other:
        other.begin()
        user.begin()
        owner = f"visitor:visitor-{session_of(database)['visitor']}"
        user.begin(new=True)
        delivered(database, owner)
        tell(web_app)
        assert len(told_in(user.begin()["messages"])) == 1
        assert told_in(other.begin()["messages"]) == []


def test_who_is_away_is_told_when_they_come(web_app: WebAppFixture, database: Database) -> None:
    user = SignedInUser("u1", "Ana", "ana@example.gov")
    web_app.sessions._identify = lambda session: (user if USER in session else None, "employee")
    reference = delivered(database, "user:u1")
    assert [tell(web_app), tell(web_app)] == [1, 0]
    assert notice_states(database, reference) == [NoticeState.WAITING]
    signed_in = {USER: {"id": "u1"}, "conversation": "c", "visitor": "v"}
    token = web_app.session_store.begin("bearer", signed_in)
    with web_app.client() as visitor:
        visitor.begin()
        assert tell(web_app) == 0  # somebody else
        visitor.client.headers["Authorization"] = f"Bearer {token}"
        visitor.begin(bearer=True)
        assert tell(web_app) == 1
        assert len(told_in(visitor.begin(bearer=True)["messages"])) == 1


def test_words_that_cannot_be_had_are_asked_for_again(
    web_app: WebAppFixture, words: ScriptedWords, database: Database
) -> None:
    words.error = NoWordsError("ConnectError")
    with web_app.client() as user:
        user.begin()
        reference = delivered(database, f"visitor:visitor-{session_of(database)['visitor']}")
        assert [tell(web_app), tell(web_app)] == [1, 0]
        assert notice_states(database, reference) == [NoticeState.WAITING]
        make_notices_due(database)
        assert tell(web_app) == 1
        assert len(told_in(user.begin()["messages"])) == 1


def test_two_web_apps_tell_it_once_and_show_it_on_the_pages_of_both(
    web_app: WebAppFixture, database: Database
) -> None:
    other = WebAppFixture(database, notice_words=ScriptedWords(), signal=Never())
    with web_app.client() as user:
        user.begin()
        session = session_of(database)
        reference = delivered(database, f"visitor:visitor-{session['visitor']}")
        conversation = web_app.sessions.newest_of(f"visitor:visitor-{session['visitor']}")
        assert conversation is not None
        shown = asyncio.run(told_and_shown(web_app, other, conversation.conversation))
        assert [len(pages) for pages in shown] == [1, 1]
        assert [one.activity for one in shown[0]] == [one.activity for one in shown[1]]
        # What a page showed, the history has, with buttons that it may click.
        (newest,) = user.begin()["messages"]
        assert newest == shown[0][0].activity
    assert notice_states(database, reference) == [NoticeState.TOLD]


async def told_and_shown(
    one: WebAppFixture, other: WebAppFixture, conversation: str
) -> list[list[RenderedMessage]]:
    """What an open page of each gets, after both have told and looked twice."""
    apps = (one, other)
    with (
        one.broadcaster.subscription(conversation) as here,
        other.broadcaster.subscription(conversation) as there,
    ):
        counts = await asyncio.gather(*(app.teller.tell_due() for app in apps))
        assert sum(counts) == 1
        for app in (*apps, *apps):
            await app.feed.publish()
        queues = (here, there)
        return [[queue.get_nowait() for _ in range(queue.qsize())] for queue in queues]


def test_where_nobody_can_be_told_it_is_given_up(
    web_app: WebAppFixture, database: Database
) -> None:
    reference = delivered(database, "conversation:terminal", conversation="terminal-1")
    assert [tell(web_app), tell(web_app)] == [1, 0]
    assert notice_states(database, reference) == [NoticeState.LOST]
