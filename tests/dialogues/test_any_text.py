"""Whatever is sent: a well-formed reply in bounded time, no error, no message text in a log."""

import concurrent.futures
import uuid

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from faq_kb.contract import json_schema
from tests.dialogues.table import form_payload
from tests.support.assistant import RunningAssistant

VALIDATOR = Draft202012Validator(json_schema())
NASTY = (
    "",
    " \n\t ",
    "/",
    "/restart",
    "/intent{}",
    '/vpn_access{"agency": "x"}',
    "{{7*7}}",
    "{% for x in y %}",
    "'; DROP TABLE events; --",
    "<script>alert(1)</script>",
    "\N{RIGHT-TO-LEFT OVERRIDE}drowssap",
    "\N{PILE OF POO}" * 2_000,
    "\x00\x01\x1b[31m",
    "\\u0000 \\ud800",
    "a" * 10_000,
    "vpn " * 2_500,
    "[vpn](form) {'a': 1}",
    "${jndi:ldap://example.gov}",
)


def require_reply(assistant: RunningAssistant, text: str) -> None:
    answer = assistant.ask(text)
    assert answer["text"].strip()
    VALIDATOR.validate(answer["custom"])


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_gets_a_reply(assistant: RunningAssistant, text: str) -> None:
    require_reply(assistant, text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=10_000).filter(lambda text: text.isascii() or text.encode("utf-8")))
def test_any_text_gets_a_reply(assistant: RunningAssistant, text: str) -> None:
    require_reply(assistant, text)


def test_a_form_full_of_it_gets_a_reply(assistant: RunningAssistant) -> None:
    sender = f"form-{uuid.uuid4()}"
    draft = assistant.ask("put in a request so I can use her mailbox", sender)["custom"]["draft"]
    for text in NASTY:
        values = {item["key"]: text[:300] for item in draft["items"]}
        answer = assistant.ask(form_payload(draft["id"], values), sender, payload=True)
        VALIDATOR.validate(answer["custom"])
        assert answer["custom"]["draft"]["id"] == draft["id"]


def test_a_conversation_survives_all_of_it(assistant: RunningAssistant) -> None:
    sender = f"nasty-{uuid.uuid4()}"
    assistant.ask("how do we order production print services?", sender)
    for text in NASTY:
        assistant.ask(text, sender)
    assert assistant.ask("how do I get VPN access?", sender)["custom"]["entry"] == "vpn_access"


def test_a_payload_of_ours_works_and_a_wrong_one_is_text(assistant: RunningAssistant) -> None:
    assert assistant.ask("/webmail", payload=True)["custom"]["entry"] == "webmail"
    VALIDATOR.validate(assistant.ask("/no_such_intent", payload=True)["custom"])


def test_wrong_requests_are_refused_with_400(assistant: RunningAssistant) -> None:
    for body in ([], {"message": "x"}, {"sender": "a"}, {"sender": "a", "message": 3}):
        assert assistant.post(body).status_code == httpx.codes.BAD_REQUEST


def test_nothing_but_the_channel_answers(assistant: RunningAssistant) -> None:
    base = f"http://127.0.0.1:{assistant.engine_port}"
    for path in ("/model/parse", "/conversations/x/tracker", "/domain", "/model"):
        answer = httpx.get(base + path, headers=assistant.headers, trust_env=False)
        assert answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)


def test_conversations_do_not_mix(assistant: RunningAssistant) -> None:
    wanted = {"production print order": "production_print", "vpn access": "vpn_access"}

    def talk(number: int) -> bool:
        text = list(wanted)[number % 2]
        sender = f"mix-{uuid.uuid4()}"
        assistant.ask(text, sender)
        return bool(assistant.ask("which form is it?", sender)["custom"]["entry"] == wanted[text])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(talk, range(24)))


def test_logs_hold_no_message_text(assistant: RunningAssistant) -> None:
    secret = f"zebra{uuid.uuid4().hex}"
    for text in (f"my password is {secret}", f"/{secret}", f"/{secret}{{"):
        assistant.send(text, f"secret-{uuid.uuid4()}")
        assistant.send(text, f"secret-{uuid.uuid4()}", payload=True)
    assert secret not in assistant.log
