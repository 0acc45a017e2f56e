"""What is signed: nobody else can make it, and it is of no use elsewhere."""

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.front.tokens import ForgedError, Tokens, secret_of

TOKENS = Tokens("one secret")
OTHERS = Tokens("another secret")


@given(st.text(), st.text())
def test_a_payload_comes_back_for_its_sender_only(sender: str, payload: str) -> None:
    token = TOKENS.sign_payload(sender, payload)
    assert TOKENS.read_payload(sender, token) == payload
    with pytest.raises(ForgedError):
        TOKENS.read_payload(sender + "x", token)
    with pytest.raises(ForgedError):
        OTHERS.read_payload(sender, token)


@given(st.text())
def test_any_other_text_is_forged(text: str) -> None:
    with pytest.raises(ForgedError):
        TOKENS.read_payload("web-1", text)
    with pytest.raises(ForgedError):
        TOKENS.conversation_of(text, 60)


def test_a_bearer_token_is_no_payload_and_ends() -> None:
    bearer = TOKENS.bearer("c1")
    assert TOKENS.conversation_of(bearer, 60) == "c1"
    with pytest.raises(ForgedError):
        TOKENS.read_payload("c1", bearer)
    with pytest.raises(ForgedError):
        TOKENS.conversation_of(bearer, -1)


@given(st.lists(st.text(alphabet="ab\0", max_size=3), min_size=1, max_size=3))
def test_a_sender_says_nothing_of_its_names(names: list[str]) -> None:
    sender = TOKENS.sender("web", *names)
    assert sender == TOKENS.sender("web", *names)
    assert sender != TOKENS.sender("teams", *names)
    assert sender != OTHERS.sender("web", *names)
    assert len(sender) == len("web-") + 40


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(secret_of(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 43
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_of(folder) == found[0]
