"""What is signed: nobody else can make it, and it is of no use elsewhere."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.security.key_file import key_of
from bot.channels.web.security.tokens import ForgedError, Tokens
from bot.channels.web.settings import WebSettings
from common.settings import SettingsError, load_settings

OLD, NEW = "the-old-secret-of-the-tests-is-long", "the-new-secret-of-the-tests-is-long"
TOKENS, OTHERS = Tokens([OLD]), Tokens([NEW])


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


def test_a_new_secret_takes_the_place_of_an_old_one_step_by_step() -> None:
    both = Tokens([NEW, OLD])
    assert both.read_payload("web-1", TOKENS.sign_payload("web-1", "/a")) == "/a"
    fresh = both.sign_payload("web-1", "/a")
    assert OTHERS.read_payload("web-1", fresh) == "/a"
    with pytest.raises(ForgedError):
        TOKENS.read_payload("web-1", fresh)
    # Conversations go on until the old one is gone.
    assert both.sender("teams", "t", "c") == TOKENS.sender("teams", "t", "c")


@given(st.lists(st.text(alphabet="ab\0", max_size=3), min_size=1, max_size=3))
def test_a_sender_says_nothing_of_its_names(names: list[str]) -> None:
    sender = TOKENS.sender("web", *names)
    assert sender == TOKENS.sender("web", *names)
    assert sender != TOKENS.sender("teams", *names)
    assert sender != OTHERS.sender("web", *names)
    assert len(sender) == len("web-") + 40


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(key_of(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 43
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_of(folder) == found[0]


def test_the_key_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bool, bool]] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append((is_folder, (tmp_path / "web.key").exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    key_of(tmp_path)
    assert synced == [(False, False), (True, True)]


@pytest.mark.parametrize("content", ["", "\n", "a", " " * 40, "x" * 31 + "\n"])
def test_a_key_that_can_be_guessed_starts_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "web.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SettingsError, match=r"web\.key: holds no key of 32 bytes.*delete it"):
        key_of(tmp_path)


def test_a_key_of_an_earlier_version_stays_in_force(tmp_path: Path) -> None:
    key = key_of(tmp_path)
    (tmp_path / "web.key").rename(tmp_path / "front.key")
    assert key_of(tmp_path) == key
    assert (tmp_path / "web.key").read_text() == key


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_key_that_others_may_use_starts_nothing(tmp_path: Path, mode: int) -> None:
    key_of(tmp_path)
    (tmp_path / "web.key").chmod(mode)
    with pytest.raises(SettingsError, match=r"web\.key: other accounts.*chmod 600") as caught:
        key_of(tmp_path)
    assert (tmp_path / "web.key").read_text() not in str(caught.value)


@pytest.mark.parametrize("value", ["a", f"{NEW},short", "x" * 31, "\u00e9" * 15])
def test_a_short_secret_is_refused_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("WEB_SECRET", value)
    with pytest.raises(SettingsError, match="WEB_SECRET: a secret needs 32 bytes") as caught:
        load_settings(WebSettings)
    assert "\n" not in str(caught.value)
    assert NEW not in str(caught.value)


def test_secrets_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_SECRET", f"{NEW} ,{OLD}")
    secrets = load_settings(WebSettings).secret
    assert [secret.get_secret_value() for secret in secrets] == [NEW, OLD]
    assert NEW not in repr(secrets)
