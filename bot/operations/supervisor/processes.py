"""The assistant's processes: how each is started, and how it shows that it's healthy."""

import os
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.operations.settings import ROOT, Settings
from bot.operations.supervisor import engine_jobs
from common.settings.values import LOOPBACK


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
    shared, web = settings.shared, settings.web
    ours = {
        **os.environ,
        "ENGINE_SECRET": shared.engine_secret.get_secret_value(),
        "PYTHONPATH": str(ROOT),
    }
    return [
        Process(
            name="action server",
            command=[sys.executable, "-m", "bot.operations.supervisor.action_server"],
            environment=ours,
            port=shared.actions_port,
            port_setting="ACTIONS_PORT",
            health="/health",
        ),
        Process(
            name="engine",
            command=engine_jobs.command("serve", model),
            environment=engine_jobs.environment(shared),
            port=shared.engine_port,
            port_setting="ENGINE_PORT",
            health="/webhooks/rest/",
        ),
        Process(
            name="delivery",
            command=[sys.executable, "-m", "bot.operations.supervisor.delivery"],
            environment=ours,
        ),
        Process(
            name="web app",
            command=[sys.executable, "-m", "bot.channels.web"],
            environment=ours,
            port=web.port,
            port_setting="WEB_PORT",
            health="/api/health",
            host=web.host,
            base=web.local_url,
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
