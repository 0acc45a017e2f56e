"""What users asked in vain, in groups with what they may have meant; nothing is changed by it."""

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlalchemy import select

from bot.channels.console.upkeep.groups import MOST_SUGGESTED, MissGroup, grouped
from bot.channels.console.upkeep.misses import Miss, misses_in
from bot.channels.console.upkeep.turns import turns_of
from bot.channels.outcomes.tables import OutcomeRow
from common.clock import utc_now
from common.database import Database
from faq_kb.store import CachedKnowledge

# Different texts that are grouped, the newest; and groups that are told.
MOST_TEXTS, MOST_GROUPS = 1_000, 100
# What the engine is asked at once beside the messages of users.
AT_ONCE = 2
LEAST_LIKELY = 0.05
MOST_REMEMBERED = 2_000
CHUNK = 500


class GroupingEngine(Protocol):
    """What the assistant makes of texts, without a conversation."""

    async def groups(self, texts: Sequence[str]) -> list[int]:
        """For each text the place of the text that begins its group.

        Raises AssistantUnavailableError.
        """
        ...

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        """The likeliest intents with their confidences, 0 to 1; empty when it is away."""
        ...


@dataclass(frozen=True)
class MissList:
    """The groups that are told, and how many messages all groups have."""

    groups: list[MissGroup]
    total: int


@dataclass(frozen=True)
class MissFinder:
    """Finds misses. `conversation_of`: the pseudonym among outcomes of a stored conversation."""

    database: Database
    knowledge: CachedKnowledge
    engine: GroupingEngine
    conversation_of: Callable[[str], str]
    now: Callable[[], dt.datetime] = utc_now
    likely: OrderedDict[str, list[str]] = field(default_factory=OrderedDict, repr=False)

    async def find(self, days: int) -> MissList:
        """The misses of the last days.

        All that is stored is grouped, so that a group keeps its id while its oldest message is
        kept. Raises StoreError, AssistantUnavailableError.
        """
        misses = await asyncio.to_thread(self._misses)
        places = {text: place for place, text in enumerate(dict.fromkeys(m.text for m in misses))}
        first = {text: place for place, text in reversed([*enumerate(m.text for m in misses)])}
        begins = await self.engine.groups([*places]) if places else []
        texts = [*places]
        leaders = [first[texts[begins[places[one.text]]]] for one in misses]
        persons = await asyncio.to_thread(self._persons, {one.conversation for one in misses})
        since = self.now() - dt.timedelta(days=days)
        groups = grouped(misses, leaders, lambda name: persons.get(name, name), since)
        total = sum(group.messages for group in groups)
        free = asyncio.Semaphore(AT_ONCE)
        entries = (await asyncio.to_thread(self.knowledge.current)).procedures
        told = [self._suggested(group, entries, free) for group in groups[:MOST_GROUPS]]
        return MissList(list(await asyncio.gather(*told)), total)

    def _misses(self) -> list[Miss]:
        """The oldest first, of the newest texts."""
        found = misses_in(turns_of(self.database), self.now())
        misses = sorted((one for one in found if one.text.strip()), key=lambda one: one.number)
        newest = [*dict.fromkeys(one.text for one in reversed(misses))][:MOST_TEXTS]
        kept = frozenset(newest)
        return [one for one in misses if one.text in kept]

    def _persons(self, conversations: set[str]) -> dict[str, str]:
        """Who spoke in each conversation, as far as it was noted."""
        names = {self.conversation_of(one): one for one in conversations}
        return dict(self._noted(names))

    def _noted(self, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        row = OutcomeRow
        with self.database.session() as session:
            for start in range(0, len(names), CHUNK):
                some = [*names][start : start + CHUNK]
                query = select(row.conversation, row.person).where(row.conversation.in_(some))
                for conversation, person in session.execute(query.distinct()):
                    yield names[conversation], person

    async def _suggested(
        self, group: MissGroup, entries: Container[str], free: asyncio.Semaphore
    ) -> MissGroup:
        """The group with entries that may have been meant: what users got then, what is likely."""
        async with free:
            likely = await self._likely(group.misses[-1].text)
        near = [entry for entry in dict.fromkeys([*group.meant, *likely]) if entry in entries]
        return replace(group, suggested=tuple(near[:MOST_SUGGESTED]))

    async def _likely(self, text: str) -> list[str]:
        if text in self.likely:
            return self.likely[text]
        found = await self.engine.likely_entries(text)
        ranked = sorted(found, key=lambda entry: -found[entry])
        likely = [entry for entry in ranked if found[entry] >= LEAST_LIKELY]
        if found:  # the engine is there
            self.likely[text] = likely
            while len(self.likely) > MOST_REMEMBERED:
                self.likely.popitem(last=False)
        return likely
