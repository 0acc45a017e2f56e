"""Sessions of the web: they end when they are ended, and when their time is over."""

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import APIRouter, Request
from sqlalchemy import text

from bot.channels.assistant import Audience, SignedInUser
from bot.channels.web.app import tidy
from bot.channels.web.security.tokens import new_conversation
from bot.channels.web.sessions.store import SessionStore
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.drafts import new_draft
from tests.support.web_app import User, WebAppFixture, session_store
from tickets.draft import Status
from tickets.service import Tickets

ANN = {"id": "oid-1", "email": "Ann@Example.gov"}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass
class Clock:
    """Stands where it is put."""

    now: dt.datetime = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> SessionStore:
    return session_store(database, clock=clock)


def is_there(store: SessionStore, token: str, *, used: bool = False) -> bool:
    return store.find("cookie", token, used=used) is not None


def test_a_session_is_found_by_its_token_alone(store: SessionStore, database: Database) -> None:
    token = store.begin("cookie", {"conversation": "c"})
    assert store.find("cookie", token, used=True) == {"conversation": "c"}
    assert store.find("bearer", token, used=True) is None
    for other in ("", "x", token[:-1], f"{token}A", new_conversation(), "\udcff" * 43):
        assert store.find("cookie", other, used=True) is None
    with database.session() as session:
        stored = str(session.execute(text("SELECT * FROM web_session")).all())
    assert token not in stored


@pytest.mark.parametrize(
    ("data", "idle", "longest"),
    [
        ({}, 30 * DAY, 300 * DAY),
        ({"user": ANN}, HOUR, DAY),
        ({"agent": {"door": "link", "id": "local-agent"}}, HOUR, DAY),
    ],
)
def test_a_session_ends_by_itself(
    store: SessionStore,
    clock: Clock,
    data: dict[str, Any],
    idle: dt.timedelta,
    longest: dt.timedelta,
) -> None:
    begun = clock.now
    idle_one, used_one = store.begin("cookie", data), store.begin("cookie", data)
    while clock.now - begun < longest - idle:
        clock.now += idle
        assert is_there(store, used_one, used=True)
    assert not is_there(store, idle_one)
    # Listening is no use.
    clock.now += idle
    assert is_there(store, used_one, used=False)
    clock.now += dt.timedelta(seconds=1)
    assert not is_there(store, used_one)
    assert store.forget() == 2
    assert store.counts() == (0, 0)


def test_a_clock_that_was_set_back_ends_nothing(store: SessionStore, clock: Clock) -> None:
    token = store.begin("cookie", {"user": ANN})
    clock.now -= dt.timedelta(seconds=60)
    assert is_there(store, token, used=True)
    assert store.forget() == 0


def test_an_operator_ends_the_sessions_of_a_user(store: SessionStore) -> None:
    others = [store.begin("cookie", {"user": {"id": "oid-2"}}), store.begin("bearer", {"a": 1})]
    for name in ("ann@example.GOV ", "oid-1"):
        tokens = [store.begin("cookie", {"user": ANN}) for _ in range(2)]
        assert store.end_of_user(name) == 2
        assert not any(is_there(store, token) for token in tokens)
    assert store.end_of_user("") == store.end_of_user("nobody@example.gov") == 0
    assert is_there(store, others[0])
    assert store.counts() == (2, 1)
    assert store.end_all() == 2
    assert not is_there(store, others[0])


def test_what_is_ended_meanwhile_stays_ended(store: SessionStore) -> None:
    token = store.begin("cookie", {"user": ANN})
    store.end("cookie", token)
    store.save("cookie", token, {"user": ANN, "more": 1})
    assert not is_there(store, token)


# Over HTTP


def identify(session: MutableMapping[str, Any]) -> tuple[SignedInUser | None, Audience]:
    user = session.get("user")
    return (SignedInUser(user["id"], email=user["email"]) if user else None), "employee"


def signing_in() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/auth/test")
    def sign_in(request: Request) -> None:
        request.session["user"] = ANN

    return router


@pytest.fixture
def web_app(database: Database, knowledge: KnowledgeBase) -> WebAppFixture:
    with database.session() as session:
        load(session, knowledge)
    return WebAppFixture(database, identify=identify, extra=[signing_in()])


@pytest.fixture
def user(web_app: WebAppFixture) -> Iterator[User]:
    with web_app.client() as user:
        yield user


def with_bearer(user: User, token: str) -> User:
    user.client.headers["Authorization"] = f"Bearer {token}"
    return user


