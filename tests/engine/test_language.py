"""Tokens, lemmas and entities from the project's own lookup lists."""

import pytest

from bot.engine import slim

slim.install()

from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402
from spacy.language import Language  # noqa: E402

from bot.engine.config import ROOT  # noqa: E402
from bot.nlu.entities import EntityFinder, blank_pipeline  # noqa: E402


@pytest.fixture(scope="module")
def parts() -> tuple[Language, EntityFinder]:
    """The spaCy pipeline and the finder, from data/entities."""
    data = load_data(str(ROOT / "data" / "entities"))
    patterns = [(feature["name"], feature["pattern"]) for feature in data.regex_features]
    return blank_pipeline(data), EntityFinder(patterns, data.entity_synonyms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who is the security contact for KYTC", [("role", "security")]),
        ("what goes on the F181EZ?", [("form", "F181EZ")]),
        ("cot-f045 or COT F180", [("form", "cot-f045"), ("form", "COT F180")]),
        ("unblock https://example.gov/a?b=1 please", [("url", "https://example.gov/a?b=1")]),
        ("does CIO-059 say so", [("policy", "CIO-059")]),
        ("write to pat@example.gov", [("email", "pat@example.gov")]),
        ("my laptop and Outlook", [("device", "laptop"), ("system", "Outlook")]),
        ("nothing of that kind", []),
    ],
)
def test_entities(
    parts: tuple[Language, EntityFinder], text: str, expected: list[tuple[str, str]]
) -> None:
    nlp, finder = parts
    found = finder.find(nlp(text))
    assert [entity["entity"] for entity in found] == [name for name, _ in expected]
    for entity, (_, value) in zip(found, expected, strict=True):
        assert entity["value"].startswith(value)
        assert text[entity["start"] : entity["end"]].strip()


def test_words_have_lemmas(parts: tuple[Language, EntityFinder]) -> None:
    nlp, _ = parts
    assert [token.lemma_ for token in nlp("laptops were stolen")] == ["laptop", "be", "steal"]
