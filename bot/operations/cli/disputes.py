"""`helpdesk disputes`: facts that Service Desk agents say are wrong."""

from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from bot.channels.console.upkeep.disputes import Dispute, Disputes
from bot.operations.cli.output import Json, print_json, print_table, say
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings, load_settings
from faq_kb.store import CachedKnowledge


def disputes(
    ended: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_json: Json = False,
) -> None:
    """List the facts that agents dispute, newest first; a changed or checked fact ends them."""
    settings = load_settings(SharedSettings)
    clock = Clock(settings.time_zone)
    with closing(Database(settings.database_url)) as database:
        stored = Disputes(database, CachedKnowledge(database), clock)
        found = stored.list(standing=not ended)
    if as_json:
        print_json([_data(one) for one in found])
    elif found:
        print_table([_row(one, clock) for one in found])
    else:
        say("No fact is disputed.")


def _data(dispute: Dispute) -> dict[str, object]:
    data = asdict(dispute)
    del data["agent"]
    ended = dispute.ended.isoformat() if dispute.ended else None
    return data | {"since": dispute.since.isoformat(), "ended": ended}


def _row(dispute: Dispute, clock: Clock) -> dict[str, object]:
    return {
        "since": clock.written(dispute.since),
        "entry": dispute.entry,
        "fact": dispute.fact,
        "text": dispute.text,
        "reason": dispute.reason,
        "comment": dispute.comment,
        "by": dispute.by,
        "ended": clock.written(dispute.ended) if dispute.ended else "",
    }
