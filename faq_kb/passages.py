"""Every passage of a procedure's record as a sentence, under a key that lasts.

Example questions and answers point to a passage by its key, whatever order an editor puts the
record in.
"""

from collections.abc import Iterable, Iterator

from faq_kb.answers import phone, policies, send_to
from faq_kb.cases import DECIDING
from faq_kb.contract import Passage, PolicyRef, SendTo
from faq_kb.knowledge import Directory
from faq_kb.model import Condition, FormUse, Procedure, RequesterRule


def passages(procedure: Procedure, directory: Directory) -> tuple[Passage, ...]:
    """All that the record says, part by part; the keys are those of the record."""
    return tuple(Passage(key=key, text=text) for key, text in _texts(procedure, directory) if text)


def with_related(procedure: Procedure, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys, each followed by those that its step or condition names in `see`."""
    related = {
        **{f"steps.{step.key}": step.see for step in procedure.steps},
        **{f"conditions.{condition.key}": condition.see for condition in procedure.conditions},
    }
    return tuple(dict.fromkeys(one for key in keys for one in (key, *related.get(key, ()))))


def _texts(procedure: Procedure, directory: Directory) -> Iterator[tuple[str, str | None]]:
    yield "summary", procedure.summary
    for step in procedure.steps:
        yield f"steps.{step.key}", step.text
    for condition in procedure.conditions:
        yield f"conditions.{condition.key}", _condition(condition)
    for rule in procedure.requesters:
        yield f"requesters.{rule.role}", _requester(rule, directory)
    yield "approval", procedure.approval
    for use in procedure.forms:
        yield f"forms.{use.number}", _form(use, directory)
    for key in procedure.send_to:
        yield f"send_to.{key}", _place(send_to(key, directory))
    for key in procedure.phones:
        number = phone(key, directory)
        yield f"phones.{key}", f"{number.label}: {number.number}"
    for item in procedure.include:
        # What decides the case is told by the steps and conditions.
        if item.type not in DECIDING:
            yield f"include.{item.key}", item.label
    yield "lead_time", procedure.lead_time
    yield "cost", procedure.cost
    for policy in policies(procedure, directory):
        yield f"policies.{policy.number}", _policy(policy)


def _condition(condition: Condition) -> str:
    return f"{condition.when}: {condition.then}"


def _requester(rule: RequesterRule, directory: Directory) -> str:
    return _with_remark(directory.roles[rule.role].title, rule.note)


def _form(use: FormUse, directory: Directory) -> str:
    return _with_remark(_titled(use.number, directory.forms[use.number].title), use.use)


def _place(place: SendTo) -> str:
    """Every way to get there; a number with whose it is, where that is another's."""
    owner = place.phone_label if place.phone_label != place.name else None
    number = place.phone and _with_remark(place.phone, owner)
    return ", ".join(filter(None, (place.name, place.email, place.url, number)))


def _policy(policy: PolicyRef) -> str:
    return _titled(policy.number, policy.title)


def _titled(number: str, title: str) -> str:
    """The title stands with the number unless it is the same."""
    return number if title == number else f"{number}, {title}"


def _with_remark(text: str, remark: str | None) -> str:
    return f"{text} ({remark})" if remark else text
