"""Programs for tests that come from Debian's packages: the machine's own, else unpacked here."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot.operations.settings import ROOT

HOME = ROOT / ".venv" / "debian"
TIMEOUT_S = 240
SYSTEM = ("/usr/sbin", "/sbin")


def program(name: str, package: str) -> Path:
    """The program by its name; else the one in the unpacked package.

    AssertionError with the remedy where neither can be had.
    """
    path = os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM])
    if found := shutil.which(name, path=path):
        return Path(found)
    home = HOME / package
    if not home.is_dir():
        _unpack(package, home)
    places = [home / folder / name for folder in ("usr/bin", "usr/sbin", "bin", "sbin")]
    return next(place for place in places if place.is_file())


def _unpack(package: str, home: Path) -> None:
    """Download and unpack, without root and without installing.

    Another test process may do the same: each has a folder of its own until it is done.
    """
    remedy = f"install Debian's package {package}, or let this machine reach Debian's packages"
    scratch = home.with_name(f".{home.name}.{os.getpid()}")
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        if not _run(scratch, ("apt-get", "download", package)):
            _run(scratch, ("apt-get", "update", "-q"))  # a new machine knows no packages yet
            assert _run(scratch, ("apt-get", "download", package)), remedy
        (archive,) = scratch.glob("*.deb")
        assert _run(scratch, ("dpkg-deb", "-x", archive.name, ".")), remedy
        archive.unlink()
        if not home.exists():
            scratch.rename(home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(folder: Path, command: Sequence[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode:
        print(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
    return done.returncode == 0
