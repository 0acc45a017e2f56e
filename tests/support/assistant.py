"""The real assistant as a child process, as `make run` starts it, on free ports and fresh data."""

import os
import signal
import socket
import subprocess
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.operations.settings import ROOT

HELPDESK = ROOT / ".venv" / "app" / "bin" / "helpdesk"
READY = "The assistant is ready"
START_TIMEOUT_S = 240.0
Message = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class RunningAssistant:
    """`helpdesk run` with its data in `folder`; encoder, model and pages are the project's own.

    `root` is the project, or a checkout of another commit of it.
    """

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT
    process: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = threading.Thread()
        self.engine_port, self.actions_port = free_port(), free_port()
        self.web_port = free_port()
        for name in ("encoder", "models", "web"):
            (self.root / "var" / name).mkdir(parents=True, exist_ok=True)
            if not (self.folder / name).exists():
                (self.folder / name).symlink_to(self.root / "var" / name)
        self.environment = {
            **os.environ,
            "DATA_DIR": str(self.folder),
            # In a copied checkout the installed command would run the original's code.
            "PYTHONPATH": str(self.root),
            "ENGINE_PORT": str(self.engine_port),
            "ACTIONS_PORT": str(self.actions_port),
            "WEB_PORT": str(self.web_port),
            # However many cores the machine has.
            "ENGINES": "1",
            **self.extra,
        }

    @property
    def database_url(self) -> str:
        """Where contacts, drafts and chats are."""
        return self.extra.get("DATABASE_URL", f"sqlite:///{self.folder / 'helpdesk.db'}")

    @property
    def webhook(self) -> str:
        """Address of the engine's REST channel."""
        return f"http://127.0.0.1:{self.engine_port}/webhooks/rest/webhook"

    @property
    def headers(self) -> dict[str, str]:
        """What the engine demands of its callers (docs/contract.md)."""
        key = Path(self.environment["DATA_DIR"]) / "engine.key"
        return {"Authorization": f"Bearer {key.read_text().strip()}"}

    @property
    def web_url(self) -> str:
        """Address of the web app."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def log(self) -> str:
        """Everything that the processes have printed."""
        return "".join(self.lines)

    def start(self) -> None:
        """Start and wait until it says that it is ready; AssertionError with its log otherwise."""
        self.process = subprocess.Popen(
            [HELPDESK, "run"],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        ready = threading.Event()

        def read(process: subprocess.Popen[str]) -> None:
            assert process.stdout is not None
            with process.stdout:
                for line in process.stdout:
                    self.lines.append(line)
                    if READY in line:
                        ready.set()
            ready.set()

        self.reader = threading.Thread(target=read, args=(self.process,), daemon=True)
        self.reader.start()
        assert ready.wait(START_TIMEOUT_S), self.log
        assert self.process.poll() is None, self.log

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal, wait for the end; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        status = self.process.wait(timeout=60)
        self.reader.join(timeout=10)
        return status

    def post(self, body: object) -> httpx.Response:
        """One raw request to the REST channel."""
        return httpx.post(
            self.webhook, json=body, headers=self.headers, timeout=30, trust_env=False
        )

    def send(self, text: str, sender: str, **metadata: object) -> list[Message]:
        """What the assistant answers to one message."""
        answer = self.post({"sender": sender, "message": text, "metadata": metadata})
        assert answer.status_code == httpx.codes.OK, answer.text
        messages: list[Message] = answer.json()
        return messages

    def ask(self, text: str, sender: str = "", **metadata: object) -> Message:
        """The one message that answers; a new conversation unless a sender is named."""
        messages = self.send(text, sender or f"test-{uuid.uuid4()}", **metadata)
        assert len(messages) == 1, messages
        return messages[0]


def listening(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
