"""`helpdesk find`: the search of the console, at the command line and without anything running."""

import getpass
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.hit_lines import HitLines
from bot.channels.search.hits import KINDS
from bot.channels.search.record_search import RecordSearch
from bot.operations.cli.database import open_database
from bot.operations.cli.output import Json, print_json, print_table, say
from common.clock import Clock
from common.settings import SharedSettings, load_settings
from contacts.queries import Agency
from contacts.registry import ContactRegistry, Lookup
from faq_kb.model import Role
from faq_kb.store import CachedKnowledge
from locales import load_catalog

CHANNEL = "cli"
# What names nobody.
OF_NOBODY = frozenset(KINDS) - {"person", "draft"}
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
    settings = load_settings(SharedSettings)
    with open_database() as database:
        registry = ContactRegistry(database, Clock(settings.time_zone))
        search = DeskSearch(RecordSearch(CachedKnowledge(database)), registry, database)
        asking = Lookup(getpass.getuser(), CHANNEL)
        people: set[int] = set()

        def note(agency: Agency | None, role: Role | None, found: Sequence[int]) -> None:
            if agency and role:
                registry.record(asking, agency, [role], len(found))
            else:
                people.update(found)

        lines = HitLines(search, registry, load_catalog(settings.locale), names=agent)
        hits = lines.of(search.find(words, KINDS if agent else OF_NOBODY)[:limit], note)
        if people:
            registry.record(asking, None, (), len(people))
    if as_json:
        print_json({"hits": [hit.model_dump(mode="json") for hit in hits]})
    elif hits:
        print_table([{"kind": one.kind, "hit": one.title, "detail": one.detail} for one in hits])
    else:
        say(f"Nothing matches {words!r}.")
