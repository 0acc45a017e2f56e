"""`helpdesk console`: how to get into the console, and a new one-time link where there is one."""

import httpx
import typer

from bot.channels.console.link import (
    ConsoleLinks,
    is_link_offered,
    link_address,
    sign_in_to_console,
)
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.operations.cli.client import NotRunningError
from bot.operations.cli.output import Json, print_json, say
from common.settings import SharedSettings, load_settings

PATIENCE_S = 5.0


def console(as_json: Json = False) -> None:
    """Print a one-time link to the console, or how agents sign in to it."""
    shared, web = load_settings(SharedSettings), load_settings(WebSettings)
    sign_in, teams = load_settings(SignInSettings), load_settings(TeamsSettings)
    link = ""
    if is_link_offered(web, sign_in):
        _require_running(web.local_url)
        link = link_address(web.local_url, ConsoleLinks(shared.data_dir).make())
    told = link or sign_in_to_console(web, sign_in, teams)
    if as_json:
        print_json({"link": link or None, "sign_in": None if link else told})
    elif link:
        typer.echo(link)  # alone on standard output, for a program that opens it
        say("Open it in a browser on this machine. It works once, within 24 hours.")
    else:
        say(told)


def _require_running(base: str) -> None:
    """Raise NotRunningError where no web app answers: the next start ends every link."""
    try:
        httpx.get(f"{base}/api/health", timeout=PATIENCE_S, trust_env=False)
    except httpx.HTTPError as error:
        raise NotRunningError(
            f"{base}: no answer ({type(error).__name__}): start the assistant with `make run` first"
        ) from error
