"""A posted form: what was changed goes on, bounded and masked; nothing else does."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.posted_form import (
    LONGEST_FORM,
    LONGEST_VALUE,
    MOST_VALUES,
    FormTooLongError,
    posted,
    sending_payload,
)
from faq_kb.contract import DraftReply
from faq_kb.source import read_knowledge_base
from tests.channels.draft_answers import empty_form

KNOWLEDGE = read_knowledge_base()
GIVEN = {"employee": "Sam Example", "phone": "502-555-0142"}
# As Rasa takes a payload apart.
PAYLOAD = re.compile(r"^/(?P<intent>[^{@]+)(?P<entities>{.+})$")


def payload(**fields: str) -> str:
    """What the button of a form with these values is signed for."""
    reply = empty_form(KNOWLEDGE, fields=fields).reply
    assert isinstance(reply, DraftReply)
    assert reply.draft
    return sending_payload(reply.draft, reply.draft.items)


def taken(values: Mapping[str, str], **fields: str) -> Any:
    """The values that go on of a form which showed the fields."""
    match = PAYLOAD.match(posted(payload(**fields), values).payload)
    assert match
    data = json.loads(match["entities"])
    assert (match["intent"], data["draft"], data["item"]) == ("draft_change", "HD-4KM9XC", "all")
    return data["value"]


def test_only_what_was_changed_goes_on() -> None:
    assert taken({**GIVEN, "it_role": "no"}, **GIVEN) == {"it_role": "no"}
    assert taken({**GIVEN, "phone": "502-555-0199"}, **GIVEN) == {"phone": "502-555-0199"}
    assert taken({"employee": " Sam\r\nExample "} | {"phone": GIVEN["phone"]}, **GIVEN) == {}


def test_an_input_that_is_empty_or_missing_was_emptied_if_it_held_anything() -> None:
    assert taken({"employee": ""}, **GIVEN) == {"employee": "", "phone": ""}
    assert taken({"employee": ""}) == {}


def test_items_that_the_form_has_not_go_on_to_be_refused() -> None:
    assert taken({"x": "1"}) == {"x": "1"}


def test_secrets_are_masked_at_every_item() -> None:
    form = posted(
        payload(), {"employee": "my ssn is 219-09-9999", "phone": "password: Summer2026!"}
    )
    assert form.masked == ("ssn", "password")
    assert "219-09" not in form.payload
    assert "Summer" not in form.payload


@pytest.mark.parametrize(
    "values",
    [
        {"employee": "a" * (LONGEST_VALUE + 1)},
        dict.fromkeys(("employee", "phone", "agency"), "a" * (LONGEST_FORM // 3)),
        {f"x{number}": "1" for number in range(MOST_VALUES + 1)},
        {"employee": "a" * 3_900, "phone": '"' * 3_900},
    ],
    ids=["a value", "all values", "many values", "as it is sent"],
)
def test_what_is_too_long_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(FormTooLongError):
        posted(payload(), values)


def test_another_button_takes_no_values() -> None:
    for other in ("/affirm", '/draft_change{"item": "phone", "value": "1"}', "/vpn_access"):
        assert posted(other, {"phone": "2"}).payload == other


@given(st.text(max_size=200))
def test_whatever_is_typed_arrives_as_it_is_but_for_what_cannot_be_seen(text: str) -> None:
    given_value = taken({"employee": text})
    assert given_value.keys() <= {"employee"}
    json.dumps(given_value, ensure_ascii=False).encode()
