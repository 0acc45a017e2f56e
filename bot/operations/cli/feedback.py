"""`helpdesk feedback`: how users of the web chat rated the answers."""

import datetime as dt
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from bot.channels.web.chat.feedback import Feedback, FeedbackStore
from bot.operations.cli.output import Json, print_json, print_table, say
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings, load_settings


def feedback(
    days: Annotated[int, typer.Option(min=1, help="How many days back to look.")] = 30,
    unhelpful: Annotated[bool, typer.Option(help="Only answers rated not helpful.")] = False,
    as_json: Json = False,
) -> None:
    """List users' ratings of answers, latest first."""
    settings = load_settings(SharedSettings)
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with closing(Database(settings.database_url)) as database:
        found = [
            one for one in FeedbackStore(database).since(since) if not (unhelpful and one.helpful)
        ]
    if as_json:
        print_json([asdict(one) | {"at": one.at.isoformat()} for one in found])
    elif found:
        clock = Clock(settings.time_zone)
        print_table([_row(one, clock) for one in found])
    else:
        say(f"Nobody rated an answer in the last {days} days.")


def _row(one: Feedback, clock: Clock) -> dict[str, str]:
    return {
        "when": clock.written(one.at),
        "helpful": "yes" if one.helpful else "NO",
        "answer": one.entry,
        "question": one.question,
        "comment": one.comment,
    }
