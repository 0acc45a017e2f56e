"""The chat API over HTTP: identity, limits, payloads, repeated requests, what is away."""

import asyncio
import re
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from bot.channels.answer import Answer
from bot.channels.assistant import AssistantUnavailableError, Question
from bot.channels.web.chat.chat import MOST_PENDING
from bot.channels.web.security.limits import Limits
from common.database import Database
from faq_kb.contract import DraftReply, DraftTicket
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.web_app import ORIGIN, ScriptedAssistant, User, WebAppFixture, echo

SSN = "078-05-1120"
DRAFT = DraftTicket(
    id="HD-4KM9XC",
    status="handed_over",
    entry="vpn_access",
    title="Get VPN access",
    fields={},
    missing=[],
    items=[],
    authorized=[],
    may_submit=False,
    number=None,
    mailto="mailto:desk@example.gov",
    eml="Subject: VPN\r\n\r\nfor Ann\r\n",
    version=1,
    created_at="2026-11-22T08:00:00+00:00",
    updated_at="2026-11-22T08:00:00+00:00",
)


@pytest.fixture
def loaded(database: Database, knowledge: KnowledgeBase) -> Database:
    """A database with the knowledge base, on each kind of server."""
    with database.session() as session:
        load(session, knowledge)
    return database


@pytest.fixture
def web_app(loaded: Database) -> WebAppFixture:
    return WebAppFixture(loaded)


@pytest.fixture
def user(web_app: WebAppFixture) -> Iterator[User]:
    with web_app.client() as user:
        yield user


