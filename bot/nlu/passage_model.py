"""Which passage of a record a follow-up asks for, learned from examples (data/nlu/details/)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.nlu.encoder import Vectors
from bot.nlu.features import Floats
from bot.nlu.intent_model import IntentModel

# What the record has nothing on.
NONE = "none"
FEWEST_PASSAGES = 2


class PassageExample(NamedTuple):
    """What somebody asked about an entry, and the key of the passage that answers it."""

    entry: str
    key: str
    text: str


class PassageRank(NamedTuple):
    """A passage, its share of the probability, and the cosine to its nearest example."""

    key: str
    share: float
    likeness: float


@dataclass
class PassageModel:
    """One model of the passages for each entry, and one of their aspects over all entries.

    The aspect of a passage is the first part of its key: what people ask about a form is much the
    same whichever form it is.
    """

    entries: dict[str, IntentModel]
    aspects: IntentModel

    @classmethod
    def train(
        cls,
        examples: list[PassageExample],
        vectors: Vectors,
        *,
        strength: float,
        aspect_strength: float,
        likeness: float,
    ) -> PassageModel:
        """Fit on the examples; `vectors` has a row for each. The weights are as in IntentModel."""
        rows: dict[str, list[int]] = defaultdict(list)
        for number, example in enumerate(examples):
            rows[example.entry].append(number)
        entries = {
            entry: IntentModel.train(
                [examples[number].text for number in numbers],
                [examples[number].key for number in numbers],
                vectors[numbers],
                strength=strength,
                likeness=likeness,
            )
            for entry, numbers in rows.items()
            if len({examples[number].key for number in numbers}) >= FEWEST_PASSAGES
        }
        aspects = IntentModel.train(
            [example.text for example in examples],
            [aspect(example.key) for example in examples],
            vectors,
            strength=aspect_strength,
            likeness=0.0,
        )
        return cls(entries, aspects)

    def aspects_of(self, text: str, vector: Floats) -> dict[str, float]:
        """How likely each aspect is asked for."""
        shares = self.aspects.predict(text, vector)
        return dict(zip(self.aspects.intents, map(float, shares), strict=True))

    def rank(
        self, entry: str, text: str, vector: Floats, aspects: dict[str, float]
    ) -> list[PassageRank]:
        """The passages of an entry, likeliest first; none for an entry without examples."""
        model = self.entries.get(entry)
        if model is None:
            return []
        weights = np.array([aspects.get(aspect(key), 0.0) for key in model.intents])
        shares = model.predict(text, vector) * weights
        shares = shares / max(float(shares.sum()), 1e-12)
        return [
            PassageRank(
                model.intents[number],
                float(shares[number]),
                float(np.max(model.examples[number] @ vector)),
            )
            for number in np.argsort(-shares)
        ]


def aspect(key: str) -> str:
    """The aspect of a passage: `forms` of `forms.COT-F085`."""
    return key.partition(".")[0]


def passage_of(name: str) -> tuple[str, str]:
    """Entry and key in the response key of an example: `vpn_access.forms.COT-F181`."""
    entry, _, key = name.partition(".")
    return entry, key


def nearly_as_likely(ranks: Iterable[PassageRank], ratio: float, most: int) -> list[PassageRank]:
    """The first, and those that are at most `ratio` times less likely than it."""
    kept: list[PassageRank] = []
    for rank in ranks:
        if kept and (len(kept) == most or rank.share * ratio < kept[0].share):
            break
        kept.append(rank)
    return kept
