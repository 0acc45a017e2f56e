"""The processes of the assistant: what each is started with and how it shows that it is healthy."""

import os
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.operations.settings import LOOPBACK, ROOT, Settings
from bot.operations.supervisor import engine_jobs


class StartError(Exception):
    """The assistant cannot start or go on; the message is the one line to show."""


@dataclass(frozen=True)
class Process:
    """One supervised process."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    port: int | None = None
    port_setting: str = ""
    health: str = ""
    host: str = LOOPBACK
    base: str = ""

    @property
    def url(self) -> str:
        """Address whose answer 200 means healthy; empty: healthy while it runs."""
        base = self.base or f"http://{LOOPBACK}:{self.port}"
        return f"{base}{self.health}" if self.port else ""


def processes(settings: Settings, model: Path) -> list[Process]:
    """All processes, in the order in which they start."""
    return [
        Process(
            name="action server",
            command=[sys.executable, "-m", "bot.operations.supervisor.action_server"],
            environment={
                **os.environ,
                **settings.actions_environment(),
                "PYTHONPATH": str(ROOT),
            },
            port=settings.actions_port,
            port_setting="ACTIONS_PORT",
            health="/health",
        ),
        Process(
            name="engine",
            command=engine_jobs.command("serve", model),
            environment=engine_jobs.environment(settings),
            port=settings.engine_port,
            port_setting="ENGINE_PORT",
            health="/webhooks/rest/",
        ),
        Process(
            name="delivery",
            command=[sys.executable, "-m", "bot.operations.supervisor.delivery"],
            environment={**os.environ, "PYTHONPATH": str(ROOT)},
        ),
        Process(
            name="front door",
            command=[sys.executable, "-m", "bot.channels.web"],
            environment={
                **os.environ,
                "ENGINE_SECRET": settings.engine_secret.get_secret_value(),
                "PYTHONPATH": str(ROOT),
            },
            port=settings.front_port,
            port_setting="FRONT_PORT",
            health="/api/health",
            host=settings.front_host,
            base=settings.front_url,
        ),
    ]


def require_free_port(process: Process) -> None:
    """Raise StartError when somebody listens on the port already."""
    if process.port is None:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((process.host, process.port))
        except OSError as error:
            raise StartError(
                f"port {process.port} for the {process.name} is in use: stop what listens there "
                f"or choose another port ({process.port_setting} in .env)"
            ) from error
