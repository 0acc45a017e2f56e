"""What of a procedure applies in one case: its `when` mappings, after the answers given so far."""

from collections.abc import Iterator, Mapping

from common.text_key import text_key
from faq_kb.model import IncludeItem, ItemType, Procedure, When

# The value of an item of type person that is whoever asks.
ONESELF = "me"
# What an item of type yes_no can be answered with.
YES_NO = ("yes", "no")
DECIDING = frozenset({ItemType.CHOICE, ItemType.YES_NO})
PartPath = tuple[str | int, ...]


def in_case(procedure: Procedure, values: Mapping[str, str]) -> Procedure:
    """The procedure with what applies to the values alone.

    An item whose deciding item has no value does not apply yet, unless it has a value itself: what
    somebody has told is not lost. Forms, requesters and the approval are all named until then.
    """
    given: dict[str, str] = {}
    include = []
    for item in procedure.include:
        if _applies(item.when, given, undecided=item.key in values):
            include.append(_required(item, given))
            is_decided = _applies(item.when, given, undecided=False)
            if is_decided and item.key in values:
                given[item.key] = values[item.key]
    approval_applies = _applies(procedure.approval_when, given, undecided=True)
    return procedure.model_copy(
        update={
            "include": tuple(include),
            "forms": tuple(
                use for use in procedure.forms if _applies(use.when, given, undecided=True)
            ),
            "requesters": tuple(
                rule for rule in procedure.requesters if _applies(rule.when, given, undecided=True)
            ),
            "approval": procedure.approval if approval_applies else None,
        }
    )


def decided_by(procedure: Procedure, values: Mapping[str, str]) -> dict[str, str]:
    """The answers that a named person decides: who is to get the phone, so it is an employee's.

    Of an item that applies to one answer alone, where that question has none.
    """
    return {
        key: answers[0]
        for item in procedure.include
        if item.type is ItemType.PERSON and item.key in values
        for key, answers in item.when.items()
        if len(answers) == 1 and key not in values
    }


def names_another(procedure: Procedure, values: Mapping[str, str], requester: str) -> bool:
    """Whether the values name somebody else than the requester as the only one who may ask."""
    named = {values.get(rule.named_by or "", "") for rule in procedure.requesters}
    own = {"", text_key(ONESELF), text_key(requester)}
    return any(text_key(name) not in own for name in named)


def case_faults(procedure: Procedure) -> Iterator[tuple[PartPath, str]]:
    """Every `when` that names no earlier item which decides, or none of its answers, by path.

    And every `named_by` that names no item of type `person`.
    """
    people = {item.key for item in procedure.include if item.type is ItemType.PERSON}
    for i, rule in enumerate(procedure.requesters):
        if rule.named_by is not None and rule.named_by not in people:
            fault = f"`{rule.named_by}` is no item of type `person` in `include`"
            yield ("requesters", i, "named_by"), f"{fault}: correct the key, or add the item"
    for path, earlier, when in _conditions(procedure):
        for key, wanted in when.items():
            answers = _answers(procedure, earlier, key)
            if not answers:
                decides = "an item of type `choice` or `yes_no`"
                where = f"{decides} that stands earlier in `include`"
                yield (*path, key), f"`{key}` is not {where}: move it there, or correct the key"
                continue
            for value in wanted:
                if value not in answers:
                    known = ", ".join(f"`{one}`" for one in answers)
                    yield (*path, key), f"`{value}` is no answer to `{key}`: use one of {known}"
            if not wanted:
                yield (*path, key), f"names no answer to `{key}`: list some, or remove the key"


def _required(item: IncludeItem, given: Mapping[str, str]) -> IncludeItem:
    """The item, required where the answers make it so."""
    wanted = item.required_when
    if not wanted or not _applies(wanted, given, undecided=False):
        return item
    return item.model_copy(update={"required": True, "required_when": {}})


def _applies(when: When, given: Mapping[str, str], *, undecided: bool) -> bool:
    """Whether every deciding item has a wanted answer; `undecided` holds while it has none."""
    return all(given[key] in wanted if key in given else undecided for key, wanted in when.items())


def _conditions(procedure: Procedure) -> Iterator[tuple[PartPath, int, When]]:
    """Each `when` with its path and the number of items that stand before it."""
    every = len(procedure.include)
    for i, item in enumerate(procedure.include):
        yield ("include", i, "when"), i, item.when
        yield ("include", i, "required_when"), i, item.required_when
    for i, use in enumerate(procedure.forms):
        yield ("forms", i, "when"), every, use.when
    for i, rule in enumerate(procedure.requesters):
        yield ("requesters", i, "when"), every, rule.when
    yield ("approval_when",), every, procedure.approval_when


def _answers(procedure: Procedure, earlier: int, key: str) -> tuple[str, ...]:
    """The answers of the item, if it decides and stands among the first ones."""
    for item in procedure.include[:earlier]:
        if item.key == key and item.type in DECIDING:
            return item.choices or YES_NO
    return ()
