"""Pipeline step 3: put the decision in the place of the intent, as the rules need it.

The classifier tells some eighty intents apart. Rules act on a few kinds (docs/decisions.md): the
message's intent becomes the kind, `specific_intent` says which procedure, fact or command it is.
The payload of a button names the specific intent and gets its kind here, too.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import StoredComponent
from bot.nlu.conversation_case import ConversationThresholds, Decision
from bot.nlu.conversation_decision import ConversationDecider
from bot.nlu.conversation_examples import is_intent
from bot.nlu.decision import EMPTY, Candidate, Decider, Thresholds, Verdict
from bot.nlu.intent_classifier import (
    CLAUSE_RANKINGS,
    HAS_CONTENT,
    UNDERSTANDING,
    MessageAnalysis,
    kind_of,
)
from bot.nlu.open_choices import ChoiceMemory
from bot.nlu.text import clean_text

SPECIFIC_INTENT = "specific_intent"
CHOICES = "choices"
Limits = TypeVar("Limits")
# Buttons of conversations that are older than the new name.
RENAMED = {"give_agency": "inform_agency"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DecisionStep(StoredComponent, IntentClassifier):
    """Sets `intent` (a kind), `specific_intent`, `choices` of `clarify`, and `standalone`.

    `standalone` is the specific intent where there is no current procedure that a follow-up could
    be about.
    """

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the kind of each intent from the metadata of its examples."""
        self.kinds = {
            example.get(INTENT): kind_of(example)
            for example in training_data.intent_examples
            if is_intent(example)
        }
        self.persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide about each message."""
        decider = Decider(self._limits(Thresholds), self.kinds)
        in_conversation = ConversationDecider(self._limits(ConversationThresholds), decider)
        memory = self._limits(ChoiceMemory)
        for message in messages:
            if not self._take_payload(message):
                _decide(in_conversation, memory, message)
        return messages

    def _limits(self, of: type[Limits]) -> Limits:
        return of(**{field.name: self.config[field.name] for field in fields(of)})  # type: ignore[arg-type]

    def _take_payload(self, message: Message) -> bool:
        """Read the payload of a button, `/vpn_access`, if it names an intent that was learned.

        Rasa's own handler, which comes after the pipeline, reads the names that domain.yml has.
        """
        if not str(message.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX):
            return False
        payload = YAMLStoryReader.unpack_regex_message(message)
        name = str((payload.get(INTENT) or {}).get("name"))
        intent = RENAMED.get(name, name)
        if payload is message or intent not in self.kinds:
            return False
        _set_intent(message, self.kinds[intent], intent, confidence=1.0)
        message.set(INTENT_RANKING_KEY, payload.get(INTENT_RANKING_KEY), add_to_output=True)
        message.set(ENTITIES, payload.get(ENTITIES), add_to_output=True)
        return True

    def write(self, folder: Path) -> None:
        """Save the kinds."""
        (folder / "kinds.json").write_text(json.dumps(self.kinds))

    def read(self, folder: Path) -> None:
        """Load the kinds."""
        self.kinds = json.loads((folder / "kinds.json").read_text())


def _decide(decider: ConversationDecider, memory: ChoiceMemory, message: Message) -> None:
    read: MessageAnalysis = message.get(UNDERSTANDING)
    single, standalone = decider.single, Verdict(EMPTY)
    by_itself = _candidates(message.get(INTENT_RANKING_KEY))
    ranking = memory.weigh(by_itself, read.conversation, single)
    clauses = [_candidates(rows) for rows in message.get(CLAUSE_RANKINGS) or []]
    outcome = Decision(Verdict(EMPTY))
    if any(character.isalnum() for character in clean_text(message)):
        has_content = bool(message.get(HAS_CONTENT))
        standalone = single.standalone(ranking, clauses, has_content=has_content)
        verdict = single.decide(ranking, clauses, has_content=has_content)
        outcome = decider.decide(verdict, standalone, ranking, read)
    intent = outcome.verdict.intent
    shares = {row.intent: row.confidence for row in ranking}
    kind = outcome.kind or single.kind_of(intent)
    _set_intent(message, kind, intent, shares.get(intent, ranking[0].confidence))
    passages = [
        {"entry": outcome.entry or intent, "key": one.key, "confidence": one.share}
        for one in outcome.passages
    ]
    found: dict[str, Any] = {
        CHOICES: list(outcome.verdict.choices),
        "clarify_reason": outcome.reason,
        "entries": list(outcome.entries),
        "passages": passages,
        "about": outcome.entry,
        "reading": outcome.reading,
        "reading_confidence": outcome.confidence,
        "standalone": standalone.intent,
    }
    for name, value in found.items():
        message.set(name, value, add_to_output=True)
    readings = [{"name": one.name, "confidence": one.share} for one in read.understood.readings]
    message.set("reading_ranking", readings, add_to_output=True)


def _set_intent(message: Message, kind: str, specific: str, confidence: float) -> None:
    message.set(INTENT, {"name": kind, "confidence": confidence}, add_to_output=True)
    message.set(SPECIFIC_INTENT, specific, add_to_output=True)


def _candidates(rows: list[dict[str, Any]]) -> list[Candidate]:
    return [Candidate(row["name"], row["confidence"]) for row in rows]
