"""The bootstrap: finds an interpreter that works, or says what to install."""

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
    real = fake_python(machine / "pyenv/versions/3.10.13/bin", "python3.10", "echo 3 10")
    assert bootstrap.interpreter(bootstrap.ENGINE, Path("/nowhere/uv")) == real


def test_the_path_comes_before_pyenv(machine: Path) -> None:
    first = fake_python(machine / "bin", "python3.10", "echo 3 10")
    fake_python(machine / "pyenv/versions/3.10.13/bin", "python3.10", "echo 3 10")
    assert bootstrap.interpreter(bootstrap.ENGINE, Path("/nowhere/uv")) == first


def test_without_one_uv_installs_it(machine: Path) -> None:
    uv = fake_python(machine / "tools", "uv", 'test "$2" = find && echo /found/python; exit 0')
    assert bootstrap.interpreter(bootstrap.ENGINE, uv) == Path("/found/python")


def test_without_any_way_it_says_what_to_install(machine: Path) -> None:
    uv = fake_python(machine / "tools", "uv", "exit 2")
    with pytest.raises(bootstrap.SetUpError, match=r"no Python 3\.10.*pyenv install 3\.10"):
        bootstrap.interpreter(bootstrap.ENGINE, uv)


def test_locks_hold_hashes_and_no_address() -> None:
    for environment in (bootstrap.ENGINE, bootstrap.DESK):
        text = environment.lock.read_text()
        assert "://" not in text
        names = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert names
        assert text.count("--hash=sha256:") >= len(names)
