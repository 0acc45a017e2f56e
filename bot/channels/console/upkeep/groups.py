"""Misses that mean much the same, as one group: how many people, and what they may have meant."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.console.upkeep.misses import Miss

MOST_SUGGESTED = 3


@dataclass(frozen=True)
class MissGroup:
    """The misses of one group, the newest first; its id is the number of the oldest.

    `people`: how many asked. `suggested`: entries, the likeliest first.
    """

    id: int
    people: int
    misses: tuple[Miss, ...]
    suggested: tuple[str, ...] = ()

    @property
    def messages(self) -> int:
        """How often it was asked."""
        return len(self.misses)

    @property
    def likeliest(self) -> str:
        """The entry that is suggested first; empty where none is."""
        return next(iter(self.suggested), "")

    @property
    def meant(self) -> list[str]:
        """Entries that users got when they asked again, the most frequent first."""
        return [entry for entry, _ in Counter(filter(None, self._meant())).most_common()]

    def _meant(self) -> list[str]:
        return [one.meant for one in self.misses]


def grouped(
    misses: Sequence[Miss],
    leaders: Sequence[int],
    person_of: Callable[[str], str],
    since: dt.datetime,
) -> list[MissGroup]:
    """The groups with what was asked since a moment, most people first.

    `misses`: all, the oldest first. `leaders`: for each the place of the one that begins its group.
    `person_of`: a pseudonym of who speaks in a conversation.
    """
    found: dict[int, list[Miss]] = defaultdict(list)
    for miss, leader in zip(misses, leaders, strict=True):
        if miss.at >= since:
            found[misses[leader].number].append(miss)
    groups = [
        MissGroup(
            id=number,
            people=len({person_of(one.conversation) for one in members}),
            misses=tuple(sorted(members, key=lambda one: one.number, reverse=True)),
        )
        for number, members in found.items()
    ]
    # People count more than messages: one who asks ten times is one.
    return sorted(groups, key=lambda group: (-group.people, -group.messages, group.id))
