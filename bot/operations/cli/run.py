"""`helpdesk run`, and its parts: prepare, reload, train."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.operations.cli.client import NotRunningError
from bot.operations.cli.output import fail, print_json, progress, say, speak_in_log_lines
from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor.adapters import delivery_adapters
from bot.operations.supervisor.instance import ask_to_reload
from bot.operations.supervisor.prepare import (
    Progress,
    connection_warning,
    first_question,
    model_path,
    prepare_model,
    prepare_registry,
    prepare_store,
    require_whole,
)
from bot.operations.supervisor.private_files import tighten
from bot.operations.supervisor.supervisor import become_supervisor
from bot.operations.supervisor.web_build import build_web
from common.database import Database, StoreError
from common.log_lines import JSON, log_lines
from common.settings import SharedSettings, load_settings, renamed_variables
from faq_kb.source import SourceError
from faq_kb.store import CachedKnowledge

PathAsJson = Annotated[bool, typer.Option("--json", help="Print the model's path as JSON.")]


def run() -> NoReturn:
    """Set everything up and serve the assistant until Ctrl-C."""
    settings = _checked_settings()
    with progress() as step:
        model = prepare_all(settings, step)
        step("Starting the assistant")
    become_supervisor(model)


def prepare(as_json: PathAsJson = False) -> None:
    """Check the settings, then set up database, knowledge, model and pages, and serve nothing."""
    settings = _checked_settings()
    with progress() as step:
        model = prepare_all(settings, step)
    if as_json:
        # The question that a reload asks the new engine: old code may not read new records.
        print_json({"model": str(model), "question": first_question(settings.shared)})
    else:
        say(f"Model: {model}")


def reload() -> None:
    """Have the running assistant take a new version, model and settings without an outage."""
    shared = load_settings(SharedSettings)
    outcome = ask_to_reload(shared.data_dir)
    if outcome is None:
        raise NotRunningError(
            f"DATA_DIR={shared.data_dir}: no assistant runs here: start it with `make run`"
        )
    if not outcome.is_done:
        fail(outcome.message)
    say(outcome.message)


def prepare_all(settings: Settings, step: Progress) -> Path:
    """Everything that must be there before a process can start; the model's file.

    Raises StoreError, EngineError, SettingsError, SourceError or WebBuildError.
    """
    shared = settings.shared
    delivery_adapters(settings.delivery)
    tighten(shared, say)
    require_whole(shared)
    step("Loading the knowledge base")
    _load_or_keep(shared)
    if prepare_registry(shared):
        step("Loading sample contacts (`helpdesk contacts import FILE` replaces them)")
    if warning := connection_warning(shared):
        say(warning)
    model = prepare_model(shared, step)
    build_web(shared, step)
    return model


def _checked_settings() -> Settings:
    settings = load_all_settings()
    log_lines(settings.shared.log_level, settings.shared.log_format, "supervisor")
    if settings.shared.log_format == JSON:
        speak_in_log_lines()
    for line in renamed_variables(Settings):
        say(line)
    return settings


def train(
    force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False,
    as_json: PathAsJson = False,
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
