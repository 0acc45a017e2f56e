"""Runs the model's graph and looks rules up without work that nobody needs."""

import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

# Messages of the user that a rule is looked up in; no rule of ours reaches further back than two.
LATEST_MESSAGES = 3
# Ends of conversations whose rule is kept: there are a few hundred, as many as kinds allow.
MOST_FOUND = 2_000


def run_in_order(graph: Mapping[str, tuple[Any, ...]], targets: Sequence[str]) -> list[Any]:
    """What `dask.get` returns: a node is a step and the names of what it needs, or an input."""
    results: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in graph:
            return name  # as dask does; the step that needs it says what is missing
        if name not in results:
            step, *needs = graph[name]
            results[name] = step(*map(result, needs)) if callable(step) else graph[name]
        return results[name]

    return [result(name) for name in targets]


def run_graph_without_dask() -> None:
    """Rasa's runner looks for `get` in the name `dask` of its own module."""
    import rasa.engine.runner.dask

    rasa.engine.runner.dask.dask = SimpleNamespace(get=run_in_order)


def look_rules_up_in_latest_messages() -> None:
    """Look for a rule in the end of the conversation, once for all conversations that end so.

    Why: Rasa makes the states of the whole conversation anew at each prediction, twice (a rule
    might say what is typed; none of ours does), and holds every rule against them: a fifth of the
    engine's time. The states, in which the active form is, are all that the answer depends on.
    """
    from rasa.core.policies.rule_policy import RULES, RulePolicy

    find = RulePolicy._find_action_from_rules
    names_texts: dict[int, bool] = {}
    found: dict[tuple[Any, ...], Any] = {}

    def find_in_latest(
        self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool
    ) -> Any:
        if use_text_for_last_user_input:
            rules = self.lookup[RULES]
            if id(rules) not in names_texts:
                names_texts[id(rules)] = _names_texts(rules)
            if not names_texts[id(rules)]:
                return None, None, False
            return find(self, tracker, domain, use_text_for_last_user_input=True)
        part = latest_part(tracker)
        states = self._prediction_states(part, domain, rule_only_data=self._get_rule_only_data())
        key = (id(self.lookup), *map(type(part).freeze_current_state, states))
        if key not in found:
            if len(found) >= MOST_FOUND:
                found.clear()
            found[key] = find(self, part, domain, use_text_for_last_user_input=False)
        return found[key]

    RulePolicy._find_action_from_rules = find_in_latest


def latest_part(tracker: Any, messages: int = LATEST_MESSAGES) -> Any:
    """A tracker of the latest messages of the user and what followed, in the same state."""
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    events = list(tracker.events)
    said = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= messages:
        return tracker
    first = said[-messages]
    before = events[:first]
    slots_set = {event.key: event for event in before if isinstance(event, SlotSet)}
    loops = [event for event in before if isinstance(event, ActiveLoop)]
    opening = [*slots_set.values(), *loops[-1:], ActionExecuted("action_listen")]
    slots = tracker.slots.values()
    return DialogueStateTracker.from_events(tracker.sender_id, opening + events[first:], slots)


def _names_texts(rules: Mapping[str, Any]) -> bool:
    """Whether any rule says what a user must have typed."""
    return any("text" in (state.get("user") or {}) for key in rules for state in json.loads(key))
