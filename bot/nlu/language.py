"""Pipeline step 1: cut the text into tokens and find entities, by rule (spaCy)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
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
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.nlu.component import StoredComponent
from bot.nlu.text import clean_text

Entity = dict[str, Any]


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class SpacyLanguage(StoredComponent):
    """Tokens and entities from a blank English pipeline: no model is downloaded."""

    nlp: Language
    finder: EntityFinder

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages that must be there."""
        return ["spacy"]

    def train(self, training_data: TrainingData) -> Resource:
        """Turn the lookup lists, regexes and synonyms of data/entities/ into rules."""
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
        """Set tokens and entities of the cleaned text."""
        for message in messages:
            doc = self.nlp(clean_text(message))
            tokens = [Token(token.text, token.idx) for token in doc if not token.is_space]
            message.set(TEXT_TOKENS, tokens)
            found = self.finder.find(doc)
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


def blank_pipeline(training_data: TrainingData) -> Language:
    """English tokens, and entities from the lookup lists of the training data."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    with nlp.select_pipes(enable=[]):
        ruler.add_patterns(
            [
                {"label": table["name"], "pattern": phrase}
                for table in training_data.lookup_tables
                for phrase in table["elements"]
            ]
        )
    return nlp


class EntityFinder:
    """Finds entities in a parsed text; the longest of overlapping ones wins."""

    def __init__(self, patterns: Iterable[tuple[str, str]], synonyms: dict[str, str]) -> None:
        self.patterns = [(name, re.compile(rule, re.IGNORECASE)) for name, rule in patterns]
        self.synonyms = {phrase.lower(): value for phrase, value in synonyms.items()}

    def find(self, doc: Doc) -> list[Entity]:
        """Entities in Rasa's form: entity, start, end, value (the canonical one)."""
        return [
            {
                "entity": span.label_,
                "start": span.start_char,
                "end": span.end_char,
                "value": self.synonyms.get(span.text.lower(), span.text),
            }
            for span in filter_spans([*self._by_pattern(doc), *doc.ents])
        ]

    def _by_pattern(self, doc: Doc) -> Iterator[Span]:
        for name, pattern in self.patterns:
            for match in pattern.finditer(doc.text):
                span = doc.char_span(*match.span(), label=name, alignment_mode="expand")
                if span is not None:
                    yield span
