"""An answer that names whoever gives it."""

import datetime as dt

import pytest

from faq_kb.cases import ONESELF
from faq_kb.knowledge import KnowledgeBase
from tickets.fields import RequestField, fields_of
from tickets.values import InvalidValue
from tickets.values.oneself import is_oneself

TODAY = dt.date(2026, 11, 30)


@pytest.fixture(name="fields", scope="module")
def _fields(knowledge: KnowledgeBase) -> dict[str, RequestField]:
    procedure = knowledge.procedures["vpn_access"]
    return {one.key: one for one in fields_of("vpn_access", procedure)}


@pytest.mark.parametrize(
    "text",
    ["me", "Mine.", "it's mine", "its for me", "just me please", "That's me!", "my own mailbox"],
)
def test_me_is_who_asks(fields: dict[str, RequestField], text: str) -> None:
    assert is_oneself(text)
    assert fields["employee"].check(text, TODAY) == ONESELF
    with pytest.raises(InvalidValue):
        fields["requester_name"].check(text, TODAY)


@pytest.mark.parametrize(
    "text", ["me and Jo Roe", "mine is broken", "Mia Mine", "my boss", "not me", "for my team"]
)
def test_more_than_me_is_somebody_else(text: str) -> None:
    assert not is_oneself(text)


def test_a_name_stays_a_name(fields: dict[str, RequestField]) -> None:
    assert fields["employee"].check("Me, Robin Roe", TODAY) == "Robin Roe"
