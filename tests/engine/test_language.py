"""Tokens and entities from the project's own lookup lists."""

import pytest
from rasa.shared.nlu.training_data.loading import load_data
from spacy.language import Language

from bot.engine.config import ROOT
from bot.nlu.language import EntityFinder, blank_pipeline


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
