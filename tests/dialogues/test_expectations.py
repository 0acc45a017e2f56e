"""The check of one turn fails for every expectation that an answer does not meet."""

from typing import Any

import pytest

from tests.dialogues.expectations import KEYS, failures
from tests.support.assistant import Message

FACET = {
    "text": "Send COT-F181EZ.\nCall 502-564-7576.",
    "custom": {"type": "facet", "entry": "vpn_access", "facet": "forms", "secret": "hunter2"},
}
CLARIFY = {
    "text": "One of these.",
    "custom": {"type": "clarify", "options": [{"entry": "webmail"}, {"title": "Neither"}]},
}
DRAFT = {
    "text": "Kept.",
    "custom": {
        "type": "draft",
        "draft": {"entry": "storage_request", "fields": {"amount": "500 GB", "count": 3}},
    },
}
CHAT = {"text": "You are welcome.", "custom": {"type": "chat", "entry": None}}


@pytest.mark.parametrize(
    ("answer", "met", "unmet"),
    [
        (FACET, {"type": "facet"}, {"type": "procedure"}),
        (FACET, {"type": ["procedure", "facet"]}, {"type": ["chat", "fallback"]}),
        (FACET, {"entry": "vpn_access"}, {"entry": "vpn"}),
        (FACET, {"entry": ["webmail", "vpn_access"]}, {"entry": ["webmail"]}),
        (CLARIFY, {"entry": "webmail"}, {"entry": "vpn_access"}),
        (DRAFT, {"entry": "storage_request"}, {"entry": "amount"}),
        (FACET, {"facet": "forms"}, {"facet": "steps"}),
        (FACET, {"text_has": ["cot-f181ez.*7576"]}, {"text_has": ["COT-F181EZ", "COT-F085"]}),
        (FACET, {"text_lacks": ["COT-F085", "hunter2"]}, {"text_lacks": ["COT-F085", "CALL"]}),
        (DRAFT, {"draft_fields": {"size": "500 ?gb"}}, {"draft_fields": {"size": "800"}}),
        (DRAFT, {"draft_fields": {"count": "^3$"}}, {"draft_fields": {"amount": "5", "x": "7"}}),
        (CLARIFY, {"asks": True}, {}),
        (CHAT, {"type": "chat"}, {"asks": True}),
        (CHAT, {"any": True}, {"entry": "vpn_access"}),
    ],
)
def test_an_expectation_is_met_or_not(
    answer: Message, met: dict[str, Any], unmet: dict[str, Any]
) -> None:
    assert failures(met, [answer]) == []
    if unmet:
        (failure,) = failures(unmet, [answer])
        assert failure


def test_something_is_asked_by_a_question_mark_or_the_object() -> None:
    asked = {"text": "The agency, please.", "custom": {"type": "contacts", "asked": "agency"}}
    for answer in (asked, {"text": "Which agency?"}):
        assert failures({"asks": True}, [answer]) == []


def test_all_messages_of_an_answer_count_together() -> None:
    expected = {"entry": "webmail", "type": "chat", "text_has": ["COT-F181EZ.*welcome"]}
    assert failures(expected, [FACET, CLARIFY, CHAT]) == []
    assert len(failures(expected, [CLARIFY])) == 2


def test_every_failure_is_named() -> None:
    expected = {
        "entry": "webmail",
        "type": "procedure",
        "facet": "cost",
        "text_has": ["a quote"],
        "text_lacks": ["welcome"],
        "draft_fields": {"url": "https"},
        "asks": True,
        "any": True,
    }
    assert expected.keys() == KEYS
    assert len(failures(expected, [CHAT])) == 7


def test_an_empty_answer_is_never_right() -> None:
    for answers in ([], [{"text": " "}], [{"text": None, "custom": None}]):
        assert failures({"any": True}, answers) == ["no reply"]


def test_what_must_not_be_kept_stands_nowhere() -> None:
    assert failures({"text_lacks": ["hunter2"]}, [FACET], everywhere=True) != []
    assert failures({"text_lacks": ["hunter3"]}, [FACET], everywhere=True) == []


def test_an_unknown_expectation_is_refused() -> None:
    with pytest.raises(ValueError, match="text_hass"):
        failures({"text_hass": ["x"]}, [CHAT])
