"""`helpdesk conversations`: housekeeping of Rasa's tracker store."""

import re
import time
from typing import Annotated

import typer
from sqlalchemy import column, delete, func, inspect, select, table

from bot.console.output import fail, out, print_json
from bot.settings import load_settings
from faq_kb.store import Database

app = typer.Typer(help="Stored conversations.", no_args_is_help=True)

EVENTS = table("events", column("sender_id"), column("timestamp"))
SECONDS = {"d": 86_400, "h": 3_600, "w": 604_800}


@app.callback()
def _group() -> None:
    """Stored conversations."""


@app.command()
def purge(
    older_than: Annotated[str, typer.Option(help="Age such as 90d, 12h or 8w.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Delete conversations whose last message is older than the age."""
    oldest = time.time() - age_in_seconds(older_than)
    database = Database(load_settings().tracker_database_url)
    stale = (
        select(EVENTS.c.sender_id)
        .group_by(EVENTS.c.sender_id)
        .having(func.max(EVENTS.c.timestamp) < oldest)
    )
    purged: list[str] = []
    with database.session() as session:
        if inspect(session.connection()).has_table("events"):
            purged = list(session.scalars(stale))
            for sender in purged:
                session.execute(delete(EVENTS).where(EVENTS.c.sender_id == sender))
    database.close()
    if as_json:
        print_json({"purged": len(purged)})
    else:
        out.print(f"{len(purged)} conversations deleted.")


def age_in_seconds(age: str) -> float:
    """`90d` in seconds; ends the command with a clear line when it is no age."""
    match = re.fullmatch(r"(\d{1,6})([hdw])", age.strip().lower())
    if not match:
        fail(f"--older-than {age!r}: write a number with h, d or w, such as 90d")
    return int(match[1]) * SECONDS[match[2]]
