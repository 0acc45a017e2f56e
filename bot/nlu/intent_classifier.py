"""Pipeline step 2: how likely each intent is for the message."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import StoredComponent
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.encoder.cache import VectorCache
from bot.nlu.intent_model import IntentModel
from bot.nlu.negation import without_negated
from bot.nlu.spelling import Spelling
from bot.nlu.text import clauses, clean, clean_text, common_words, has_content

CLAUSE_RANKINGS = "clause_rankings"
HAS_CONTENT = "has_content"
# One clause is the message. A long mail mentions what it does not ask for, and takes its time.
FEWEST_CLAUSES, MOST_CLAUSES = 2, 6
LONGEST_QUESTION = 45  # words
ENCODER_FOLDER = Path(os.environ.get("ENGINE_ENCODER", "var/encoder"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HybridIntentClassifier(StoredComponent, IntentClassifier):
    """Sentence vectors, n-grams and nearest examples (docs/decisions.md has the comparison)."""

    spelling: Spelling
    common: frozenset[str]
    model: IntentModel

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.encoder = SentenceEncoder(ENCODER_FOLDER)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent."""
        examples = training_data.intent_examples
        written = [clean(example.get(TEXT)) for example in examples]
        self.spelling = Spelling.learn(written)
        texts = [self._read(text) for text in written]
        intents = [example.get(INTENT) for example in examples]
        self.common = common_words(zip(texts, intents, strict=True))
        self.model = IntentModel.train(
            texts,
            intents,
            VectorCache(self.encoder, ENCODER_FOLDER / "examples.npz").encode(texts),
            strength=self.config["strength"],
            likeness=self.config["likeness"],
        )
        self.persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the ranking of all intents, and the ranking of each clause."""
        for message in messages:
            text = self._read(clean_text(message))
            ranking, *_ = self._rankings([text])
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(HAS_CONTENT, has_content(text, self.common))
            parts = clauses(text) if len(text.split()) <= LONGEST_QUESTION else []
            if FEWEST_CLAUSES <= len(parts) <= MOST_CLAUSES:
                message.set(CLAUSE_RANKINGS, self._rankings(parts))
        return messages

    def _read(self, text: str) -> str:
        """The text to understand: typing mistakes corrected, what is not meant left out."""
        return without_negated(self.spelling.correct(text))

    def _rankings(self, texts: list[str]) -> list[list[dict[str, Any]]]:
        return [
            [
                {"name": self.model.intents[index], "confidence": float(row[index])}
                for index in np.argsort(-row)
            ]
            for row in map(self.model.predict, texts, self.encoder.encode(texts))
        ]

    def write(self, folder: Path) -> None:
        """Save the trained model."""
        self.model.save(folder / "intents.joblib")
        (folder / "vocabulary.json").write_text(json.dumps(self.spelling.vocabulary))
        (folder / "common_words.json").write_text(json.dumps(sorted(self.common)))

    def read(self, folder: Path) -> None:
        """Load the trained model."""
        self.model = IntentModel.load(folder / "intents.joblib")
        self.spelling = Spelling(json.loads((folder / "vocabulary.json").read_text()))
        self.common = frozenset(json.loads((folder / "common_words.json").read_text()))
