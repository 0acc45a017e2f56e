"""Pipeline step 2: how likely each intent is for the message."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import StoredComponent
from bot.nlu.conversation import ConversationState
from bot.nlu.conversation_examples import ConversationExamples, is_intent
from bot.nlu.conversation_reader import Analysis, ConversationReader, SingleMessage
from bot.nlu.encoder import shared_encoder
from bot.nlu.encoder.cache import VectorCache
from bot.nlu.features import Floats
from bot.nlu.intent_model import IntentModel
from bot.nlu.model_file import load_model, save_model
from bot.nlu.negation import without_negated
from bot.nlu.reading_model import ReadingScore
from bot.nlu.sentences import question_of, sentences_of
from bot.nlu.spelling import Spelling
from bot.nlu.text import clauses, clean, clean_text, common_words, has_content

CLAUSE_RANKINGS = "clause_rankings"
UNDERSTANDING = "understanding"
KIND = "kind"
HAS_CONTENT = "has_content"
SENTENCES = "sentences"
# One clause is the message. A long mail mentions what it does not ask for, and takes its time.
FEWEST_CLAUSES, MOST_CLAUSES = 2, 6
LONGEST_QUESTION = 45  # words
ENCODER_FOLDER = Path(os.environ.get("ENGINE_ENCODER", "var/encoder"))


class MessageAnalysis(NamedTuple):
    """A message as it was read: its text, whether it names a role, what it stands in."""

    text: str
    names_role: bool
    conversation: ConversationState
    understood: Analysis


def kind_of(example: Message) -> str:
    """The kind that the intent's metadata names; without one the intent is a kind by itself."""
    metadata = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return str(metadata.get(KIND) or example.get(INTENT))


def _names_role(message: Message) -> bool:
    return any(found["entity"] == "role" for found in message.get(ENTITIES) or ())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HybridIntentClassifier(StoredComponent, IntentClassifier):
    """Sentence vectors, n-grams and nearest examples (docs/decisions.md has the comparison)."""

    spelling: Spelling
    common: frozenset[str]
    model: IntentModel
    reader: ConversationReader

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.encoder = shared_encoder(ENCODER_FOLDER)
        self._titles: dict[str, Floats] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent, and from those of conversations."""
        examples = [one for one in training_data.intent_examples if is_intent(one)]
        written = [clean(example.get(TEXT)) for example in examples]
        self.spelling = Spelling.learn(written)
        texts = [self._read(text) for text in written]
        intents = [example.get(INTENT) for example in examples]
        self.common = common_words(zip(texts, intents, strict=True))
        told = ConversationExamples.of(training_data.intent_examples, self._read)
        cache = VectorCache(self.encoder, ENCODER_FOLDER / "examples.npz")
        vectors = cache.encode([*texts, *told.texts])
        known = dict(zip([*texts, *told.texts], vectors, strict=True))
        self.model = IntentModel.train(
            texts,
            intents,
            vectors[: len(texts)],
            strength=self.config["strength"],
            likeness=self.config["likeness"],
        )
        self.reader = ConversationReader.train(
            told,
            self.model,
            {one.get(INTENT): kind_of(one) for one in examples},
            lambda wanted: np.stack([known[text] for text in wanted]),
            self.config,
        )
        self.persist()
        return self._resource

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Set the intent, the ranking of all intents and of each clause, and the readings.

        Rasa gives the tracker to a parameter of this name; `rasa shell nlu` has none.
        """
        for message in messages:
            conversation = ConversationState.of_tracker(tracker)
            sentences = (
                sentences_of(clean_text(message), partial(self._read_alone, conversation))
                if conversation.is_filling_in
                else []
            )
            message.set(SENTENCES, [one.output() for one in sentences], add_to_output=True)
            text = self._read(question_of(sentences) or clean_text(message))
            single = self._single(text)
            ranking = self._ranking(single.shares)
            titles = [self._title(option.title) for option in conversation.options]
            understood = self.reader.read(single, conversation, titles)
            message.set(
                UNDERSTANDING, MessageAnalysis(text, _names_role(message), conversation, understood)
            )
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(HAS_CONTENT, has_content(text, self.common))
            parts = clauses(text) if len(text.split()) <= LONGEST_QUESTION else []
            if FEWEST_CLAUSES <= len(parts) <= MOST_CLAUSES:
                message.set(CLAUSE_RANKINGS, self._rankings(parts))
        return messages

    def _single(self, text: str) -> SingleMessage:
        """A text that is read, without its conversation."""
        vector = self.encoder.encode([text])[0]
        return SingleMessage(text, vector, self.model.intents, self.model.predict(text, vector))

    def _read_alone(
        self, conversation: ConversationState, sentence: str
    ) -> tuple[Sequence[ReadingScore], str]:
        """The readings of one sentence of a message, and its likeliest intent."""
        single = self._single(self._read(sentence))
        understood = self.reader.read(single, conversation, ())
        return understood.readings, single.intents[int(np.argmax(single.shares))]

    def _read(self, text: str) -> str:
        """The text to understand: typing mistakes corrected, what is not meant left out."""
        return without_negated(self.spelling.correct(text))

    def _title(self, title: str) -> Floats:
        """The vector of an offered title; there are as many as entries."""
        if title not in self._titles:
            self._titles[title] = self.encoder.encode([title])[0]
        return self._titles[title]

    def _rankings(self, texts: list[str]) -> list[list[dict[str, Any]]]:
        return [
            self._ranking(row) for row in map(self.model.predict, texts, self.encoder.encode(texts))
        ]

    def _ranking(self, shares: Floats) -> list[dict[str, Any]]:
        return [
            {"name": self.model.intents[index], "confidence": float(shares[index])}
            for index in np.argsort(-shares)
        ]

    def write(self, folder: Path) -> None:
        """Save the trained model."""
        save_model(self.model, folder / "intents.joblib")
        save_model(self.reader, folder / "conversation.joblib")
        (folder / "vocabulary.json").write_text(json.dumps(self.spelling.vocabulary))
        (folder / "common_words.json").write_text(json.dumps(sorted(self.common)))

    def read(self, folder: Path) -> None:
        """Load the trained model."""
        self.model = load_model(folder / "intents.joblib", IntentModel)
        self.reader = load_model(folder / "conversation.joblib", ConversationReader)
        self.spelling = Spelling(json.loads((folder / "vocabulary.json").read_text()))
        self.common = frozenset(json.loads((folder / "common_words.json").read_text()))
