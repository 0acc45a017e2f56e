"""Pipeline step 1: clean the text, cut it into tokens with lemmas, find entities (spaCy)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.nlu.component import StoredComponent
from bot.nlu.entities import EntityFinder, blank_pipeline
from bot.nlu.text import clean_text


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class SpacyLanguage(StoredComponent):
    """Tokens, lemmas and entities from a blank English pipeline: no model is downloaded."""

    nlp: Language
    finder: EntityFinder

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages that must be there."""
        return ["spacy"]

    def train(self, training_data: TrainingData) -> Resource:
        """Turn the lookup lists, regexes and synonyms of the data into rules."""
        self.nlp = blank_pipeline(training_data)
        self._rules = {
            "patterns": [
                [feature["name"], feature["pattern"]] for feature in training_data.regex_features
            ],
            "synonyms": training_data.entity_synonyms,
        }
        self.finder = EntityFinder(**self._rules)
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to do: the classifier reads the texts of the examples themselves."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set clean text, tokens (text, place, lemma) and entities."""
        for message in messages:
            text = clean_text(message)
            doc = self.nlp(text)
            message.set(
                TEXT_TOKENS,
                [
                    Token(token.text, token.idx, lemma=token.lemma_ or token.text)
                    for token in doc
                    if not token.is_space
                ],
            )
            found: list[dict[str, Any]] = self.finder.find(doc)
            for entity in found:
                entity["extractor"] = type(self).__name__
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def write(self, folder: Path) -> None:
        """Save the spaCy pipeline and the rules."""
        self.nlp.to_disk(folder / "spacy")
        (folder / "rules.json").write_text(json.dumps(self._rules))

    def read(self, folder: Path) -> None:
        """Load the spaCy pipeline and the rules."""
        self.nlp = spacy.load(folder / "spacy")
        self._rules = json.loads((folder / "rules.json").read_text())
        self.finder = EntityFinder(**self._rules)
