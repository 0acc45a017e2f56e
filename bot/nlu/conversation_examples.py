"""The training examples of messages in conversations: details, topics, turns (data/nlu/)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_RESPONSE_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.conversation import BEGINS, ConversationState
from bot.nlu.passage_model import NONE, PassageExample, passage_of
from bot.nlu.reading_model import CONTACTS, DETAIL, PROCEDURE, REQUEST
from bot.nlu.text import clean

# Retrieval intents of data/nlu: they describe messages in a conversation and are no intents.
DETAIL_EXAMPLES, TOPIC_EXAMPLES, TURN_EXAMPLES = "detail", "topic", "turn"
# A turn is written so: `procedure vpn_access; chat => what if she's a contractor`.
BETWEEN, AFTER = "; ", "=> "
ASKS = " asks "
# So many of the examples stand in the middle of drafts, too; a prime number spreads them.
EVERY_DETAIL, SPREAD = 20, 101
IN_DRAFTS = {REQUEST: 1, PROCEDURE: 8, CONTACTS: 1}
AFTER_OTHERS = {REQUEST: 1, PROCEDURE: 8}
AFTER_OFFERS = {REQUEST: 4, PROCEDURE: 8}


class Turn(NamedTuple):
    """A training example: a message after others, and its reading. `writer` is whose voice."""

    text: str
    after: tuple[str, ...]
    reading: str
    writer: str


@dataclass(frozen=True)
class ConversationExamples:
    """The examples of messages in conversations."""

    details: list[PassageExample]
    turns: list[Turn]
    topics: list[tuple[str, str]]
    entries_of_topic: dict[str, list[str]]

    @classmethod
    def of(cls, examples: Sequence[Message], read: Callable[[str], str]) -> ConversationExamples:
        """Those among the training examples; `read` prepares a text as it is prepared later."""
        details, turns, topics, entries = [], [], [], {}
        for example in examples:
            name = str(example.get(INTENT_RESPONSE_KEY) or "").partition("/")[2]
            before, _, written = str(example.get(TEXT)).rpartition(AFTER)
            text = read(clean(written))
            metadata = _metadata(example)
            if is_of(example, DETAIL_EXAMPLES):
                details.append(PassageExample(*passage_of(name), text))
            elif is_of(example, TOPIC_EXAMPLES):
                topics.append((name, text))
                entries[name] = list(metadata.get("entries") or [])
            elif is_of(example, TURN_EXAMPLES):
                after = tuple(filter(None, before.strip().split(BETWEEN)))
                turns.append(Turn(text, after, name, str(metadata.get("writer") or "")))
        return cls(details, turns, topics, entries)

    def elsewhere(self) -> list[Turn]:
        """What is asked and begun at any time, put after other things that were said.

        Writers of drafts fill in, and begin at the beginning; people turn to something else in the
        middle of a draft, and begin after anything.
        """
        asks = sorted({line for turn in self.turns for line in turn.after if ASKS in line})
        others = sorted({line for turn in self.turns for line in turn.after if _is_short(line)})
        offers = sorted({line for turn in self.turns for line in turn.after if _is_offer(line)})
        if not asks or not others:
            return []
        of_entry: dict[str, list[str]] = defaultdict(list)
        for line in asks:
            of_entry[line.split()[1]].append(line)
        asked = [one for one in self.details if one.key != NONE and one.entry in of_entry]
        found = [
            Turn(one.text, (_nth(of_entry[one.entry], number),), DETAIL, str(number))
            for number, one in enumerate(asked[::EVERY_DETAIL])
        ]
        places = ((asks, IN_DRAFTS), (others, AFTER_OTHERS), (offers, AFTER_OFFERS))
        for lines, every in places:
            for reading, step in every.items():
                turns = [one for one in self.turns if one.reading == reading and _is_first(one)]
                for number, turn in enumerate(turns[::step]):
                    if lines is not offers or turn.after:
                        found.append(turn._replace(after=(_of_another(turn, lines, number),)))
        return found

    @property
    def texts(self) -> list[str]:
        """Every text that the models need a vector of."""
        return [
            *(example.text for example in self.details),
            *(text for _, text in self.topics),
            *(turn.text for turn in self.turns),
            *(
                option.title
                for turn in self.turns
                for option in ConversationState.of_lines(turn.after).options
            ),
        ]


def _is_first(turn: Turn) -> bool:
    """Whether nothing was said before the message."""
    return not turn.after or turn.after[0].startswith(BEGINS)


def _is_short(line: str) -> bool:
    """Whether a line says all of a reply that is no question of a draft."""
    is_complete = line.startswith("draft ") and ASKS not in line
    return is_complete or line.startswith(("procedure ", "contacts ", "fallback", "chat"))


def _is_offer(line: str) -> bool:
    """Whether a line says that named choices were offered."""
    return line.startswith("clarify ")


def _of_another(turn: Turn, lines: Sequence[str], number: int) -> str:
    """A line that is not about the entry of the turn."""
    meant = " ".join(turn.after).removeprefix(BEGINS)
    return _nth([line for line in lines if not meant or meant not in line], number)


def _nth(lines: Sequence[str], number: int) -> str:
    """One of the lines after the other, in an order that mixes them."""
    return lines[number * SPREAD % len(lines)]


def is_of(example: Message, name: str) -> bool:
    """Whether an example belongs to a retrieval intent."""
    return bool(example.get(INTENT) == name and example.get(INTENT_RESPONSE_KEY))


def is_intent(example: Message) -> bool:
    """Whether an example is one of an intent, not of a message in a conversation."""
    return not example.get(INTENT_RESPONSE_KEY)


def _metadata(example: Message) -> dict[str, Any]:
    """The metadata of the intent of an example."""
    return dict((example.get(METADATA) or {}).get(METADATA_INTENT) or {})
