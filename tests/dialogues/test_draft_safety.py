"""Drafts under load, after a crash, and with secrets: nothing lost, mixed up or kept."""

import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.support.assistant import RunningAssistant

BILLING = 40_000  # the first of their numbers
CONVERSATIONS = 200
AT_ONCE = 40
TRIES = 3
SECRETS = {
    "ssn": "219-09-9993",
    "card": "4111 1111 1111 1111",
    "password": "Kw7!horse-Fence",
    "key": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCplanted",
}


def test_200_conversations_at_once_keep_their_fields_apart(assistant: RunningAssistant) -> None:
    def converse(number: int) -> dict[str, str]:
        sender = f"load-{number}-{uuid.uuid4()}"
        url = f"https://site-{number}.example.com/page"

        def say(text: str) -> dict[str, Any]:
            """What comes back; a message that gets the apology is said again, as people do."""
            for _ in range(TRIES):
                reply: dict[str, Any] = assistant.ask(text, sender)["custom"]
                if reply.get("reason") != "unavailable":
                    break
            return reply

        say(f"open a ticket to unblock {url}")
        say(f"we need it for case {number}")
        say(f"{BILLING + number}")
        say("yes")
        say(f"Person Number{'x' * (number % 7)}")
        say("KYTC")
        say(f"502-555-{100 + number % 100:04}")
        draft = say("save")["draft"]
        assert draft["status"] == "handed_over", draft
        fields: dict[str, str] = draft["fields"]
        return fields

    with ThreadPoolExecutor(AT_ONCE) as pool:
        drafts = list(pool.map(converse, range(CONVERSATIONS)))
    for number, fields in enumerate(drafts):
        assert fields == {
            "url": f"https://site-{number}.example.com/page",
            "justification": f"we need it for case {number}",
            "billing_number": f"{BILLING + number}",
            "requester_name": f"Person Number{'x' * (number % 7)}",
            "agency": "Transportation Cabinet",
            "phone": f"502-555-{100 + number % 100:04}",
            "approval_letter": "have it",
        }


def test_a_killed_assistant_goes_on_where_it_was(tmp_path: Path) -> None:
    running = RunningAssistant(tmp_path)
    running.start()
    sender = f"kill-{uuid.uuid4()}"
    try:
        running.ask("file a ticket to unblock https://kill.example.com", sender)
        running.ask("needed for the audit", sender)
        running.stop(signal.SIGKILL)
        running.start()
        draft = running.ask("show my draft", sender)["custom"]
        assert draft["asked"] == "billing_number"
        assert draft["draft"]["fields"]["justification"] == "needed for the audit"
        assert running.ask("4711", sender)["custom"]["asked"] == "approval_letter"
    finally:
        running.stop()


def test_secrets_are_not_kept_anywhere(tmp_path: Path) -> None:
    running = RunningAssistant(tmp_path, {"LOG_LEVEL": "DEBUG"})
    running.start()
    sender = f"secret-{uuid.uuid4()}"
    key = f"-----BEGIN PRIVATE KEY-----\n{SECRETS['key']}\n-----END PRIVATE KEY-----"
    try:
        for text in (
            f"I cannot sign in, my password is {SECRETS['password']}",
            "open a ticket to unblock https://secret.example.com",
            f"the site asks for my SSN {SECRETS['ssn']} and card {SECRETS['card']}",
            f"billing 4711, and this is our key {key}",
            f"password: {SECRETS['password']}",
        ):
            answers = running.send(text, sender)
            told = [answer for answer in answers if answer["custom"].get("intent") == "masked"]
            assert len(told) == (text != "open a ticket to unblock https://secret.example.com")
            for secret in SECRETS.values():
                assert secret not in str(answers)
    finally:
        running.stop()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"secret.example.com" in file.read_bytes() for file in files)
    kept = b"".join(file.read_bytes() for file in files) + running.log.encode()
    for secret in SECRETS.values():
        assert secret.encode() not in kept
        assert secret.replace(" ", "").encode() not in kept
