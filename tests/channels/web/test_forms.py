"""Forms over HTTP: their values go on with the button's payload, bounded, masked, and once."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from bot.channels.posted_form import CHANGE, LONGEST_VALUE, sending_payload
from common.database import Database
from faq_kb.contract import DraftReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.channels.draft_answers import empty_form
from tests.support.web_app import User, WebAppFixture

SSN = "078-05-1120"


@pytest.fixture
def web_app(database: Database, knowledge: KnowledgeBase) -> WebAppFixture:
    with database.session() as session:
        load(session, knowledge)
    return WebAppFixture(database)


@pytest.fixture
def user(web_app: WebAppFixture) -> Iterator[User]:
    with web_app.client() as user:
        user.begin()
        yield user


@pytest.fixture
def form(web_app: WebAppFixture, user: User, knowledge: KnowledgeBase) -> str:
    """The token of a form's button."""
    user.say("hello")
    reply = empty_form(knowledge, fields={"phone": "502-555-0142"}).reply
    assert isinstance(reply, DraftReply)
    assert reply.draft
    payload = sending_payload(reply.draft, reply.draft.items)
    return web_app.tokens.sign_payload(web_app.assistant.asked[0].sender, payload)


def taken(web_app: WebAppFixture) -> Any:
    """The values in the payload that the assistant was asked last."""
    question = web_app.assistant.asked[-1]
    assert question.is_payload
    return json.loads(question.text.removeprefix(CHANGE))["value"]


def test_a_form_is_said_by_its_button_and_its_changes_go_on(
    web_app: WebAppFixture, user: User, form: str
) -> None:
    values = {"phone": "502-555-0142", "employee": "Sam Example"}
    done = user.post(action=form, title="Use these answers", values=values)
    assert done.json()["messages"][0]["text"] == "Use these answers"
    assert taken(web_app) == {"employee": "Sam Example"}


def test_secrets_in_a_form_are_kept_nowhere(
    web_app: WebAppFixture, user: User, form: str, database: Database
) -> None:
    user.post(action=form, title="Use these answers", values={"employee": f"it is {SSN}"})
    assert SSN not in str(taken(web_app))
    assert web_app.assistant.asked[-1].masked == ("ssn",)
    with database.session() as session:
        assert SSN not in str([*session.execute(text("SELECT text, reply FROM chat_message"))])


def test_a_key_belongs_to_the_values_of_its_form(user: User, form: str) -> None:
    key = uuid.uuid4().hex
    first = user.post(key, action=form, values={"employee": "Sam"})
    assert user.post(key, action=form, values={"employee": "Sam"}).json() == first.json()
    assert user.post(key, action=form, values={"employee": "Pat"}).status_code == 409


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"employee": "x" * (LONGEST_VALUE + 1)}, 422),
        ({"x" * 65: "1"}, 422),
        ({"employee": 5}, 422),
        ({f"x{number}": "1" for number in range(61)}, 422),
        (dict.fromkeys(("employee", "phone", "agency"), "x" * 3_900), 413),
    ],
)
def test_a_form_that_is_too_much_is_refused(
    web_app: WebAppFixture, user: User, form: str, values: dict[str, Any], status: int
) -> None:
    asked = len(web_app.assistant.asked)
    refused = user.post(action=form, values=values)
    assert refused.status_code == status
    assert len(web_app.assistant.asked) == asked


def test_no_values_without_a_button(user: User) -> None:
    assert user.post(text="x", values={"phone": "1"}).status_code == 422
    assert user.post(action="forged", values={"phone": "1"}).status_code == 403
