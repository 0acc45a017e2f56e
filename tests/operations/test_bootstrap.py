"""The bootstrap: finds an interpreter that works, or says what to install."""

import re
import tomllib
from pathlib import Path

import pytest

from bot import bootstrap


def fake_python(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any interpreter but this one."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_a_shim_that_refuses_is_passed_over(machine: Path) -> None:
    fake_python(machine / "bin", "python3.10", "exit 127")
    real = fake_python(machine / "pyenv/versions/3.10.18/bin", "python3.10", "echo 3 10 18")
    assert bootstrap.interpreter(bootstrap.ENGINE, Path("/nowhere/uv")) == real


def test_the_path_comes_before_pyenv(machine: Path) -> None:
    first = fake_python(machine / "bin", "python3.10", "echo 3 10 18")
    fake_python(machine / "pyenv/versions/3.10.19/bin", "python3.10", "echo 3 10 19")
    assert bootstrap.interpreter(bootstrap.ENGINE, Path("/nowhere/uv")) == first


def test_one_with_the_security_fixes_comes_before_one_without(machine: Path) -> None:
    fake_python(machine / "bin", "python3.10", "echo 3 10 13")
    fixed = fake_python(machine / "pyenv/versions/3.10.18/bin", "python3.10", "echo 3 10 18")
    fake_python(machine / "pyenv/versions/3.10.9/bin", "python3.10", "echo 3 10 9")
    assert bootstrap.interpreter(bootstrap.ENGINE, Path("/nowhere/uv")) == fixed


def test_one_without_the_fixes_is_taken_with_a_warning_where_uv_cannot_help(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = fake_python(machine / "bin", "python3.10", "echo 3 10 13")
    uv = fake_python(machine / "tools", "uv", "exit 2")
    assert bootstrap.interpreter(bootstrap.ENGINE, uv) == old
    (line,) = capsys.readouterr().err.splitlines()
    assert "Python 3.10.13" in line
    assert "install 3.10.18 or later" in line


def test_uv_brings_one_with_the_fixes_where_it_can(machine: Path) -> None:
    fake_python(machine / "bin", "python3.10", "echo 3 10 13")
    # Called with `install WANTED`, then with `find --managed-python WANTED`.
    script = """for wanted; do :; done
test "$wanted" = ">=3.10.18,<3.11" || exit 2
test "$2" = find && echo /found/python; exit 0"""
    uv = fake_python(machine / "tools", "uv", script)
    assert bootstrap.interpreter(bootstrap.ENGINE, uv) == Path("/found/python")


def test_without_one_uv_installs_it(machine: Path) -> None:
    uv = fake_python(machine / "tools", "uv", 'test "$2" = find && echo /found/python; exit 0')
    assert bootstrap.interpreter(bootstrap.ENGINE, uv) == Path("/found/python")


def test_without_any_way_it_says_what_to_install(machine: Path) -> None:
    uv = fake_python(machine / "tools", "uv", "exit 2")
    with pytest.raises(bootstrap.SetUpError, match=r"no Python 3\.10.*pyenv install 3\.10"):
        bootstrap.interpreter(bootstrap.ENGINE, uv)


LOCKS = [
    *("engine.lock", "app.lock", "engine-test.lock", "app-test.lock"),
    *("uv.lock", "audit.lock", "node.lock", "stock.lock"),
]


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (bootstrap.LOCKS / name).read_text()
    assert "://" not in text
    names = pinned(text)
    assert names
    assert text.count("--hash=sha256:") >= len(names)


def pinned(lock: str) -> set[str]:
    return {line.partition("==")[0] for line in lock.splitlines() if re.match(r"[\w.-]+==", line)}


@pytest.mark.parametrize("environment", [bootstrap.ENGINE, bootstrap.APP])
def test_what_serves_users_holds_nothing_of_the_tests(environment: bootstrap.Environment) -> None:
    base, tests = pinned(environment.lock.read_text()), pinned(environment.tests_lock.read_text())
    assert not base & {"pytest", "hypothesis", "playwright", "flask", "mypy", "ruff"}
    assert {"pytest", "hypothesis"} <= tests
    assert not base & tests


def test_what_nothing_imports_is_not_in_the_engine() -> None:
    overrides = (bootstrap.LOCKS / "engine-overrides.txt").read_text()
    left_out = set(re.findall(r"^([\w.-]+) ; sys_platform == 'never'", overrides, re.MULTILINE))
    assert len(left_out) >= 40
    assert not left_out & pinned(bootstrap.ENGINE.lock.read_text())


@pytest.mark.parametrize("environment", [bootstrap.ENGINE, bootstrap.APP])
def test_what_we_ask_for_is_locked(environment: bootstrap.Environment) -> None:
    """An environment that somebody added a package to by hand would hide that it is not."""
    groups = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text())["dependency-groups"]
    base = pinned(environment.lock.read_text())
    assert asked_for(groups[environment.name]) <= base
    tests = asked_for(groups[f"{environment.name}-test"])
    assert tests <= base | pinned(environment.tests_lock.read_text())


def asked_for(requirements: list[str]) -> set[str]:
    """Names of the requirements, as a lock file spells them."""
    names = (re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0] for line in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}
