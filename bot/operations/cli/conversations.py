"""`helpdesk conversations`: delete old conversations from Rasa's tracker store."""

import datetime as dt
import re
from contextlib import closing
from typing import Annotated

import typer

from bot.operations.cli.output import Json, fail, out, print_json
from bot.operations.supervisor.tracker import TrackerStore
from common.database import Database
from common.settings import SharedSettings, load_settings

app = typer.Typer(help="Stored conversations.", no_args_is_help=True)

UNITS = {"d": "days", "h": "hours", "w": "weeks"}


@app.callback()
def _group() -> None:
    """Stored conversations."""


@app.command()
def purge(
    older_than: Annotated[str, typer.Option(help="Age such as 90d, 12h or 8w.")],
    as_json: Json = False,
) -> None:
    """Delete conversations whose last message is older than the age."""
    oldest = dt.datetime.now(dt.UTC) - age_of(older_than)
    with closing(Database(load_settings(SharedSettings).tracker_database_url)) as database:
        purged = TrackerStore(database).purge(oldest)
    if as_json:
        print_json({"purged": purged})
    else:
        out.print(f"{purged} conversations deleted.")


def age_of(words: str) -> dt.timedelta:
    """`90d` as a time span; ends the command with a clear line for anything else."""
    match = re.fullmatch(r"(\d{1,4})([hdw])", words.strip().lower())
    if not match:
        fail(f"--older-than {words!r}: write a number with h, d or w, such as 90d")
    return dt.timedelta(**{UNITS[match[2]]: int(match[1])})
