"""Domain, rules and stories: every name that one uses is known to the others."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.operations.checks.training_data import IntentFile
from faq_kb.source.yaml_file import SourceFault, YamlFile

# Decided by the pipeline, without examples of their own (bot/nlu/decision.py).
DECIDED = frozenset({"clarify", "detail", "repair"})
# What the form of a draft does itself, without a rule.
DONE_BY_FORM = frozenset({"next_caller"})


def kind_faults(domain: YamlFile, intents: Iterable[IntentFile]) -> Iterator[SourceFault]:
    """Kinds of data/nlu that the domain does not have, and kinds that nothing is of."""
    kinds = _names(domain, "intents")
    for intent in intents:
        if intent.kind not in kinds:
            message = (
                f"{intent.kind!r} is no intent of domain.yml: write `metadata: {{kind: ...}}` with "
                "one that is, or add it there"
            )
            yield intent.fault(message)
    trained = DECIDED | {intent.kind for intent in intents}
    for number, kind in enumerate(kinds):
        if kind not in trained:
            message = f"no file of data/nlu/ is of the kind {kind!r}: add one or remove it"
            yield domain.fault(["intents", number], message)


def action_faults(domain: YamlFile, actions: set[str]) -> Iterator[SourceFault]:
    """Actions that nobody runs, and actions that the domain does not know."""
    named = _names(domain, "actions")
    for number, action in enumerate(named):
        if action not in actions:
            message = f"{action!r} is not in ACTIONS of actions/actions.py: add it or remove it"
            yield domain.fault(["actions", number], message)
    for action in sorted(actions - set(named)):
        yield domain.fault(["actions"], f"lacks {action!r} of actions/actions.py: add it")


def step_faults(file: YamlFile, section: str, domain: YamlFile) -> Iterator[SourceFault]:
    """Intents and actions of rules or stories that the domain does not know."""
    intents = _names(domain, "intents")
    actions = [*_names(domain, "actions"), *(domain.content.get("forms") or {})]
    for index, item in enumerate(file.content.get(section) or []):
        for path, kind, name in _steps(item):
            if name not in (intents if kind == "intent" else actions):
                message = f"{kind} {name!r} is not in domain.yml: add it or correct its name"
                yield file.fault([section, index, *path], message)


def unruled_intents(rules: Iterable[YamlFile], domain: YamlFile) -> Iterator[SourceFault]:
    """Intents that no rule answers: at any time, or while a draft is filled in."""
    ruled: dict[bool, set[str]] = {False: set(), True: set()}
    for file in rules:
        for item in file.content.get("rules") or []:
            in_form = isinstance(item, dict) and "condition" in item
            ruled[in_form] |= {name for _, kind, name in _steps(item) if kind == "intent"}
    for number, intent in enumerate(_names(domain, "intents")):
        if intent not in ruled[False]:
            message = f"{intent!r} has no rule: add one in data/rules/"
            yield domain.fault(["intents", number], message)
        elif intent not in ruled[True] | DONE_BY_FORM:
            message = (
                f"{intent!r} has no rule while a draft is filled in: see data/rules/drafts.yml"
            )
            yield domain.fault(["intents", number], message)


def entity_faults(domain: YamlFile, files: Iterable[YamlFile]) -> Iterator[SourceFault]:
    """Entities of lookup lists and regexes that the domain does not know."""
    known = _names(domain, "entities")
    for file in files:
        for number, item in enumerate(file.content.get("nlu") or []):
            name = (item.get("lookup") or item.get("regex")) if isinstance(item, dict) else None
            if name and name not in known:
                message = f"entity {name!r} is not in domain.yml: add it or correct its name"
                yield file.fault(["nlu", number], message)


def _names(domain: YamlFile, section: str) -> list[str]:
    return [str(name) for name in domain.content.get(section) or []]


def _steps(item: Any) -> Iterator[tuple[list[str | int], str, str]]:
    """Place, kind (`intent` or `action`) and name of each step of a rule or story."""
    steps = item.get("steps") if isinstance(item, dict) else None
    for number, step in enumerate(steps or []):
        for kind in ("intent", "action"):
            if isinstance(step, dict) and kind in step:
                yield ["steps", number, kind], kind, str(step[kind])
