"""A file that operators edit is read again when it changes; a fault never replaces what worked."""

import os
from pathlib import Path

import pytest

from common.live_file import LiveFile
from common.settings import SettingsError


def parse(text: str) -> list[str]:
    if "bad" in text:
        raise ValueError("line 1: bad: write good\nline 2: bad: write good")
    return text.split()


def test_a_changed_file_is_read_again_a_faulty_one_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "agents.txt"

    def write(text: str, at: int) -> None:
        path.write_text(text, encoding="utf-8-sig")
        os.utime(path, (at, at))

    write("ana", 1)
    file = LiveFile("TEAMS_AGENTS_FILE", path, parse)
    assert file.content == ["ana"]
    write("ana ben", 2)
    assert file.content == ["ana", "ben"]
    write("bad", 3)
    assert file.content == ["ana", "ben"]
    assert file.content == ["ana", "ben"]
    assert len(caplog.records) == 1
    assert f"TEAMS_AGENTS_FILE={path}: line 1: bad: write good\n" in caplog.text
    path.unlink()
    assert file.content == ["ana", "ben"]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"bad", ["line 1: bad: write good", "line 2: bad: write good"]),
        (b"\xff\xfe\x00", ["is not UTF-8 text: save it as UTF-8"]),
        (None, ["does not exist: correct the path"]),
    ],
)
def test_a_file_that_cannot_be_used_at_the_start_is_an_error(
    content: bytes | None, faults: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "agents.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as error:
        LiveFile("TEAMS_AGENTS_FILE", path, parse)
    assert str(error.value).splitlines() == [f"TEAMS_AGENTS_FILE={path}: {one}" for one in faults]
