"""A process of the assistant that is started again whenever it ends, as systemd does it."""

import configparser
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import psutil

from common.readiness import NOTIFY_SOCKET, READY
from common.settings import ROOT
from tests.support.assistant import HELPDESK

UNITS = {
    "web": "helpdesk-web.service",
    "engine": "helpdesk-engine@.service",
    "actions": "helpdesk-actions.service",
    "delivery": "helpdesk-delivery.service",
}
STOP_S = 30.0  # of the units: TimeoutStopSec
SHOWN_LINES = 20
MOST_STARTS = 5  # of one that was never ready
# The hosts file of the deployment in place of the machine's, for this process alone.
WITH_HOSTS = 'mount --bind "$0" /etc/hosts && exec "$@"'


class UnitError(Exception):
    """A process does not start or does not end; the message has the last lines of its log."""


class Unit:
    """One `helpdesk serve KIND`, watched by a thread; `pause_s`: until it is started again."""

    def __init__(
        self, name: str, kind: str, environment: dict[str, str], log: Path, hosts: Path | None
    ) -> None:
        """`hosts`: a file of names that stands for /etc/hosts."""
        self.name, self.kind, self.log = name, kind, log
        self.pause_s = restart_pause(kind)
        self.starts = 0
        self._command = _command(kind, hosts)
        # Without a file, so that nothing is left behind.
        address = f"helpdesk-bench-{os.getpid()}-{name}"
        self._environment = {**environment, NOTIFY_SOCKET: f"@{address}"}
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notices.bind(f"\0{address}")
        self._ready, self._ended = threading.Event(), threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._threads = [
            threading.Thread(target=work, name=f"{work.__name__} {name}", daemon=True)
            for work in (self._hear, self._keep_running)
        ]

    @property
    def is_ready(self) -> bool:
        """Whether it can be used now."""
        return self._ready.is_set()

    @property
    def process(self) -> psutil.Process:
        """The process as it is now. Raises psutil.NoSuchProcess."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def start(self) -> None:
        """Start it, and go on starting it."""
        for thread in self._threads:
            thread.start()

    def wait_until_ready(self, seconds: float) -> None:
        """Raises UnitError when it is not ready in time."""
        until, before = time.monotonic() + seconds, self.starts
        while not self._ready.wait(0.2):
            if time.monotonic() > until or self.starts - before > MOST_STARTS:
                raise UnitError(f"{self.name} is not ready after {self.starts} starts:\n{self.end}")

    @property
    def end(self) -> str:
        """The last lines of its log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-SHOWN_LINES:])

    def kill(self) -> bool:
        """`kill -9`; False where there is nothing to kill."""
        with self._starting:
            process = self._process
            if process is None or process.poll() is not None:
                return False
            self._ready.clear()
            process.kill()
            return True

    def ask_to_stop(self) -> None:
        """SIGTERM, and no start any more."""
        with self._starting:
            self._ended.set()
            if self._process is not None:
                self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for the end; what does not end in time is killed."""
        self.ask_to_stop()
        if self._process is not None:
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_S)
        self._notices.close()

    def _keep_running(self) -> None:
        # The kernel ends the process when this thread does, so that none outlives the bench.
        while True:
            with self._starting:
                if self._ended.is_set():
                    return
                with self.log.open("ab") as log:
                    self._process = subprocess.Popen(
                        self._command,
                        cwd=ROOT,
                        env=self._environment,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,  # Ctrl-C is for the bench, which stops the rest
                    )
                self.starts += 1
            self._process.wait()
            self._ready.clear()
            self._ended.wait(self.pause_s)

    def _hear(self) -> None:
        self._notices.settimeout(0.5)
        while not self._ended.is_set():
            try:
                if self._notices.recv(64) == READY:
                    self._ready.set()
            except TimeoutError:
                continue


def restart_pause(kind: str) -> float:
    """Seconds after which systemd starts a process again (RestartSec of its unit)."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(ROOT / "deploy" / "systemd" / UNITS[kind])
    return float(unit["Service"]["RestartSec"].removesuffix("s"))


def _command(kind: str, hosts: Path | None) -> list[str]:
    command = ["setpriv", "--pdeathsig", "KILL", str(HELPDESK), "serve", kind]
    if hosts is None:
        return command
    # Who is not root becomes so in a namespace, where nothing but the mount comes of it.
    mapped = [] if os.geteuid() == 0 else shlex.split("--user --map-root-user")
    return ["unshare", *mapped, "--mount", "sh", "-c", WITH_HOSTS, str(hosts), *command]
