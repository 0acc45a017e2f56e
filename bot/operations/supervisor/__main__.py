"""`python -m bot.operations.supervisor MODEL`: what `helpdesk run` becomes when all is prepared.

It stays as long as the assistant runs, so it imports little: what preparing needs, such as the
knowledge base, the registry and the commands, ended with the program that was here before.
"""

import asyncio
import logging
import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.channels.console.link import (
    ConsoleLinks,
    is_link_offered,
    link_address,
    sign_in_to_console,
)
from bot.operations.supervisor.engine_jobs import EngineError
from bot.operations.supervisor.private_files import with_secret, write_key
from bot.operations.supervisor.processes import Plan, StartError
from bot.operations.supervisor.reload import prepare_reload
from bot.operations.supervisor.settings import RunSettings
from bot.operations.supervisor.supervisor import Supervisor
from common.log_lines import JSON, log_lines
from common.plain_text import printable
from common.settings import SettingsError, load_settings
from common.telemetry.instruments import FOLDER

RED, PLAIN = "\x1b[31m", "\x1b[0m"
logger = logging.getLogger("helpdesk")


def serve(model: Path) -> None:
    """Serve until told to stop. Raises StartError, SettingsError and what a start may raise."""
    settings = load_settings(RunSettings)
    log_lines(settings.shared.log_level, settings.shared.log_format, "supervisor")
    if settings.shared.log_format == JSON:
        logger.setLevel(logging.INFO)  # whatever LOG_LEVEL is
    settings = replace(settings, shared=with_secret(settings.shared))
    say = partial(_say, settings)
    settings.telemetry.apply()
    with _metrics(settings):
        asyncio.run(_serve(Plan(settings, model), say))
    say("Stopped.")


def main() -> None:
    """Serve; every error is one clear line, never a stack trace."""
    try:
        serve(Path(sys.argv[1]))
    except (EngineError, OSError, SettingsError, StartError) as error:
        is_colored = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        word = f"{RED}error:{PLAIN}" if is_colored else "error:"
        print(word, printable(str(error)), file=sys.stderr, flush=True)
        raise SystemExit(1) from error


def _say(settings: RunSettings, text: str) -> None:
    """A line for the operator; one of the log where programs collect it."""
    if settings.shared.log_format == JSON:
        logger.info("%s", text)
    else:
        print(printable(text), file=sys.stderr, flush=True)


def _metrics(settings: RunSettings) -> AbstractContextManager[None]:
    if settings.telemetry.metrics_port is None:
        os.environ.pop(FOLDER, None)  # of whoever started us
        return nullcontext()
    # Imported late: they look into the tables of the whole store, 25 MB.
    from bot.operations.supervisor.metrics_server import serving_metrics

    return serving_metrics(settings)


async def _serve(plan: Plan, say: partial[None]) -> None:
    settings = plan.settings
    supervisor = Supervisor(plan, partial(prepare_reload, settings), say)
    watcher = _watcher(settings, say)
    try:
        await supervisor.run(lambda: _ready(settings, say))
    finally:
        ConsoleLinks(settings.shared.data_dir).clear()
        if watcher:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher


def _watcher(settings: RunSettings, say: partial[None]) -> asyncio.Task[None] | None:
    if not settings.supervisor.watch_knowledge:
        return None
    # Imported late: for development alone, and it reads the knowledge base.
    from bot.operations.supervisor.watching import watch_knowledge

    return asyncio.create_task(watch_knowledge(settings.shared, say))


def _ready(settings: RunSettings, say: partial[None]) -> None:
    write_key(settings.shared)
    say("The assistant is ready. Press Ctrl-C to stop it.")
    say(f"  web chat:     {settings.web.local_url}")
    say(f"  console:      {_console(settings)}")
    say("  terminal:     make chat (in another terminal)")


def _console(settings: RunSettings) -> str:
    """How to get into the console: by a new one-time link, or by a sign-in."""
    web, links = settings.web, ConsoleLinks(settings.shared.data_dir)
    links.clear()  # of a start that did not end well
    if is_link_offered(web, settings.sign_in):
        return link_address(web.local_url, links.make())
    return sign_in_to_console(web, settings.sign_in, settings.teams)


if __name__ == "__main__":
    main()
