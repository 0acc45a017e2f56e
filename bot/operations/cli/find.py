"""`helpdesk find`: the search of the console, at the command line and without anything running."""

from typing import Annotated

import typer

from bot.operations.cli.database import open_database
from bot.operations.cli.output import Json, print_json, print_table, say
from common.settings import SharedSettings, load_settings

AGENT = """\
Search as a Service Desk agent: people and drafts, too. A search that shows people is recorded \
under the name of your account."""


def find(
    words: Annotated[str, typer.Argument(help="What to look for, in any words or numbers.")],
    agent: Annotated[bool, typer.Option("--agent", help=AGENT)] = False,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many at most.")] = 20,
    as_json: Json = False,
) -> None:
    """Search procedures, forms, policies, phones, agencies and roles; with --agent all."""
    # Its libraries take a second, which no other command should wait for.
    from bot.operations.cli.desk_hits import desk_hits

    with open_database() as database:
        settings = load_settings(SharedSettings)
        hits = desk_hits(database, settings, words, limit, as_agent=agent)
    if as_json:
        print_json({"hits": [hit.model_dump(mode="json") for hit in hits]})
    elif hits:
        print_table([{"kind": one.kind, "hit": one.title, "detail": one.detail} for one in hits])
    else:
        say(f"Nothing matches {words!r}.")
