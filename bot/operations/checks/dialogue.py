"""Domain, rules and pipeline settings: every name that one uses is known to the others."""

from collections.abc import Iterable, Iterator
from typing import Any

from faq_kb.source.yaml_file import SourceFault, YamlFile

REFUSED = frozenset({"out_of_scope", "misuse"})
# Decided by the pipeline, without examples of their own.
DECIDED = frozenset({"clarify", "nlu_fallback", "empty_message"})


def domain_intents(domain: YamlFile) -> list[str]:
    """Intents of the domain."""
    return [str(intent) for intent in domain.content.get("intents") or []]


def dialogue_intents(config: YamlFile) -> frozenset[str]:
    """Intents that are never offered as a choice: follow-ups and small talk."""
    steps = [step for step in config.content.get("pipeline") or [] if isinstance(step, dict)]
    return frozenset(name for step in steps for name in step.get("dialogue_intents") or ())


def intent_faults(
    domain: YamlFile, config: YamlFile, trained: set[str], procedures: set[str]
) -> Iterator[SourceFault]:
    """Intents without examples, examples and procedures without an intent."""
    intents = domain_intents(domain)
    for number, intent in enumerate(intents):
        if intent not in trained | DECIDED:
            message = f"{intent!r} has no examples: add data/nlu/{intent}.yml or remove it"
            yield domain.fault(["intents", number], message)
    for intent in sorted(trained - set(intents)):
        yield domain.fault(["intents"], f"lacks {intent!r} of data/nlu/{intent}.yml: add it")
    for entry in sorted(procedures - set(intents)):
        message = f"lacks {entry!r} of faq_kb/procedures/{entry}.yml: add it"
        yield domain.fault(["intents"], message)
    for intent in sorted(dialogue_intents(config) - set(intents)):
        message = f"`dialogue_intents` names {intent!r}, which domain.yml lacks: add it there"
        yield config.fault(["pipeline"], message)


def action_faults(domain: YamlFile, actions: set[str]) -> Iterator[SourceFault]:
    """Actions that nobody runs, and actions that the domain does not know."""
    named = [str(action) for action in domain.content.get("actions") or []]
    for number, action in enumerate(named):
        if action not in actions:
            message = f"{action!r} is not registered in actions/server.py: add it or remove it"
            yield domain.fault(["actions", number], message)
    for action in sorted(actions - set(named)):
        yield domain.fault(["actions"], f"lacks {action!r} of actions/server.py: add it")


def step_faults(file: YamlFile, section: str, domain: YamlFile) -> Iterator[SourceFault]:
    """Intents and actions of rules or stories that the domain does not know."""
    intents, actions = (
        set(domain_intents(domain)),
        {*(domain.content.get("actions") or []), *(domain.content.get("forms") or {})},
    )
    for index, item in enumerate(file.content.get(section) or []):
        for path, kind, name in _names(_steps(item), ["steps"]):
            known = intents if kind == "intent" else actions
            if name not in known:
                message = f"{kind} {name!r} is not in domain.yml: add it or correct its name"
                yield file.fault([section, index, *path], message)


def unruled_intents(rules: Iterable[YamlFile], domain: YamlFile) -> Iterator[SourceFault]:
    """Intents that no rule answers at any time; one with a condition counts in a form only."""
    ruled = {
        name
        for file in rules
        for item in file.content.get("rules") or []
        if isinstance(item, dict) and "condition" not in item
        for _, kind, name in _names(_steps(item), [])
        if kind == "intent"
    }
    for number, intent in enumerate(domain_intents(domain)):
        if intent not in ruled:
            message = f"{intent!r} has no rule: add it to one in data/rules/"
            yield domain.fault(["intents", number], message)


def entity_faults(domain: YamlFile, files: Iterable[YamlFile]) -> Iterator[SourceFault]:
    """Entities of lookup lists and regexes that the domain does not know."""
    known = set(domain.content.get("entities") or [])
    for file in files:
        for number, item in enumerate(file.content.get("nlu") or []):
            name = (item.get("lookup") or item.get("regex")) if isinstance(item, dict) else None
            if name and name not in known:
                message = f"entity {name!r} is not in domain.yml: add it or correct its name"
                yield file.fault(["nlu", number], message)


def orphaned_intents(
    domain: YamlFile, config: YamlFile, procedures: set[str]
) -> Iterator[SourceFault]:
    """Intents that are to be answered with a procedure that does not exist."""
    others = dialogue_intents(config) | DECIDED | REFUSED
    for number, intent in enumerate(domain_intents(domain)):
        if intent not in procedures | others:
            message = f"{intent!r} has no procedure: add faq_kb/procedures/{intent}.yml"
            yield domain.fault(["intents", number], message)


def _names(steps: Any, path: list[str | int]) -> Iterator[tuple[list[str | int], str, str]]:
    for number, step in enumerate(steps or []):
        if not isinstance(step, dict):
            continue
        for kind in ("intent", "action"):
            if kind in step:
                yield [*path, number, kind], kind, str(step[kind])
        if "or" in step:
            yield from _names(step["or"], [*path, number, "or"])


def _steps(item: Any) -> Any:
    return item.get("steps") if isinstance(item, dict) else None
