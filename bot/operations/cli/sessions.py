"""`helpdesk sessions`: count and end the sessions of the web chat."""

from typing import Annotated

import typer

from bot.channels.web.sessions.store import SessionStore, sessions_of
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.operations.cli.output import Json, fail, out, print_json
from common.database import Database
from common.settings import SharedSettings, load_settings

app = typer.Typer(help="Sessions of the web chat.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Sessions of the web chat."""


@app.command()
def end(
    user: Annotated[str, typer.Option(help="E-mail address or id of a signed-in user.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Everybody's sessions.")] = False,
    as_json: Json = False,
) -> None:
    """End sessions now: their cookies and tokens stop working."""
    if bool(user.strip()) == every:
        fail("give either --user EMAIL or --all")
    sessions = _sessions()
    ended = sessions.end_all() if every else sessions.end_of_user(user)
    if as_json:
        print_json({"ended": ended})
    else:
        out.print(f"{ended} sessions ended.")


@app.command("list")
def list_sessions(as_json: Json = False) -> None:
    """Count the sessions."""
    every, signed_in = _sessions().counts()
    if as_json:
        print_json({"sessions": every, "signed_in": signed_in})
    else:
        out.print(f"{every} sessions, {signed_in} of them signed in.")


def _sessions() -> SessionStore:
    database = Database(load_settings(SharedSettings).database_url)
    return sessions_of(database, load_settings(WebSettings), load_settings(SignInSettings))
