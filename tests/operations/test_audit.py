"""`make audit`: what is known, what is not, and that the two are never mistaken."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from bot.operations import audit

CLEAN = {"dependencies": [{"name": "sample", "version": "1.0", "vulns": []}]}
FAULT = {"id": "PYSEC-0000-1", "fix_versions": ["1.1"]}
FAULTY = {"dependencies": [{"name": "sample", "version": "1.0", "vulns": [FAULT]}]}
UNREACHED = "could not connect"


def answer(monkeypatch: pytest.MonkeyPatch, stdout: Any, stderr: str = "") -> None:
    """Every program that is started answers this."""
    text = stdout if isinstance(stdout, str) else json.dumps(stdout)

    def run(command: list[str], **_: Any) -> CompletedProcess[str]:
        return CompletedProcess(command, 0 if command[0].endswith("uv") else 1, text, stderr)

    monkeypatch.setattr(audit, "_run", run)


def test_a_list_that_names_nothing_is_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, CLEAN)
    assert audit.python_packages("locks/app.lock", Path("pip-audit")) == audit.CLEAN
    assert capsys.readouterr().out == "locks/app.lock: no known advisory\n"


def test_an_advisory_is_named_with_what_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, FAULTY)
    assert audit.python_packages("locks/app.lock", Path("pip-audit")) == audit.FOUND
    assert capsys.readouterr().out == "locks/app.lock: sample 1.0: PYSEC-0000-1, fixed in 1.1\n"


@pytest.mark.parametrize("output", ["", "no JSON", {"error": "no route"}, []])
def test_a_list_out_of_reach_is_not_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], output: Any
) -> None:
    answer(monkeypatch, output, UNREACHED)
    monkeypatch.setattr(audit, "npm_packages", lambda: audit.CLEAN)
    assert audit.main() == audit.UNKNOWN
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(audit.LOCKS)
    assert all(
        f"NOT CHECKED, the list of advisories cannot be reached: {UNREACHED}" in line
        for line in lines
    )


def test_a_package_that_the_list_does_not_know_is_not_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As from a mirror of PyPI that has packages and no advisories."""
    unknown = {"name": "odd", "skip_reason": "not found"}
    answer(monkeypatch, {"dependencies": [*CLEAN["dependencies"], unknown]})
    assert audit.python_packages("locks/app.lock", Path("pip-audit")) == audit.UNKNOWN
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("locks/app.lock: NOT CHECKED, 1 of 2 packages")
    assert line.endswith(": odd")
    answer(monkeypatch, {"dependencies": [*FAULTY["dependencies"], unknown]})
    assert audit.python_packages("locks/app.lock", Path("pip-audit")) == audit.FOUND


@pytest.mark.parametrize("others", [audit.CLEAN, audit.UNKNOWN])
def test_what_is_found_counts_more_than_what_is_unknown(
    monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    answer(monkeypatch, FAULTY)
    monkeypatch.setattr(audit, "npm_packages", lambda: others)
    assert audit.main() == audit.FOUND


def test_what_is_unknown_counts_more_than_what_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, CLEAN)
    monkeypatch.setattr(audit, "npm_packages", lambda: audit.CLEAN)
    assert audit.main() == audit.CLEAN
    monkeypatch.setattr(audit, "npm_packages", lambda: audit.UNKNOWN)
    assert audit.main() == audit.UNKNOWN
