"""Engine and action server answer the assistant's own processes and nobody else on the machine."""

import json
import os
import stat
import zlib
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.assistant import RunningAssistant

TRACKER = {"sender_id": "loopback", "slots": {}, "latest_message": {}, "events": []}
CALLS = {
    "engine": (
        "/webhooks/rest/webhook",
        {"sender": "loopback", "message": "webmail", "metadata": {"audience": "agent"}},
    ),
    "action server": (
        "/webhook",
        {"next_action": "action_fallback", "tracker": TRACKER, "domain": {}},
    ),
}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(params=CALLS)
def server(request: pytest.FixtureRequest) -> str:
    """Each of the two servers on loopback."""
    name: str = request.param
    return name


def body_for(server: str) -> bytes:
    return json.dumps(CALLS[server][1]).encode()


def post(assistant: RunningAssistant, server: str, headers: dict[str, str], body: bytes) -> int:
    port = assistant.engine_port if server == "engine" else assistant.actions_port
    url = f"http://127.0.0.1:{port}{CALLS[server][0]}"
    sent = httpx.post(url, content=body, headers=headers, timeout=30, trust_env=False)
    return sent.status_code


def test_the_secret_opens_the_door(assistant: RunningAssistant, server: str) -> None:
    headers = {**assistant.headers, "Content-Type": "application/json; charset=utf-8"}
    assert post(assistant, server, headers, body_for(server)) == httpx.codes.OK


@pytest.mark.parametrize(
    "wrong", ["", "Bearer", "Bearer wrong", "Basic {secret}", "{secret}", "Bearer {secret}x"]
)
def test_without_the_secret_nobody_is_heard(
    assistant: RunningAssistant, server: str, wrong: str
) -> None:
    secret = assistant.headers["Authorization"].split()[1]
    headers = {**JSON, "Authorization": wrong.format(secret=secret)}
    if not wrong:
        del headers["Authorization"]
    assert post(assistant, server, headers, body_for(server)) == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Host": "evil.example"}, httpx.codes.MISDIRECTED_REQUEST),
        ({"Host": "127.0.0.1.evil.example:5005"}, httpx.codes.MISDIRECTED_REQUEST),
        ({"Content-Type": "text/plain"}, httpx.codes.UNSUPPORTED_MEDIA_TYPE),
        ({"Content-Type": ""}, httpx.codes.UNSUPPORTED_MEDIA_TYPE),
        ({"Content-Encoding": "deflate"}, httpx.codes.UNSUPPORTED_MEDIA_TYPE),
        ({"Content-Encoding": "gzip"}, httpx.codes.UNSUPPORTED_MEDIA_TYPE),
    ],
)
def test_what_a_web_page_or_a_bomb_would_send_is_refused(
    assistant: RunningAssistant, server: str, header: dict[str, str], status: int
) -> None:
    headers = {**JSON, **assistant.headers, **header}
    body = zlib.compress(body_for(server)) if "Content-Encoding" in header else body_for(server)
    assert post(assistant, server, headers, body) == status


def test_a_body_of_megabytes_is_refused(assistant: RunningAssistant) -> None:
    body = b'{"sender": "a", "message": "' + b"a" * 2_000_000 + b'"}'
    status = post(assistant, "engine", {**JSON, **assistant.headers}, body)
    assert status == httpx.codes.REQUEST_ENTITY_TOO_LARGE


def test_anybody_on_the_machine_may_read_the_health_by_its_right_name(
    assistant: RunningAssistant,
) -> None:
    for url in (
        f"http://127.0.0.1:{assistant.engine_port}/webhooks/rest/",
        f"http://127.0.0.1:{assistant.actions_port}/health",
    ):
        assert httpx.get(url, trust_env=False).status_code == httpx.codes.OK
        foreign = httpx.get(url, headers={"Host": "evil.example"}, trust_env=False)
        assert foreign.status_code == httpx.codes.MISDIRECTED_REQUEST


def test_the_secret_is_the_owners_alone(assistant: RunningAssistant) -> None:
    key = Path(assistant.environment["DATA_DIR"]) / "engine.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.stat().st_uid == os.getuid()
    secret = assistant.headers["Authorization"].split()[1]
    assert assistant.process is not None
    parent = psutil.Process(assistant.process.pid)
    for process in (parent, *parent.children(recursive=True)):
        assert secret not in " ".join(process.cmdline())
    assert secret not in assistant.log
