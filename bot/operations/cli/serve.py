"""`helpdesk serve`: one process of the assistant in the foreground, where others start them."""

import os
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from bot.operations.settings import ROOT, Settings, SettingsError, load_all_settings
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.prepare import model_path
from bot.operations.supervisor.processes import StartError, app_command, app_environment
from common.parent_process import FOREGROUND
from common.settings.shared import REMEDY


class ServedProcess(StrEnum):
    """The processes that can be served one by one."""

    ENGINE = "engine"
    ACTIONS = "actions"
    DELIVERY = "delivery"
    WEB = "web"


# Nobody calls it, and it calls neither engine nor action server.
WITHOUT_SECRET = frozenset({ServedProcess.DELIVERY})


def serve(process: Annotated[ServedProcess, typer.Argument(help="Which one.")]) -> NoReturn:
    """Serve one process of the assistant here; `helpdesk prepare` comes first.

    SIGTERM lets it finish what it has begun. Several of each may run, on as many hosts.
    """
    settings = load_all_settings()
    secret = settings.shared.engine_secret.get_secret_value()
    if not secret and process not in WITHOUT_SECRET:
        raise SettingsError(f"ENGINE_SECRET: is empty: {REMEDY}")
    command, environment = _engine(settings) if process is ServedProcess.ENGINE else _app(process)
    os.chdir(ROOT)
    # In its own place: whoever started this one watches it, and signals it.
    os.execve(command[0], command, {**environment, FOREGROUND: "1"})


def _engine(settings: Settings) -> tuple[list[str], dict[str, str]]:
    model = model_path(settings.shared)
    if not model.is_file():
        raise StartError(f"{model}: there is no such model: run `helpdesk prepare` first")
    return engine_jobs.command("serve", model), engine_jobs.environment(settings.shared)


def _app(process: ServedProcess) -> tuple[list[str], dict[str, str]]:
    return app_command(process.value), app_environment()
