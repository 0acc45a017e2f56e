"""Pipeline step 4: the values that a message gives for the items of a request.

Learned from data/nlu/drafts/, whose examples have the values marked in Rasa's form:
`[Pat Doe](employee)`, and `[it is all signed](completed_form=yes)` where any words may say which
value it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import StoredComponent
from bot.nlu.conversation import BEGINS, DRAFT, DRAFT_QUESTION, ConversationState
from bot.nlu.conversation_examples import AFTER, TURN_EXAMPLES, is_of
from bot.nlu.decision_step import CHOICES, SPECIFIC_INTENT
from bot.nlu.encoder import shared_encoder, states_of_many
from bot.nlu.intent_classifier import (
    ENCODER_FOLDER,
    HAS_CONTENT,
    UNDERSTANDING,
    MessageAnalysis,
)
from bot.nlu.model_file import load_model, save_model
from bot.nlu.tag_likelihood import TaggedTokens
from bot.nlu.tag_model import NOTHING, TagModel
from bot.nlu.text import clean_text
from bot.nlu.token_features import Matrix, TokenFeatures, TokenSpan, states_of, tokens_of

ITEMS = "items"
# Of a message that got choices: the items of each of them, for the one that is picked.
ITEMS_OF_CHOICES = "items_of_choices"
MARKED = "marked"
OF_VALUE = "="
OPENING = "opening"  # the asked item of a message that stands at the beginning


class MarkedValue(NamedTuple):
    """A value that is marked in an example: where it stands, its item or item and value."""

    start: int
    end: int
    tag: str


class MarkedMessage(NamedTuple):
    """An example: what a person wrote, the request, the item asked for, the values."""

    text: str
    entry: str
    asked: str
    values: tuple[MarkedValue, ...]


@dataclass
class ItemTags:
    """Every tag, and which items are in which request."""

    tags: list[str]
    items: dict[str, list[str]]
    common: frozenset[str]

    def possible(self, entry: str) -> Matrix:
        """For each tag whether it is of an item of the request, or of one that all may have."""
        items = self.common.union(self.items.get(entry, ()))
        return _flags(tag == NOTHING or _item(tag) in items for tag in self.tags)

    def asked(self, item: str) -> Matrix:
        """For each tag whether it is of the item that was asked for."""
        return _flags(_item(tag) == item for tag in self.tags)


class Tagger(NamedTuple):
    """What was learned."""

    tags: ItemTags
    features: TokenFeatures
    model: TagModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ItemTagger(StoredComponent):
    """Sets `items`: entities in Rasa's form, each with the entry whose items were looked for.

    And `items_of_choices`, those of every entry that is offered.
    """

    tagger: Tagger

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.encoder = shared_encoder(ENCODER_FOLDER)
        self.types = {item: kind for kind, items in self.config["types"].items() for item in items}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples whose values are marked."""
        self.tagger = self._learn([*marked_messages(training_data.intent_examples, self.types)])
        self.persist()
        return self._resource

    def _learn(self, examples: Sequence[MarkedMessage]) -> Tagger:
        used = sorted({value.tag for example in examples for value in example.values})
        tags = ItemTags([NOTHING, *used], _items(examples), frozenset(self.config["common"]))
        every = [tokens_of(example.text) for example in examples]
        read = states_of_many(self.encoder, [example.text for example in examples])
        states = [states_of(tokens, one) for tokens, one in zip(every, read, strict=True)]
        features = TokenFeatures.learn(states, self.config["dimensions"])
        rows = [
            TaggedTokens(
                features.of(example.text, tokens, found),
                [tags.tags.index(tag) for tag in _tags_of(tokens, example.values)],
                tags.possible(example.entry),
                tags.asked(example.asked),
            )
            for example, tokens, found in zip(examples, every, states, strict=True)
        ]
        model = TagModel.train(
            rows,
            tags.tags,
            [self.types[_item(tag)] for tag in used],
            strength=self.config["strength"],
            rounds=self.config["rounds"],
        )
        return Tagger(tags, features, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Tag messages that may be about a request: none that is a button."""
        for message in messages:
            read: MessageAnalysis | None = message.get(UNDERSTANDING)
            conversation = read.conversation if read else None
            found = self._found(message, conversation) if conversation else []
            message.set(ITEMS, found, add_to_output=True)
            offered = self._of_choices(message) if conversation else []
            message.set(ITEMS_OF_CHOICES, offered, add_to_output=True)
        return messages

    def _found(self, message: Message, conversation: ConversationState) -> list[dict[str, Any]]:
        is_drafting = conversation.last in (DRAFT, DRAFT_QUESTION)
        entry = str(message.get(SPECIFIC_INTENT))
        if is_drafting or entry not in self.tagger.tags.items:
            entry = conversation.entry
        if not (is_drafting or message.get(HAS_CONTENT)):
            return []
        return self._tagged(
            clean_text(message), entry, conversation.asked if is_drafting else OPENING
        )

    def _of_choices(self, message: Message) -> list[dict[str, Any]]:
        entries = [one for one in message.get(CHOICES) or () if one in self.tagger.tags.items]
        return [
            one for entry in entries for one in self._tagged(clean_text(message), entry, OPENING)
        ]

    def _tagged(self, text: str, entry: str, item: str) -> list[dict[str, Any]]:
        """The items of an entry in a text that answers the question for one of them."""
        tags, features, model = self.tagger
        tokens = tokens_of(text)
        if not tokens:
            return []
        states = states_of(tokens, self.encoder.states(text))
        tagged = model.tag(
            features.of(text, tokens, states), tags.possible(entry), tags.asked(item)
        )
        return [
            {
                "entity": _item(one.tag),
                "start": tokens[one.start].start,
                "end": tokens[one.end - 1].end,
                "value": _value(one.tag) or text[tokens[one.start].start : tokens[one.end - 1].end],
                "confidence": one.confidence,
                "entry": entry,
                "extractor": type(self).__name__,
            }
            for one in tagged
        ]

    def write(self, folder: Path) -> None:
        """Save the trained model."""
        save_model(self.tagger, folder / "tagger.joblib")

    def read(self, folder: Path) -> None:
        """Load the trained model."""
        self.tagger = load_model(folder / "tagger.joblib", Tagger)


def marked_messages(examples: Sequence[Message], types: dict[str, str]) -> Iterator[MarkedMessage]:
    """The examples whose values are marked, without what was said before."""
    for example in examples:
        metadata = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
        if not metadata.get(MARKED) or not is_of(example, TURN_EXAMPLES):
            continue
        before, _, text = str(example.get(TEXT)).rpartition(AFTER)
        skipped = len(before) + len(AFTER)
        values = [_marked_value(found, skipped, types) for found in example.get(ENTITIES) or ()]
        line = before.strip()
        state = ConversationState.of_lines([line])
        is_opening = line.startswith(BEGINS) or state.last not in (DRAFT, DRAFT_QUESTION)
        entry = line.removeprefix(BEGINS) if line.startswith(BEGINS) else state.entry
        yield MarkedMessage(text, entry, OPENING if is_opening else state.asked, tuple(values))


def _marked_value(found: dict[str, Any], skipped: int, types: dict[str, str]) -> MarkedValue:
    item = _item(str(found["entity"]))
    if item not in types:
        raise ValueError(
            f"data/nlu/drafts: {item!r} is no item: write it under `types` of ItemTagger in "
            "config.yml, or correct the mark"
        )
    return MarkedValue(found["start"] - skipped, found["end"] - skipped, str(found["entity"]))


def _items(examples: Sequence[MarkedMessage]) -> dict[str, list[str]]:
    """The items of each request, as its examples have them."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        found[example.entry].update(_item(value.tag) for value in example.values)
    return {entry: sorted(items) for entry, items in found.items()}


def _tags_of(tokens: Sequence[TokenSpan], values: Sequence[MarkedValue]) -> Iterator[str]:
    for token in tokens:
        tags = [one.tag for one in values if one.start < token.end and one.end > token.start]
        yield tags[0] if tags else NOTHING


def _flags(values: Iterable[bool]) -> Matrix:
    return np.array([*values], dtype=np.float32)


def _item(tag: str) -> str:
    return tag.partition(OF_VALUE)[0]


def _value(tag: str) -> str:
    return tag.partition(OF_VALUE)[2]
