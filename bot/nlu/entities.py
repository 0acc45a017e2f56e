"""Entities by rule: the lookup lists, synonyms and regexes of the training data on blank spaCy."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import spacy
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

Entity = dict[str, Any]


def blank_pipeline(training_data: TrainingData) -> Language:
    """English tokens, lemmas from lookup tables, entities from the data's lookup lists."""
    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    nlp.initialize()
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
