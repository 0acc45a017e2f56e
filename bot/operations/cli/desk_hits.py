"""Searches the desk's records for `helpdesk find`, with the audit of whom it names."""

import getpass
from collections.abc import Sequence

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.hit_lines import HitLine, HitLines
from bot.channels.search.hits import KINDS
from bot.channels.search.record_search import RecordSearch
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings
from contacts.queries import Agency
from contacts.registry import ContactRegistry, Lookup
from faq_kb.model import Role
from faq_kb.store import CachedKnowledge
from locales import load_catalog

CHANNEL = "cli"
# What names nobody.
OF_NOBODY = frozenset(KINDS) - {"person", "draft"}


def desk_hits(
    database: Database, settings: SharedSettings, words: str, limit: int, *, as_agent: bool
) -> list[HitLine]:
    """What fits, best first; for agents with people and drafts. Raises StoreError."""
    registry = ContactRegistry(database, Clock(settings.time_zone))
    search = DeskSearch(RecordSearch(CachedKnowledge(database)), registry, database)
    lines = HitLines(search, registry, load_catalog(settings.locale), names=as_agent)
    asking = Lookup(getpass.getuser(), CHANNEL)
    people: set[int] = set()

    def note(agency: Agency | None, role: Role | None, found: Sequence[int]) -> None:
        if agency and role:
            registry.record(asking, agency, [role], len(found))
        else:
            people.update(found)

    hits = lines.of(search.find(words, KINDS if as_agent else OF_NOBODY)[:limit], note)
    if people:
        registry.record(asking, None, (), len(people))
    return hits
