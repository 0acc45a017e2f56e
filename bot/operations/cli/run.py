"""`helpdesk run` and `helpdesk train`."""

import asyncio
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.console.link import ConsoleLinks, is_link_offered, link_address
from bot.operations.cli.console import sign_in_to_console
from bot.operations.cli.output import print_json, progress, say
from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor.adapters import delivery_adapters
from bot.operations.supervisor.prepare import (
    model_path,
    prepare_model,
    prepare_registry,
    prepare_store,
    require_whole,
    watch_knowledge,
)
from bot.operations.supervisor.private_files import tighten, with_secret, write_key
from bot.operations.supervisor.processes import processes
from bot.operations.supervisor.supervisor import Supervisor
from bot.operations.supervisor.web_build import build_web
from common.database import Database, StoreError
from common.settings import SharedSettings, load_settings, renamed_variables
from faq_kb.source import SourceError
from faq_kb.store import CachedKnowledge


def run() -> None:
    """Set everything up and serve the assistant until Ctrl-C."""
    settings = load_all_settings()
    for line in renamed_variables(Settings):
        say(line)
    settings = replace(settings, shared=with_secret(settings.shared))
    delivery_adapters(settings.delivery)
    shared = settings.shared
    tighten(shared, say)
    require_whole(shared)
    with progress() as step:
        step("Loading the knowledge base")
        _load_or_keep(shared)
        if prepare_registry(shared):
            step("Loading sample contacts (`helpdesk contacts import FILE` replaces them)")
        model = prepare_model(shared, step)
        build_web(shared, step)
        step("Starting the assistant")
    asyncio.run(_serve(settings, model))
    say("Stopped.")


def train(
    force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the model's path as JSON.")
    ] = False,
) -> None:
    """Train the model if its inputs changed."""
    settings = load_settings(SharedSettings)
    known = model_path(settings).is_file()
    with progress() as step:
        model = prepare_model(settings, step, force=force)
    if as_json:
        print_json({"model": str(model), "trained": force or not known})
    else:
        say(f"Model: {model}")


def _load_or_keep(settings: SharedSettings) -> None:
    """Load the files; if they have errors, serve the stored answers, if there are any."""
    try:
        prepare_store(settings, by="start")
    except SourceError as error:
        try:
            with closing(Database(settings.database_url)) as database:
                CachedKnowledge(database).current()
        except StoreError:
            raise error from None
        say(f"The knowledge base files have errors, so the stored answers stay live:\n{error}")


async def _serve(settings: Settings, model: Path) -> None:
    supervisor = Supervisor(processes(settings, model), settings.supervisor.start_timeout)
    is_watched = settings.supervisor.watch_knowledge
    watcher = asyncio.create_task(watch_knowledge(settings.shared, say)) if is_watched else None
    try:
        await supervisor.run(lambda: _ready(settings))
    finally:
        ConsoleLinks(settings.shared.data_dir).clear()
        if watcher:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher


def _ready(settings: Settings) -> None:
    write_key(settings.shared)
    say("The assistant is ready. Press Ctrl-C to stop it.")
    say(f"  web chat:     {settings.web.local_url}")
    say(f"  console:      {_console(settings)}")
    say("  terminal:     make chat (in another terminal)")


def _console(settings: Settings) -> str:
    """How to get into the console: by a new one-time link, or by a sign-in."""
    web, links = settings.web, ConsoleLinks(settings.shared.data_dir)
    links.clear()  # of a start that did not end well
    if is_link_offered(web, settings.sign_in):
        return link_address(web.local_url, links.make())
    return sign_in_to_console(web, settings.sign_in, settings.teams)
