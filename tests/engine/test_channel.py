"""The internal REST channel: what it lets through and what it says when nothing answers."""

import asyncio
import shutil
import socket
from pathlib import Path

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.exceptions import InvalidUsage

from bot.engine.action_server import ActionServer
from bot.engine.channel import (
    MAX_CHARACTERS,
    InternalRestChannel,
    escape_slash,
    latest_apology,
    masked_from,
    read_message,
)
from bot.engine.config import ROOT
from bot.engine.search_parse import MOST_CHARACTERS, read_text


def channel_of(actions_url: str) -> InternalRestChannel:
    apology, masked = latest_apology(ROOT, "en"), masked_from(ROOT, "en")
    return InternalRestChannel(apology, masked, ActionServer(actions_url))


def listening_socket() -> socket.socket:
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    found.listen()
    return found


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (None, "JSON object"),
        ([], "JSON object"),
        ({"message": "x"}, "`sender`"),
        ({"sender": " ", "message": "x"}, "`sender`"),
        ({"sender": 7, "message": "x"}, "`sender`"),
        ({"sender": "a"}, "`message`"),
        ({"sender": "a", "message": 7}, "`message`"),
        ({"sender": "a", "message": "x", "metadata": "agent"}, "`metadata`"),
    ],
)
def test_a_wrong_request_is_refused_by_name(body: object, named: str) -> None:
    with pytest.raises(InvalidUsage, match=named):
        read_message(body)


def test_a_typed_slash_is_no_payload() -> None:
    for text in ("/restart", "  /vpn_access", "/", '/intent{"a": 1}'):
        assert not escape_slash(text, payload=False).strip().startswith("/")
        assert text.strip() in escape_slash(text, payload=False)


def test_a_payload_stays_one() -> None:
    assert escape_slash("/vpn_access", payload=True) == "/vpn_access"
    _, text, _ = read_message({"sender": "a", "message": "/x", "metadata": {"payload": True}})
    assert text == "/x"


def test_only_true_makes_a_payload() -> None:
    _, text, _ = read_message({"sender": "a", "message": "/x", "metadata": {"payload": "yes"}})
    assert not text.startswith("/")


def test_no_text_is_empty_or_endless() -> None:
    assert escape_slash("", payload=False)
    assert escape_slash(" \n", payload=False).strip()
    assert len(escape_slash("a" * 50_000, payload=False)) == MAX_CHARACTERS


def test_half_characters_and_nulls_do_not_break_the_store() -> None:
    escape_slash("\ud800 \x00", payload=False).encode("utf-8")
    assert "\x00" not in escape_slash("a\x00b", payload=False)


def test_the_apology_gives_the_service_desks_numbers() -> None:
    apology = latest_apology(ROOT, "en")()
    assert apology["custom"]["type"] == "fallback"
    for number in ("502-564-7576", "800-372-7434"):
        assert number in apology["text"]
        assert number in str(apology["custom"]["phones"])


def test_the_apology_follows_a_changed_number_but_not_a_broken_file(tmp_path: Path) -> None:
    for folder in ("locales/en", "faq_kb/directory"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    apology, phones = latest_apology(tmp_path, "en"), tmp_path / "faq_kb/directory/phones.yml"
    phones.write_text(phones.read_text().replace("502-564-7576", "502-555-0100"))
    assert "502-555-0100" in apology()["text"]
    phones.write_text("service_desk: [")
    assert "502-555-0100" in apology()["text"]


def test_a_text_is_masked_once() -> None:
    channel = channel_of("http://127.0.0.1:5055/webhook")
    text = "my ssn is 078-05-1120"
    masked = "my ssn is [removed: social security number]"
    assert channel._masked("a", text, {}) == (masked, ("ssn",))
    # A channel of ours has looked already, and says what it took out.
    assert channel._masked("a", masked, {"masked": ["ssn", "no such kind"]}) == (masked, ("ssn",))
    assert channel._masked("a", text, {"masked": "ssn"}) == (masked, ("ssn",))


@pytest.mark.parametrize("body", [None, [], {}, {"text": 7}])
def test_a_search_without_a_text_is_refused(body: object) -> None:
    with pytest.raises(InvalidUsage, match="`text`"):
        read_text(body)


def test_only_the_beginning_of_a_search_is_read() -> None:
    assert len(read_text({"text": "a" * 5_000})) == MOST_CHARACTERS


def test_what_a_message_through_another_web_app_announced_is_masked() -> None:
    channel = channel_of("http://127.0.0.1:5055/webhook")
    looked_at: dict[str, object] = {"masked": []}
    channel._masked("a", "my password is", looked_at)
    payload = '/change{"password": "Tr0ub4dor3"}'
    assert channel._masked("a", payload, looked_at | {"payload": True}) == (payload, ())
    text, kinds = channel._masked("a", "Tr0ub4dor3", looked_at)
    assert "Tr0ub4dor3" not in text
    assert kinds == ("password",)


def test_without_its_action_server_an_engine_takes_no_messages() -> None:
    actions = listening_socket()
    channel = channel_of(f"http://127.0.0.1:{actions.getsockname()[1]}/webhook")
    heard: list[str] = []

    async def hear(message: UserMessage) -> None:
        heard.append(message.text)
        await message.output_channel.send_text_message(message.sender_id, "Hello")

    app = Sanic("without_actions", configure_logging=False)
    app.blueprint(channel.blueprint(hear), url_prefix="/webhooks/rest")

    async def talk() -> list[object]:
        entrance = listening_socket()
        server = await app.create_server(sock=entrance, return_asyncio_server=True)
        await server.startup()
        base = f"http://127.0.0.1:{entrance.getsockname()[1]}/webhooks/rest"
        found: list[object] = []
        async with aiohttp.ClientSession() as client:
            for text in ("with", "without"):
                if text == "without":
                    actions.close()
                async with client.get(f"{base}/") as health:
                    found.append((await health.json())["status"])
                asked = {"sender": "a", "message": text}
                async with client.post(f"{base}/webhook", json=asked) as answer:
                    found.append(answer.status)
        server.close()
        await server.wait_closed()
        return found

    assert asyncio.run(talk()) == ["ok", 200, "no_actions", 503]
    assert heard == ["with"]
