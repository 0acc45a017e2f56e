"""`helpdesk feedback`: how users of the web chat rated the answers."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from bot.channels.web.chat.feedback import Feedback, FeedbackStore
from bot.operations.cli.output import as_typed, out, print_json, say
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings, load_settings


def feedback(
    days: Annotated[int, typer.Option(min=1, help="How many days back to look.")] = 30,
    unhelpful: Annotated[bool, typer.Option(help="Only answers rated not helpful.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List users' ratings of answers, latest first."""
    settings = load_settings(SharedSettings)
    database = Database(settings.database_url)
    try:
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        found = [
            one for one in FeedbackStore(database).since(since) if not (unhelpful and one.helpful)
        ]
    finally:
        database.close()
    if as_json:
        print_json([asdict(one) | {"at": one.at.isoformat()} for one in found])
    elif found:
        out.print(_table(found, Clock(settings.time_zone)))
    else:
        say(f"Nobody rated an answer in the last {days} days.")


def _table(found: list[Feedback], clock: Clock) -> Table:
    table = Table("when", "helpful", "answer", "question", "comment")
    for one in found:
        cells = (clock.written(one.at), "yes" if one.helpful else "NO", one.entry)
        table.add_row(*cells, as_typed(one.question), as_typed(one.comment))
    return table
