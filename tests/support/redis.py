"""A real Redis server for tests: one of this machine, else Debian's, which is only unpacked."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from bot.operations.settings import ROOT
from tests.support.assistant import free_port

UNPACKED = ROOT / "var" / "redis"
REMEDY = (
    "no Redis for the tests: install it so that redis-server is on PATH "
    "(Debian: apt-get install redis-server)"
)
START_TIMEOUT_S = 10
TIMEOUT_S = 180


@dataclass
class RedisServer:
    """A server on a free port that keeps nothing; it can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as LIMITS_STORAGE has it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and wait until it answers."""
        program, libraries = _program()
        words = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*words, "--appendonly", "no", "--dir", str(self.folder)],
            env={**os.environ, "LD_LIBRARY_PATH": libraries},
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                with redis.Redis(port=self.port) as client:
                    client.ping()
                return
            except redis.ConnectionError:
                assert self.process.poll() is None, f"{program} ended at once"
                assert time.monotonic() < deadline, f"{program} does not answer"
                time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait()


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """Start it; end it afterwards. AssertionError with the remedy where none can be had."""
    server = RedisServer(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _program() -> tuple[str, str]:
    """The program, and where its libraries are beside the machine's own."""
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return found, os.environ.get("LD_LIBRARY_PATH", "")
    program = UNPACKED / "usr" / "bin" / "redis-server"
    if not program.exists():
        _unpack()
    libraries = {str(file.parent) for file in (UNPACKED / "usr" / "lib").rglob("*.so*")}
    return str(program), ":".join(sorted(libraries))


def _unpack() -> None:
    """Debian's package and what it needs beside what is installed, in a folder of the project."""
    assert shutil.which("apt-get"), REMEDY
    if os.geteuid() == 0:
        _run("apt-get", "update", "-q")
    plan = _run("apt-get", "install", "-sq", "--no-install-recommends", "redis-server")
    names = re.findall(r"^Inst (\S+)", plan, re.MULTILINE)
    packages = UNPACKED.with_name("redis.packages")
    packages.mkdir(parents=True, exist_ok=True)
    _run("apt-get", "download", "-q", *names, folder=packages)
    for package in sorted(packages.glob("*.deb")):
        _run("dpkg-deb", "-x", str(package), str(UNPACKED))
    shutil.rmtree(packages)


def _run(*command: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, f"{REMEDY}: {' '.join(command)}: {done.stderr.strip()[-300:]}"
    return done.stdout
