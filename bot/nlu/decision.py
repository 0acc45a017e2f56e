"""Pipeline step 3: answer, offer named choices, or say that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

CLARIFY = "clarify"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


class Candidate(NamedTuple):
    """An intent and its probability."""

    intent: str
    probability: float


@dataclass(frozen=True)
class Thresholds:
    """When to answer, when to ask; config.yml holds the numbers and why they are what they are."""

    answer: float
    lead: float
    choice: float
    refuse: float
    most_choices: int


def decide(
    ranking: Sequence[Candidate], thresholds: Thresholds, dialogue: frozenset[str]
) -> tuple[str, list[Candidate]]:
    """The intent to act on and what to offer.

    `ranking` is best first; intents of `dialogue` (small talk, follow-ups) are never offered.
    """
    best = ranking[0]
    runner_up = ranking[1].probability if len(ranking) > 1 else 0.0
    if best.probability >= thresholds.answer and best.probability - runner_up >= thresholds.lead:
        return best.intent, []
    if best.intent == OUT_OF_SCOPE and best.probability >= thresholds.refuse:
        return OUT_OF_SCOPE, []
    choices = [
        candidate
        for candidate in ranking
        if candidate.intent not in dialogue and candidate.probability >= thresholds.choice
    ][: thresholds.most_choices]
    if len(choices) < 2:
        return FALLBACK, []
    return CLARIFY, choices


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decision(GraphComponent, IntentClassifier):
    """Turns the ranking into the one intent that rules act on."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.dialogue = frozenset(config.pop("dialogue_intents")) | {OUT_OF_SCOPE}
        names = Thresholds.__dataclass_fields__
        self.thresholds = Thresholds(**{name: config[name] for name in names})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decision:
        """A component with the numbers of config.yml."""
        return cls(dict(config))

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intent; for `clarify` the ranking then holds just what to offer."""
        for message in messages:
            ranking = [
                Candidate(row["name"], row["confidence"])
                for row in message.get(INTENT_RANKING_KEY) or []
            ]
            intent, choices = decide(ranking, self.thresholds, self.dialogue)
            if intent != ranking[0].intent:
                message.set(
                    INTENT,
                    {"name": intent, "confidence": ranking[0].probability},
                    add_to_output=True,
                )
            if choices:
                message.set("choices", [choice.intent for choice in choices], add_to_output=True)
        return messages
