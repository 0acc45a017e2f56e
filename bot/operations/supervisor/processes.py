"""The assistant's processes: how each is started, and which socket it serves."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_probe import answers_question
from bot.operations.supervisor.settings import RunSettings
from common.settings import ROOT


class StartError(Exception):
    """The assistant cannot start or go on; the message is the one line to show."""


@dataclass(frozen=True)
class ServedPort:
    """Where a process listens. `setting`: the variable that names the port.

    `is_kept`: its connections wait while the process is started again; otherwise they are refused.
    `or_any`: another port does where somebody else listens.
    """

    host: str
    port: int
    setting: str
    is_kept: bool = True
    or_any: bool = False


@dataclass(frozen=True)
class Process:
    """One supervised process; it says itself when it is ready (common/readiness.py)."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    serves: ServedPort | None = None


@dataclass(frozen=True)
class Plan:
    """What is to run: the processes that the settings ask for, with this model.

    `question`: what a new engine must answer before it takes the place of one that serves.
    """

    settings: RunSettings
    model: Path
    question: str = ""

    @property
    def start_timeout(self) -> float:
        """Seconds until each process must be ready."""
        return self.settings.supervisor.start_timeout

    @property
    def answer_timeout(self) -> float:
        """Seconds that a message may take."""
        return self.settings.shared.answer_timeout

    @property
    def actions_url(self) -> str:
        """Where the action server is that the settings name."""
        return self.settings.shared.actions_address

    @property
    def data_dir(self) -> Path:
        """Where it is written which engines there are."""
        return self.settings.shared.data_dir

    def action_server(self, *, anew: bool) -> Process | None:
        """None where the settings name one that runs elsewhere. `anew`: another runs beside it."""
        shared = self.settings.shared
        if shared.actions_url:
            return None
        port = ServedPort(shared.actions_host, shared.actions_port, "ACTIONS_PORT", or_any=anew)
        return Process("action server", app_command("actions"), self._environment(), port)

    def engines(self, actions_url: str, *, anew: bool) -> list[Process]:
        """As many as the settings say; none where they name some that run elsewhere."""
        shared, count = self.settings.shared, self.settings.supervisor.engines
        if shared.engine_url:
            return []
        calling = shared.model_copy(update={"actions_url": actions_url})
        environment = engine_jobs.environment(calling)
        command = engine_jobs.command("serve", self.model)
        ports = [shared.engine_port, *[0] * (count - 1)]
        return [
            Process(
                name="engine" if count == 1 else f"engine {number}",
                command=command,
                environment=environment,
                serves=ServedPort(
                    shared.engine_host,
                    port,
                    "ENGINE_PORT",
                    is_kept=False,
                    or_any=anew or not port,
                ),
            )
            for number, port in enumerate(ports, 1)
        ]

    def delivery(self) -> Process:
        """Delivers requests, and does the housekeeping."""
        return Process("delivery", app_command("delivery"), self._environment())

    def web_app(self, actions_url: str) -> Process:
        """What people reach."""
        web = self.settings.web
        return Process(
            name="web app",
            command=app_command("web"),
            environment={**self._environment(), "ACTIONS_URL": actions_url},
            serves=ServedPort(web.host, web.port, "WEB_PORT"),
        )

    async def is_answering(self, engine: str) -> bool:
        """Whether the engine at the address answers a question."""
        return await answers_question(self.settings.shared, engine, self.question)

    def _environment(self) -> dict[str, str]:
        secret = self.settings.shared.engine_secret.get_secret_value()
        return {**app_environment(), "ENGINE_SECRET": secret}


MODULES = {
    "actions": "bot.operations.supervisor.action_server",
    "delivery": "bot.operations.supervisor.delivery",
    "web": "bot.channels.web",
}


def app_command(name: str) -> list[str]:
    """Command line of a process of the app's environment."""
    return [sys.executable, "-m", MODULES[name]]


def app_environment() -> dict[str, str]:
    """Environment of a process of the app's environment."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}
