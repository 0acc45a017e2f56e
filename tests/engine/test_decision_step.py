"""The pipeline's last step: rules get kinds, and what is meant is in the message."""

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message

from bot.engine.config import ROOT
from bot.nlu.conversation import ConversationState
from bot.nlu.conversation_case import ConversationThresholds
from bot.nlu.conversation_reader import Analysis
from bot.nlu.decision import Thresholds
from bot.nlu.decision_step import DecisionStep
from bot.nlu.intent_classifier import HAS_CONTENT, UNDERSTANDING, MessageAnalysis
from bot.nlu.language import SpacyLanguage  # noqa: F401 (registers the recipe's components)
from bot.nlu.open_choices import ChoiceMemory
from bot.nlu.reading_model import ReadingScore

SETTINGS = (Thresholds, ConversationThresholds, ChoiceMemory)
LIMITS = [name for one in SETTINGS for name in one.__dataclass_fields__]
CONFIG = dict.fromkeys(LIMITS, 2.0) | {"without_content": 0.9}
DATA = """
version: "3.1"
nlu:
  - intent: vpn_access
    metadata: {kind: procedure}
    examples: "- the vpn"
  - intent: webmail
    metadata: {kind: procedure}
    examples: "- my mail"
  - intent: draft_change
    metadata: {kind: draft}
    examples: "- change it"
  - intent: contact_check
    examples: "- is she a contact"
"""


@pytest.fixture
def step(tmp_path: Path) -> DecisionStep:
    """The step as it is loaded from a model."""
    storage, resource = LocalModelStorage(tmp_path), Resource("decision")
    DecisionStep(CONFIG, storage, resource).train(RasaYAMLReader().reads(DATA))
    return DecisionStep.load(CONFIG, storage, resource, None)  # type: ignore[arg-type]


def decided(step: DecisionStep, text: str, *ranking: tuple[str, float]) -> dict[str, Any]:
    rows = [{"name": name, "confidence": share} for name, share in ranking]
    understood = Analysis([ReadingScore("procedure", 1.0)], [], lambda _: [], [], {}, [], {})
    read = MessageAnalysis(text, False, ConversationState(), understood)
    message = Message(
        {"text": text, INTENT_RANKING_KEY: rows, HAS_CONTENT: True, UNDERSTANDING: read}
    )
    (message,) = step.process([message])
    return dict(message.as_dict(only_output_properties=True))


def test_a_procedure_becomes_its_kind(step: DecisionStep) -> None:
    parsed = decided(step, "vpn", ("vpn_access", 0.9), ("webmail", 0.05))
    assert parsed[INTENT] == {"name": "procedure", "confidence": 0.9}
    assert parsed["specific_intent"] == parsed["standalone"] == "vpn_access"


def test_choices_and_an_empty_message_have_kinds_too(step: DecisionStep) -> None:
    parsed = decided(step, "vpn mail", ("vpn_access", 0.5), ("webmail", 0.4))
    assert parsed[INTENT]["name"] == parsed["specific_intent"] == "clarify"
    assert parsed["choices"] == ["vpn_access", "webmail"]
    parsed = decided(step, "?!", ("vpn_access", 0.5), ("webmail", 0.4))
    assert parsed[INTENT]["name"], parsed["specific_intent"] == ("small_talk", "empty_message")


def test_an_intent_without_metadata_is_a_kind_by_itself(step: DecisionStep) -> None:
    parsed = decided(step, "is she?", ("contact_check", 0.9), ("webmail", 0.05))
    assert parsed[INTENT]["name"] == parsed["specific_intent"] == "contact_check"


def test_a_payload_has_its_kind_and_its_entities(step: DecisionStep) -> None:
    ranking = ("vpn_access", 0.9), ("webmail", 0.05)
    parsed = decided(step, '/draft_change{"item": "phone", "value": "502"}', *ranking)
    assert parsed[INTENT] == {"name": "draft", "confidence": 1.0}
    assert parsed["specific_intent"] == "draft_change"
    found = {row["entity"]: row["value"] for row in parsed["entities"]}
    assert found == {"item": "phone", "value": "502"}


def test_a_payload_that_names_nothing_known_is_a_text(step: DecisionStep) -> None:
    parsed = decided(step, "/no_such_intent", ("vpn_access", 0.9), ("webmail", 0.05))
    assert parsed["specific_intent"] == "vpn_access"


def test_every_kind_of_the_data_is_an_intent_of_the_domain() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.nlu.training_data.loading import load_data

    step = DecisionStep.__new__(DecisionStep)
    step.persist = lambda: None  # type: ignore[method-assign]
    step._resource = Resource("decision")
    step.train(load_data(str(ROOT / "data" / "nlu")))
    assert set(step.kinds.values()) <= set(Domain.load(str(ROOT / "domain.yml")).intents)