def test_open_drafts_are_counted_for_who_has_signed_in(web_app: WebAppFixture, user: User) -> None:
    tickets = Tickets(web_app.database)
    mine = f"user:{ANN['id']}"
    for given in (
        {},
        {"status": Status.READY},
        {"status": Status.WITHDRAWN},
        {"owner": "user:joe"},
    ):
        tickets.start(new_draft(**{"owner": mine, **given}))
    assert user.begin()["open_drafts"] == 0
    user.client.post("/auth/test")
    assert user.begin()["open_drafts"] == 2


def test_an_ended_session_answers_nobody(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    user.client.post("/auth/test")
    assert user.begin()["user"]["email"] == ANN["email"]
    user.say("hello")
    assert web_app.session_store.end_of_user("ann@example.gov") == 1
    for refused in (user.post(text="hello"), user.client.get("/api/transcript")):
        assert refused.status_code == 401
    fresh = user.begin()
    assert (fresh["user"], fresh["messages"]) == (None, [])


@pytest.mark.parametrize("bearer", [False, True])
def test_a_session_can_be_ended_by_who_has_it(
    web_app: WebAppFixture, user: User, bearer: bool
) -> None:
    begun = user.begin(bearer=bearer)
    with web_app.client() as copy:
        copy.client.cookies.update(user.client.cookies)
        if bearer:
            with_bearer(user, begun["token"])
            with_bearer(copy, begun["token"])
        copy.say("hello")
        assert user.client.delete("/api/session").status_code == 204
        assert copy.post(text="hello").status_code == 401
        assert user.client.delete("/api/session").status_code == 401


def test_a_bearer_names_no_user(web_app: WebAppFixture, user: User) -> None:
    token = user.begin(bearer=True)["token"]
    with_bearer(user, token)
    user.client.post("/auth/test")
    assert user.begin(bearer=True)["user"] is None
    del user.client.headers["Authorization"]
    assert user.begin()["user"] is not None


@pytest.mark.parametrize("bearer", [False, True])
def test_a_visitor_outlives_the_conversation_and_ends_with_the_session(
    web_app: WebAppFixture, user: User, bearer: bool
) -> None:
    def ask() -> tuple[str, str]:
        user.say("hello")
        return web_app.assistant.asked[-1].visitor, web_app.assistant.asked[-1].sender

    def begin(**body: bool) -> None:
        if token := user.begin(**body, bearer=bearer)["token"]:
            with_bearer(user, token)

    begin()
    first, sender = ask()
    begin(new=True)
    again, other = ask()
    assert (first, sender != other) == (again, True)
    assert first.startswith("visitor-")
    user.client.delete("/api/session")
    user.client.headers.pop("Authorization", None)
    begin()
    assert ask()[0] != first


def test_a_user_goes_on_in_another_conversation_than_before_the_sign_in(
    web_app: WebAppFixture, user: User
) -> None:
    user.begin()
    user.say("said before anybody knew who asks")
    user.client.post("/auth/test")
    user.say("said by Ann")
    before, after = web_app.assistant.asked
    assert (before.user, after.user) == (None, SignedInUser(ANN["id"], email=ANN["email"]))
    assert before.sender != after.sender
    assert "before anybody" not in user.client.get("/api/transcript").text


def test_what_is_the_visitors_outlives_a_change_of_the_secret(
    web_app: WebAppFixture, user: User
) -> None:
    user.begin()
    user.say("hello")
    other = WebAppFixture(web_app.database, secret="another secret of the tests, as long")
    with other.client() as same:
        same.client.cookies.update(user.client.cookies)
        assert same.begin()["known"]
        same.say("hello again")
    before, after = web_app.assistant.asked[-1], other.assistant.asked[-1]
    assert before.visitor == after.visitor
    assert before.sender != after.sender


def test_housekeeping_under_way_ends_before_the_database_is_closed() -> None:
    begun, released = threading.Event(), threading.Event()
    done: list[bool] = []

    def work() -> None:
        begun.set()
        done.append(released.wait(10))

    async def stopped() -> None:
        tidying = asyncio.create_task(tidy(work))
        await asyncio.to_thread(begun.wait)
        tidying.cancel()
        asyncio.get_running_loop().call_later(0.05, released.set)
        with suppress(asyncio.CancelledError):
            await tidying
        assert done == [True]

    asyncio.run(stopped())


def test_a_page_is_told_whether_the_browser_keeps_its_cookie(user: User) -> None:
    assert [user.begin()["known"], user.begin()["known"]] == [False, True]
    user.client.cookies.clear()
    assert user.begin()["known"] is False
