"""What applies in a case: every answer of every record, and records made for it."""

from typing import Any

import pytest

from faq_kb.cases import case_faults, in_case, names_another
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Procedure, Role

KIND = {"key": "kind", "label": "the kind", "type": "choice", "choices": ["new", "old"]}
SURE = {"key": "sure", "label": "sure or not", "type": "yes_no", "when": {"kind": ["old"]}}
REASON = {"key": "reason", "label": "the reason", "when": {"sure": ["no"]}}


def made(include: list[dict[str, Any]], **given: Any) -> Procedure:
    source = {"page": "faq", "verified": "2026-11-21"}
    record = {
        "title": "T",
        "question": "Q?",
        "summary": "S",
        "source": source,
        "include": include,
        **given,
    }
    return Procedure.model_validate(record)


@pytest.mark.parametrize(
    ("values", "applying"),
    [
        ({}, ["kind"]),
        ({"kind": "new"}, ["kind"]),
        ({"kind": "old"}, ["kind", "sure"]),
        ({"kind": "old", "sure": "no"}, ["kind", "sure", "reason"]),
        ({"kind": "old", "sure": "yes"}, ["kind", "sure"]),
        # What was answered in another case decides nothing.
        ({"kind": "new", "sure": "no"}, ["kind"]),
        # What was told before it is decided whether it applies is kept, and decides nothing.
        ({"sure": "no"}, ["kind", "sure"]),
    ],
)
def test_an_item_applies_once_what_decides_it_is_answered_so(
    values: dict[str, str], applying: list[str]
) -> None:
    case = in_case(made([KIND, SURE, REASON]), values)
    assert [item.key for item in case.include] == applying


@pytest.mark.parametrize(
    ("access", "requesters", "forms", "has_approval"),
    [
        (None, [Role.HR, Role.IT_SERVICES, Role.ANYONE], ["COT-F084"], True),
        ("send on my behalf", [Role.HR, Role.IT_SERVICES], [], False),
        ("full access", [Role.ANYONE], ["COT-F084"], True),
    ],
)
def test_forms_requesters_and_approval_are_all_named_until_it_is_decided(
    knowledge: KnowledgeBase,
    access: str | None,
    requesters: list[Role],
    forms: list[str],
    has_approval: bool,
) -> None:
    procedure = knowledge.procedures["mailbox_delegation"]
    case = in_case(procedure, {"access_kind": access} if access else {})
    assert [rule.role for rule in case.requesters] == requesters
    assert [use.number for use in case.forms] == forms
    assert bool(case.approval) == has_approval


@pytest.mark.parametrize(
    ("given", "is_required"),
    [
        ({}, False),
        ({"access_kind": "send on my behalf"}, False),
        ({"access_kind": "full access"}, True),
    ],
)
def test_an_item_is_required_by_the_answers_that_make_it_so(
    knowledge: KnowledgeBase, given: dict[str, str], is_required: bool
) -> None:
    case = in_case(knowledge.procedures["mailbox_delegation"], given)
    (owner,) = (item for item in case.include if item.key == "mailbox_owner")
    assert owner.required == is_required


@pytest.mark.parametrize(
    ("owner", "another"),
    [("", False), ("me", False), ("robin roe", False), ("Kit Lowe", True)],
)
def test_another_owner_is_the_only_one_who_may_ask(
    knowledge: KnowledgeBase, owner: str, another: bool
) -> None:
    values = {"access_kind": "full access", "mailbox_owner": owner}
    case = in_case(knowledge.procedures["mailbox_delegation"], values)
    assert names_another(case, values, "Robin Roe") == another


def test_every_answer_that_a_record_waits_for_makes_it_apply(knowledge: KnowledgeBase) -> None:
    """No part of a record is left that no answers lead to."""
    for procedure in knowledge.procedures.values():
        for part in (*procedure.include, *procedure.forms, *procedure.requesters):
            values = {key: wanted[0] for key, wanted in part.when.items()}
            case = in_case(procedure, values)
            assert part in (*case.include, *case.forms, *case.requesters)


@pytest.mark.parametrize(
    ("include", "given", "path", "fault"),
    [
        ([KIND, {**REASON, "when": {"kin": ["new"]}}], {}, "include.1.when.kin", "`kin` is not an"),
        ([SURE, KIND], {}, "include.0.when.kind", "stands earlier in `include`: move it there, or"),
        ([{**KIND, "when": {"kind": ["new"]}}], {}, "include.0.when.kind", "`kind` is not an item"),
        (
            [KIND, {**SURE, "type": "text", "when": {}}, REASON],
            {},
            "include.2.when.sure",
            "of type `choice` or `yes_no`",
        ),
        (
            [KIND, {**REASON, "when": {"kind": ["new", "used"]}}],
            {},
            "include.1.when.kind",
            "`used` is no answer to `kind`: use one of `new`, `old`",
        ),
        (
            [KIND, {**SURE, "when": {}}, {**REASON, "when": {"sure": ["maybe"]}}],
            {},
            "include.2.when.sure",
            "use one of `yes`, `no`",
        ),
        ([KIND, {**REASON, "when": {"kind": []}}], {}, "include.1.when.kind", "names no answer to"),
        (
            [KIND],
            {"forms": [{"number": "COT-F181", "when": {"kind": ["x"]}}]},
            "forms.0.when.kind",
            "`x` is no",
        ),
        (
            [KIND],
            {"requesters": [{"role": "hr", "when": {"x": ["new"]}}]},
            "requesters.0.when.x",
            "`x` is not",
        ),
        (
            [KIND, {**REASON, "required": False, "when": {}, "required_when": {"kind": ["x"]}}],
            {},
            "include.1.required_when.kind",
            "`x` is no answer",
        ),
        ([KIND], {"approval_when": {"kind": ["x"]}}, "approval_when.kind", "`x` is no answer"),
    ],
)
def test_a_case_that_cannot_be_is_named_with_the_remedy(
    include: list[dict[str, Any]], given: dict[str, Any], path: str, fault: str
) -> None:
    ((where, message),) = case_faults(made(include, **given))
    assert ".".join(map(str, where)) == path
    assert fault in message
