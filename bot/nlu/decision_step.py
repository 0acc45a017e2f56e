"""Pipeline step 3: put the decision in the place of the intent, for the rules to act on."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.decision import EMPTY, Candidate, Decider, Thresholds, Verdict
from bot.nlu.intent_classifier import CLAUSE_RANKINGS, HAS_CONTENT
from bot.nlu.text import clean_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decision(GraphComponent, IntentClassifier):
    """Sets `intent`; `choices` when it is `clarify`; `standalone` for a follow-up.

    `standalone` is the verdict without follow-ups: what the message means where there is no
    current procedure that it could be about.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        names = Thresholds.__dataclass_fields__
        self.decider = Decider(
            Thresholds(**{name: config[name] for name in names}),
            frozenset(config["dialogue_intents"]),
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decision:
        """A component with the numbers of config.yml."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide about each message."""
        for message in messages:
            ranking = _candidates(message.get(INTENT_RANKING_KEY) or [])
            clauses = [_candidates(rows) for rows in message.get(CLAUSE_RANKINGS) or []]
            verdict = standalone = Verdict(EMPTY)
            if any(character.isalnum() for character in clean_text(message)):
                has_content = bool(message.get(HAS_CONTENT))
                verdict = self.decider.decide(ranking, clauses, has_content=has_content)
                standalone = self.decider.standalone(ranking, clauses, has_content=has_content)
            confidence = {row.intent: row.confidence for row in ranking}.get(
                verdict.intent, ranking[0].confidence
            )
            decided = {"name": verdict.intent, "confidence": confidence}
            message.set(INTENT, decided, add_to_output=True)
            message.set("choices", list(verdict.choices), add_to_output=True)
            message.set("standalone", standalone.intent, add_to_output=True)
        return messages


def _candidates(rows: list[dict[str, Any]]) -> list[Candidate]:
    return [Candidate(row["name"], row["confidence"]) for row in rows]
