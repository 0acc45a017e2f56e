"""Reads a message in its conversation: which reading it is, and what it is about.

Learned from data/nlu/details/ (passages of the records), data/nlu/topics/ (vague openings) and
data/nlu/turns/ (messages after others, with their reading).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed

from bot.nlu.conversation import ConversationState
from bot.nlu.conversation_examples import ConversationExamples, Turn
from bot.nlu.encoder import Vectors
from bot.nlu.features import Floats
from bot.nlu.intent_model import IntentModel
from bot.nlu.passage_model import (
    PassageModel,
    PassageRank,
)
from bot.nlu.reading_model import (
    VAGUE,
    Evidence,
    Features,
    ReadingModel,
    ReadingScore,
    features,
)

SOUND = "sounds_like_"
FOLDS = 3
Encode = Callable[[list[str]], Vectors]


class SingleMessage(NamedTuple):
    """A message without its conversation: text, vector, and the share of each intent."""

    text: str
    vector: Floats
    intents: Sequence[str]
    shares: Floats


class Analysis(NamedTuple):
    """What was found for a message; everything likeliest first.

    `passages` are those of the current entry, `passages_of` finds another entry's; `titles` has
    the likeness of the text to each offered title. `reasons_for` names the features that speak
    most for a reading, or against it.
    """

    readings: list[ReadingScore]
    passages: Sequence[PassageRank]
    passages_of: Callable[[str], list[PassageRank]]
    topics: list[tuple[str, float]]
    entries_of_topic: dict[str, list[str]]
    titles: Sequence[float]
    reasons_for: Callable[[str], list[tuple[str, float]]]


@dataclass
class ConversationReader:
    """Passages, topics and readings, trained on top of the intents."""

    passages: PassageModel
    topics: IntentModel
    entries_of_topic: dict[str, list[str]]
    readings: ReadingModel
    kinds: dict[str, str]

    @classmethod
    def train(
        cls,
        examples: ConversationExamples,
        intents: IntentModel,
        kinds: dict[str, str],
        encode: Encode,
        settings: dict[str, float],
    ) -> ConversationReader:
        """Fit all three; `kinds` says of each intent which kind it is."""
        passages = PassageModel.train(
            examples.details,
            encode([example.text for example in examples.details]),
            strength=settings["passage_strength"],
            aspect_strength=settings["aspect_strength"],
            likeness=settings["passage_likeness"],
        )
        names, texts = zip(*examples.topics, strict=True)
        topics = IntentModel.train(
            list(texts),
            list(names),
            encode(list(texts)),
            strength=settings["topic_strength"],
            likeness=settings["topic_likeness"],
        )
        # A vague opening is an example of its reading, too; its writer is as good as any.
        openings = [
            Turn(text, (), VAGUE, str(number % FOLDS))
            for number, (_, text) in enumerate(examples.topics)
        ]
        turns = [*examples.turns, *openings, *examples.elsewhere()]
        reader = cls(passages, topics, examples.entries_of_topic, None, kinds)  # type: ignore[arg-type]
        reader.readings = reader._train_readings(turns, intents, encode, settings)
        return reader

    def _train_readings(
        self, turns: list[Turn], intents: IntentModel, encode: Encode, settings: dict[str, float]
    ) -> ReadingModel:
        texts, names = [turn.text for turn in turns], [turn.reading for turn in turns]
        vectors = encode(texts)
        conversations = [ConversationState.of_lines(turn.after) for turn in turns]
        sounds = _sounds_of_others(turns, vectors, settings)
        rows = []
        for turn, vector, one, sound in zip(turns, vectors, conversations, sounds, strict=True):
            message = SingleMessage(
                turn.text, vector, intents.intents, intents.predict(turn.text, vector)
            )
            titles = [*encode([option.title for option in one.options])] if one.options else []
            evidence = self._evidence(message, one, titles)
            rows.append(features(evidence, one) | sound)
        words = _word_model(texts, names, vectors, settings)
        return ReadingModel.train(
            rows, conversations, names, words, strength=settings["reading_strength"]
        )

    def read(
        self, message: SingleMessage, conversation: ConversationState, titles: Sequence[Floats]
    ) -> Analysis:
        """Read one message; `titles` has the vector of each offered title."""
        text, vector = message.text, message.vector
        evidence = self._evidence(message, conversation, titles)
        sound = _sound(self.readings.words, text, vector)
        found = features(evidence, conversation) | sound
        readings = self.readings.rank(found, conversation)
        topics = self.topics.predict(text, vector)
        ranked = [(self.topics.intents[n], float(topics[n])) for n in np.argsort(-topics)]

        def passages_of(entry: str) -> list[PassageRank]:
            return self.passages.rank(entry, text, vector, dict(evidence.aspects))

        def reasons_for(reading: str) -> list[tuple[str, float]]:
            return self.readings.reasons(found, conversation, reading)

        return Analysis(
            readings,
            evidence.passages,
            passages_of,
            ranked,
            self.entries_of_topic,
            evidence.titles,
            reasons_for,
        )

    def _evidence(
        self, message: SingleMessage, conversation: ConversationState, titles: Sequence[Floats]
    ) -> Evidence:
        text, vector = message.text, message.vector
        by_kind: dict[str, float] = defaultdict(float)
        procedures = []
        for name, share in zip(message.intents, map(float, message.shares), strict=True):
            by_kind[self.kinds[name]] += share
            if self.kinds[name] == "procedure":
                procedures.append((name, share))
        procedures.sort(key=lambda row: -row[1])
        aspects = self.passages.aspects_of(text, vector)
        passages = self.passages.rank(conversation.entry, text, vector, aspects)
        likenesses = [float(title @ vector) for title in titles]
        return Evidence(text, by_kind, procedures, passages, aspects, likenesses)


def _word_model(
    texts: list[str], names: list[str], vectors: Vectors, settings: dict[str, float]
) -> IntentModel:
    return IntentModel.train(
        texts,
        names,
        vectors,
        strength=settings["word_strength"],
        likeness=settings["word_likeness"],
    )


def _sound(words: IntentModel, text: str, vector: Floats) -> Features:
    """How much the words alone sound like each reading."""
    shares = np.log(np.maximum(words.predict(text, vector), 1e-6))
    return {
        f"{SOUND}{name}": float(share) for name, share in zip(words.intents, shares, strict=True)
    }


def _sounds_of_others(
    turns: Sequence[Turn], vectors: Vectors, settings: dict[str, float]
) -> list[Features]:
    """How each example sounds to a model that has read nothing of its writer.

    A model that has read it is surer than it will ever be of a user's words.
    """
    writers = sorted({turn.writer for turn in turns})
    fold_of = {writer: number % FOLDS for number, writer in enumerate(writers)}
    folds = np.array([fold_of[turn.writer] for turn in turns])

    def hear(fold: int) -> list[tuple[int, Features]]:
        known = np.flatnonzero(folds != fold)
        words = _word_model(
            [turns[n].text for n in known],
            [turns[n].reading for n in known],
            vectors[known],
            settings,
        )
        return [
            (n, _sound(words, turns[n].text, vectors[n])) for n in np.flatnonzero(folds == fold)
        ]

    heard = Parallel(n_jobs=-1, prefer="threads")(delayed(hear)(n) for n in range(FOLDS))
    return [sound for _, sound in sorted((row for rows in heard for row in rows), key=_first)]


def _first(row: tuple[int, Features]) -> int:
    return row[0]