def code(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["message"]
    found: str = error["code"]
    return found


def test_a_conversation_begins_with_suggested_questions(
    user: User, knowledge: KnowledgeBase
) -> None:
    begun = user.begin()
    assert begun["messages"] == []
    assert begun["user"] is None
    assert [start["text"] for start in begun["suggested_questions"]] == [
        knowledge.procedures[entry].title for entry in ("vpn_access", "webmail")
    ]
    cookie = user.client.cookies.get("service_desk_session")
    assert cookie


def test_the_cookie_is_kept_from_scripts_and_other_sites(user: User) -> None:
    response = user.client.post("/api/session", json={})
    (cookie,) = response.headers.get_list("set-cookie")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


def test_a_message_is_answered_and_kept(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    mine, answer = user.say("I need VPN")
    assert (mine["from"]["role"], mine["text"]) == ("user", "I need VPN")
    assert (answer["from"]["role"], answer["text"]) == ("bot", "You said: I need VPN")
    assert int(answer["id"]) > int(mine["id"])
    assert "reply" not in answer["channelData"]
    (question,) = web_app.assistant.asked
    assert (question.channel, question.is_payload, question.user) == ("web", False, None)
    assert [one["id"] for one in user.begin()["messages"]] == [mine["id"], answer["id"]]


def test_without_a_session_nobody_is_answered(web_app: WebAppFixture, user: User) -> None:
    assert code(user.post(text="hello"), 401) == "unauthorized"
    for path in ("/api/transcript", "/api/chat/events", "/api/drafts/HD-4KM9XC.eml"):
        assert code(user.client.get(path), 401) == "unauthorized"
    user.client.cookies.set("service_desk_session", "forged.x.y")
    assert code(user.post(text="hello"), 401) == "unauthorized"
    assert web_app.assistant.asked == []


def test_a_sender_is_derived_and_never_taken(web_app: WebAppFixture, user: User) -> None:
    begun = user.begin(bearer=True)
    assert user.client.cookies.get("service_desk_session") is None
    headers = {"Authorization": f"Bearer {begun['token']}", "Idempotency-Key": "k" * 8}
    extra = user.client.post("/api/chat", json={"text": "x", "sender": "other"}, headers=headers)
    assert code(extra, 422) == "invalid"
    done = user.client.post("/api/chat", json={"text": "x"}, headers=headers)
    assert done.status_code == 200, done.text
    (question,) = web_app.assistant.asked
    assert re.fullmatch(r"web-[0-9a-f]{40}", question.sender)
    forged = {**headers, "Authorization": f"Bearer {begun['token']}x"}
    refused = user.client.post("/api/chat", json={"text": "x"}, headers=forged)
    assert code(refused, 401) == "unauthorized"


def test_a_new_conversation_knows_nothing_of_the_earlier_one(
    web_app: WebAppFixture, user: User
) -> None:
    user.begin()
    _, answer = user.say("hello")
    token = answer["suggestedActions"]["actions"][0]["value"]["action"]
    assert user.begin(new=True)["messages"] == []
    assert code(user.post(action=token), 403) == "forbidden"
    first, *_ = web_app.assistant.asked
    user.say("hello again")
    assert web_app.assistant.asked[-1].sender != first.sender


def test_only_buttons_of_this_conversation_are_payloads(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    user.say("/draft_list")
    assert (web_app.assistant.asked[-1].text, web_app.assistant.asked[-1].is_payload) == (
        "/draft_list",
        False,
    )
    _, answer = user.say("hello")
    (button,) = answer["suggestedActions"]["actions"]
    assert "draft_start" not in str(button)
    done = user.post(action=button["value"]["action"], title="Go on")
    assert done.json()["messages"][0]["text"] == "Go on"
    question = web_app.assistant.asked[-1]
    assert (question.text, question.is_payload) == ('/draft_start{"entry": "vpn_access"}', True)
    token = button["value"]["action"]
    changed = token.replace(".", "A.", 1)
    for forged in ("nonsense", changed, token[:-4], '/draft_list{"a": 1}'):
        assert code(user.post(action=forged), 403) == "forbidden"
    assert len(web_app.assistant.asked) == 3


def test_a_repeated_request_is_answered_once(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    key = uuid.uuid4().hex
    first = user.say("hello", key)
    assert user.say("hello", key) == first
    assert len(web_app.assistant.asked) == 1
    assert len(user.begin()["messages"]) == 2


def test_a_key_of_another_message_is_refused(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    key = uuid.uuid4().hex
    user.say("hello, my number is 078-05-1120", key)
    assert code(user.post(key, text="goodbye"), 409) == "conflict"
    user.say("hello, my number is 078-05-1120", key)
    assert len(web_app.assistant.asked) == 1


def test_a_repeated_request_waits_for_the_first(web_app: WebAppFixture) -> None:
    async def both() -> tuple[httpx.Response, httpx.Response]:
        web_app.assistant.pause = asyncio.Event()
        transport = httpx.ASGITransport(web_app.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            await client.post("/api/session", json={})
            headers = {"Idempotency-Key": "the-same-key"}
            asks = [
                asyncio.create_task(client.post("/api/chat", json={"text": "x"}, headers=headers))
                for _ in range(2)
            ]
            await web_app.assistant.heard.wait()
            web_app.assistant.pause.set()
            first, second = await asyncio.gather(*asks)
            return first, second

    first, second = asyncio.run(both())
    assert first.json() == second.json()
    assert len(web_app.assistant.asked) == 1


def test_five_at_once_with_one_key_get_the_one_answer(web_app: WebAppFixture) -> None:
    async def five() -> list[httpx.Response]:
        web_app.assistant.pause = asyncio.Event()
        transport = httpx.ASGITransport(web_app.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            await client.post("/api/session", json={})
            headers = {"Idempotency-Key": "the-same-key"}
            asks = [
                asyncio.create_task(client.post("/api/chat", json={"text": "x"}, headers=headers))
                for _ in range(5)
            ]
            await web_app.assistant.heard.wait()
            other = await client.post("/api/chat", json={"text": "y"}, headers=headers)
            assert code(other, 409) == "conflict"
            web_app.assistant.pause.set()
            return list(await asyncio.gather(*asks))

    answers = asyncio.run(five())
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(web_app.assistant.asked) == 1


def test_a_message_whose_answer_got_lost_is_known_again_after_a_restart(loaded: Database) -> None:
    def dies(question: Question) -> list[Answer]:
        raise RuntimeError("as if the process had been killed")

    key = uuid.uuid4().hex
    crashed = WebAppFixture(loaded, ScriptedAssistant(dies))
    with crashed.client() as user:
        user.begin()
        assert code(user.post(key, text="hello"), 503) == "unavailable"
        cookie = user.client.cookies["service_desk_session"]
    restarted = WebAppFixture(loaded)
    with restarted.client() as user:
        user.client.cookies.set("service_desk_session", cookie)
        assert code(user.post(key, text="goodbye"), 409) == "conflict"
        user.say("hello", key)
        user.say("another")
    asked = [(one.text, one.id == key, one.attempts) for one in restarted.assistant.asked]
    assert asked == [("hello", True, 1), ("another", False, 0)]
    assert [one.attempts for one in crashed.assistant.asked] == [0]


def test_nobody_is_answered_for_good_while_the_assistant_is_away(loaded: Database) -> None:
    def away(question: Question) -> list[Answer]:
        raise AssistantUnavailableError("refused")

    web_app = WebAppFixture(loaded, ScriptedAssistant(away))
    with web_app.client() as user:
        user.begin()
        key = uuid.uuid4().hex
        for _ in range(5):
            refused = user.post(key, text="hello")
            assert code(refused, 503) == "unavailable"
            assert int(refused.headers["retry-after"]) <= 5
        assert user.begin()["messages"] == []
        web_app.assistant.script = echo
        assert user.say("hello", key)[-1]["text"] == "You said: hello"


def test_a_key_belongs_to_what_was_sent_and_not_to_how_it_looks(
    web_app: WebAppFixture, user: User
) -> None:
    user.begin()
    token = user.say("one")[-1]["suggestedActions"]["actions"][0]["value"]["action"]
    other = web_app.tokens.sign_payload(web_app.assistant.asked[0].sender, "/webmail")
    key = uuid.uuid4().hex
    assert user.post(key, action=token, title="Go on").status_code == 200
    assert code(user.post(key, action=other, title="Go on"), 409) == "conflict"
    key = uuid.uuid4().hex
    user.say(f"my ssn is {SSN}", key)
    assert code(user.post(key, text="my ssn is 078-05-1121"), 409) == "conflict"


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({}, 422, "invalid"),
        ({"text": ""}, 422, "invalid"),
        ({"text": "x", "action": "y"}, 422, "invalid"),
        ({"text": 5}, 422, "invalid"),
        ({"text": "x" * 4001}, 422, "invalid"),
        ({"text": "x" * 70_000}, 413, "too_large"),
    ],
)
def test_wrong_bodies_are_refused_with_a_reason(
    web_app: WebAppFixture, user: User, body: dict[str, object], status: int, expected: str
) -> None:
    user.begin()
    assert code(user.post(**body), status) == expected
    assert web_app.assistant.asked == []


def test_a_key_is_required(user: User) -> None:
    user.begin()
    assert code(user.client.post("/api/chat", json={"text": "x"}), 422) == "invalid"
    assert code(user.post("short", text="x"), 422) == "invalid"


def test_a_body_that_lies_about_its_length_is_refused(user: User) -> None:
    user.begin()

    def chunks() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(100):
            yield b"x" * 1024
        yield b'"}'

    headers = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
    refused = user.client.post("/api/chat", content=chunks(), headers=headers)
    assert code(refused, 413) == "too_large"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_cannot_ask_for_a_user(user: User, headers: dict[str, str]) -> None:
    user.begin()
    given = {"Idempotency-Key": uuid.uuid4().hex, **headers}
    refused = user.client.post("/api/chat", json={"text": "x"}, headers=given)
    assert code(refused, 403) == "forbidden_origin"
    own = {**given, "Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    assert user.client.post("/api/chat", json={"text": "x"}, headers=own).status_code == 200


def test_another_host_is_refused(user: User) -> None:
    refused = user.client.post("/api/session", json={}, headers={"Host": "evil.example"})
    assert refused.status_code == 400


def test_too_many_messages_are_told_when_to_go_on(loaded: Database) -> None:
    web_app = WebAppFixture(loaded, limits=Limits(conversation="3/minute"))
    with web_app.client() as user:
        user.begin()
        for number in range(3):
            user.say(f"message {number}")
        refused = user.post(text="one more")
        assert code(refused, 429) == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        user.begin(new=True)
        user.say("another conversation may")


def test_too_many_of_one_address_are_told_too(loaded: Database) -> None:
    web_app = WebAppFixture(loaded, limits=Limits(address="3/minute"))
    with web_app.client() as user:
        for _ in range(3):
            user.begin(new=True)
        assert code(user.client.post("/api/session", json={}), 429) == "rate_limited"


def test_a_conversation_has_few_waiting(web_app: WebAppFixture) -> None:
    async def many() -> list[httpx.Response]:
        web_app.assistant.pause = asyncio.Event()
        transport = httpx.ASGITransport(web_app.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            await client.post("/api/session", json={})
            asks = [
                asyncio.create_task(
                    client.post(
                        "/api/chat",
                        json={"text": "x"},
                        headers={"Idempotency-Key": uuid.uuid4().hex},
                    )
                )
                for _ in range(8)
            ]
            done, _ = await asyncio.wait(asks, return_when=asyncio.FIRST_COMPLETED)
            assert all(code(task.result(), 429) == "busy" for task in done)
            web_app.assistant.pause.set()
            return list(await asyncio.gather(*asks))

    statuses = sorted(response.status_code for response in asyncio.run(many()))
    assert statuses == [200] * 4 + [429] * 4


def test_in_a_rush_messages_are_refused_at_once_and_may_come_again(web_app: WebAppFixture) -> None:
    async def rush() -> tuple[httpx.Response, list[httpx.Response]]:
        release = web_app.assistant.pause = asyncio.Event()
        transport = httpx.ASGITransport(web_app.app)
        async with AsyncExitStack() as open_pages, asyncio.TaskGroup() as asking:
            pages = []
            for _ in range(MOST_PENDING + 1):
                page = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
                pages.append(await open_pages.enter_async_context(page))
                await page.post("/api/session", json={})
            *early, late = pages
            posted = [asking.create_task(said(page)) for page in early]
            while len(web_app.assistant.asked) < len(early):
                web_app.assistant.heard.clear()
                await web_app.assistant.heard.wait()
            refused = await said(late)
            release.set()
            answers = [await one for one in posted]
            return refused, [*answers, await said(late)]

    async def said(page: httpx.AsyncClient) -> httpx.Response:
        key = {"Idempotency-Key": "the-same-key"}
        return await page.post("/api/chat", json={"text": "x"}, headers=key)

    refused, answered = asyncio.run(rush())
    assert code(refused, 503) == "unavailable"
    assert {one.status_code for one in answered} == {200}
    assert len(web_app.assistant.asked) == MOST_PENDING + 1


def test_what_is_secret_is_not_kept(web_app: WebAppFixture, user: User, loaded: Database) -> None:
    user.begin()
    mine, _ = user.say(f"my ssn is {SSN}")
    assert SSN not in mine["text"]
    _, answer = user.say("hello")
    feedback = {"message": answer["id"], "helpful": False, "comment": f"no, {SSN}"}
    assert user.client.post("/api/feedback", json=feedback).status_code == 204
    with loaded.session() as session:
        stored = [*session.execute(text("SELECT text, reply FROM chat_message"))]
        comments = [*session.execute(text("SELECT comment FROM chat_feedback"))]
    # The scripted assistant repeats what it gets: it got the masked text, with the kinds.
    assert SSN not in str(stored) + str(comments)
    assert [question.masked for question in web_app.assistant.asked] == [("ssn",), ()]


def test_what_is_secret_only_after_the_message_before_is_not_kept(user: User) -> None:
    user.begin()
    user.say("my password is")
    mine, _ = user.say("Hunter22")
    assert "Hunter22" not in mine["text"]
    user.begin(new=True)
    assert user.say("Hunter22")[0]["text"] == "Hunter22"


def test_feedback_is_for_answers_of_this_conversation(user: User, loaded: Database) -> None:
    user.begin()
    mine, answer = user.say("hello")

    def rate(number: str, **body: object) -> httpx.Response:
        given = {"message": number, "helpful": True, **body}
        response: httpx.Response = user.client.post("/api/feedback", json=given)
        return response

    assert rate(answer["id"]).status_code == 204
    assert rate(answer["id"], helpful=False, comment="too long").status_code == 204
    with loaded.session() as session:
        (row,) = session.execute(text("SELECT helpful, comment FROM chat_feedback"))
    assert (bool(row[0]), row[1]) == (False, "too long")
    assert code(rate(mine["id"]), 404) == "not_found"
    user.begin(new=True)
    assert code(rate(answer["id"]), 404) == "not_found"
    assert code(rate("9" * 9), 404) == "not_found"
    for number in ("12x", "9" * 10):
        assert code(rate(number), 422) == "invalid"
    assert code(rate(answer["id"], comment="x" * 501), 422) == "invalid"


def test_the_transcript_has_both_sides_in_order(user: User) -> None:
    user.begin()
    user.say("first")
    user.say("second")
    got = user.client.get("/api/transcript")
    assert got.headers["content-type"].startswith("text/plain")
    assert "attachment" in got.headers["content-disposition"]
    places = [got.text.index(said) for said in ("\nfirst", "You said: first", "\nsecond")]
    assert places == sorted(places)


def draft(question: Question) -> list[Answer]:
    reply = DraftReply(draft=DRAFT, asked=None, drafts=[], offered=None, notes=[])
    return [Answer("Your draft.", reply)]


def test_a_confirmed_request_can_be_downloaded_where_it_was_shown(loaded: Database) -> None:
    web_app = WebAppFixture(loaded, ScriptedAssistant(draft))
    with web_app.client() as user:
        user.begin()
        path = f"/api/drafts/{DRAFT.id}.eml"
        assert code(user.client.get(path), 404) == "not_found"
        user.say("save")
        got = user.client.get(path)
        assert got.status_code == 200
        assert got.headers["content-type"] == "message/rfc822"
        assert f'filename="{DRAFT.id}.eml"' in got.headers["content-disposition"]
        assert got.content == (DRAFT.eml or "").encode() != b""
        assert code(user.client.get("/api/drafts/HD-222222.eml"), 404) == "not_found"
        assert code(user.client.get("/api/drafts/nonsense.eml"), 422) == "invalid"
        user.begin(new=True)
        assert code(user.client.get(path), 404) == "not_found"


def test_health_names_what_is_away(web_app: WebAppFixture, user: User) -> None:
    assert user.client.get("/api/health").json() == {"status": "ok", "unavailable": []}
    web_app.unavailable.append("engine")
    response = user.client.get("/api/health")
    assert response.status_code == 503
    assert response.json() == {"status": "degraded", "unavailable": ["engine"]}
    assert user.client.get("/api/ready").status_code == 503
    # Whoever restarts what isn't live must not do so because of another process.
    assert user.client.get("/api/live").json() == {"status": "ok", "unavailable": []}


def test_a_fault_of_ours_is_a_sentence_with_the_number(
    loaded: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(question: Question) -> list[Answer]:
        raise RuntimeError("zebra crossing")

    web_app = WebAppFixture(loaded, ScriptedAssistant(broken))
    # Raised further it would be in the server's log, whole.
    with TestClient(web_app.app, base_url=ORIGIN) as client:
        user = User(client)
        user.begin()
        refused = user.post(text="zebra")
        assert code(refused, 503) == "unavailable"
        assert "502-555-0100" in refused.text
        assert "zebra" not in refused.text
    assert "RuntimeError at " in caplog.text
    assert "zebra" not in caplog.text


def test_a_store_that_is_away_is_a_sentence_too(web_app: WebAppFixture, user: User) -> None:
    user.begin()
    with web_app.database.session() as session:
        session.execute(text("DROP TABLE chat_feedback"))
        session.execute(text("DROP TABLE chat_message"))
    assert code(user.post(text="hello"), 503) == "unavailable"


def test_chat_replies_of_an_earlier_contract_keep_their_text(
    web_app: WebAppFixture, user: User, loaded: Database
) -> None:
    user.begin()
    user.say("hello")
    with loaded.session() as session:
        session.execute(
            text("UPDATE chat_message SET reply = :reply WHERE reply IS NOT NULL"),
            {"reply": '{"type": "poem", "lines": 4}'},
        )
    _, answer = user.begin()["messages"]
    assert answer["text"] == "You said: hello"
