"""Search in the catalog by the assistant's own understanding together with the index."""

import asyncio
import re
from collections.abc import Mapping
from typing import Protocol

from bot.channels.search.record_search import HitKind, RecordHit, RecordSearch

LONGEST_QUERY = 200  # characters that are read
LEAST_LIKELY = 0.05  # an entry that is less likely counts by its words alone
LEAST_SHARE = 0.4  # of the best score, for a hit to be shown
OUTSIDE = "out_of_scope"
LEAST_OUTSIDE = 0.75  # what a record must score by its words where we are surely not meant
MOST_HITS = 10
# The number of a form or a policy alone: its words say all that there is to understand.
NUMBER = re.compile(r"(?:cot|cio)?[\s-]*f?\d{2,4}(?:ez)?", re.IGNORECASE)


class Understander(Protocol):
    """What the assistant makes of a text, without a conversation."""

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        """The likeliest intents with their confidences, 0 to 1; empty when it is away."""
        ...


class CatalogSearch:
    """Finds procedures and forms. Nothing is kept of a search."""

    def __init__(self, records: RecordSearch, understanding: Understander) -> None:
        self._records = records
        self._understanding = understanding

    async def find(self, query: str, limit: int = MOST_HITS) -> list[RecordHit]:
        """What fits, best first; by the index alone while the engine is away.

        Raises StoreError when the database cannot be used.
        """
        query = query.strip()[:LONGEST_QUERY]
        if not query:
            return []
        if NUMBER.fullmatch(query):
            return together(await asyncio.to_thread(self._records.find, query), {})[:limit]
        likely, found = await asyncio.gather(
            self._understanding.likely_entries(query), asyncio.to_thread(self._records.find, query)
        )
        entries = (await asyncio.to_thread(self._records.knowledge)).procedures
        known = {key: one for key, one in likely.items() if key in entries}
        return together(found, known, outside=likely.get(OUTSIDE, 0.0))[:limit]


def together(
    found: list[RecordHit], likely: Mapping[str, float], outside: float = 0.0
) -> list[RecordHit]:
    """Both findings as one list: the scores of a procedure add up, and weak hits are left out.

    `outside`: how sure it is that the query is about something else, 0 to 1.
    """
    scores = {(hit.kind, hit.key): hit.score for hit in found}
    for entry, confidence in likely.items():
        if confidence >= LEAST_LIKELY:
            place: tuple[HitKind, str] = ("procedure", entry)
            scores[place] = scores.get(place, 0.0) + confidence
    least = max(LEAST_SHARE * max(scores.values(), default=0.0), LEAST_OUTSIDE * outside)
    ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    return [RecordHit(kind, key, score) for (kind, key), score in ranked if score >= least]
