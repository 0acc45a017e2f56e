"""Prometheus' `promtool`: the machine's own, or the one in Debian's package."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.operations.settings import ROOT

HOME = ROOT / ".venv" / "promtool"
PACKAGE = "prometheus"
TIMEOUT_S = 240
REMEDY = "install Debian's package prometheus, which has promtool, or let this machine reach Debian"


def promtool() -> Path:
    """The program. Skips the test where there is neither it nor Debian's packages."""
    if found := shutil.which("promtool"):
        return Path(found)
    program = HOME / "usr" / "bin" / "promtool"
    if not program.is_file():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            pytest.skip(f"no promtool: {REMEDY}")
        _unpack()
    return program


def check(*words: str, text: str | None = None, folder: Path = ROOT) -> str:
    """What promtool says; AssertionError when it finds a fault."""
    done = subprocess.run(
        [promtool(), *words],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _unpack() -> None:
    """Download and unpack the package beside the environments, without root and without installing.

    Another test process may do the same: each has a folder of its own until it is done.
    """
    scratch = HOME.with_name(f"{HOME.name}.{os.getpid()}")
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        if not _run(scratch, "apt-get", "download", PACKAGE):
            _run(scratch, "apt-get", "update", "-q")  # a new machine knows no packages yet
            assert _run(scratch, "apt-get", "download", PACKAGE), REMEDY
        (archive,) = scratch.glob("*.deb")
        assert _run(scratch, "dpkg-deb", "-x", archive.name, "."), REMEDY
        archive.unlink()
        if not HOME.exists():
            scratch.rename(HOME)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(folder: Path, *command: str) -> bool:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode:
        print(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
    return done.returncode == 0
