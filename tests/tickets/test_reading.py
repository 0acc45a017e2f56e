"""Reading one message while an item is asked for: what it fills, and what it must leave alone."""

import datetime as dt

import pytest

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.reading import MessageValues, read

TODAY = dt.date(2026, 11, 30)


def item(key: str, kind: ItemType, *said_as: str) -> RequestField:
    return RequestField(
        key, label=key, short=key, type=kind, required=True, question=f"{key}?", said_as=said_as
    )


DESK_PHONE = item("desk_phone", ItemType.PHONE, "desk phone")
CELL_PHONE = item("cell_phone", ItemType.PHONE, "cell phone")
SITE = item("site", ItemType.URL)
REASON = item("reason", ItemType.LONG_TEXT, "reason")


def reading(text: str, items: list[RequestField], asked: RequestField | None) -> MessageValues:
    return read(text, items, asked, TODAY)


def test_an_answer_fills_the_item_that_was_asked_and_no_other_of_its_type() -> None:
    # The answer is not there any more: what is left over must not become the other phone.
    found = reading("502-564-0100", [CELL_PHONE], asked=DESK_PHONE)
    assert found.values == {}
    found = reading("502-564-0100", [DESK_PHONE, CELL_PHONE], asked=DESK_PHONE)
    assert found.values == {"desk_phone": "502-564-0100"}


def test_a_name_before_a_value_decides_between_items_of_one_type() -> None:
    text = "my cell phone is 502-564-0101 and the desk phone is 502-564-0100"
    found = reading(text, [DESK_PHONE, CELL_PHONE], asked=None)
    assert found.values == {"desk_phone": "502-564-0100", "cell_phone": "502-564-0101"}


@pytest.mark.parametrize("asked", [None, SITE])
def test_a_shape_that_two_items_could_mean_fills_neither(asked: RequestField | None) -> None:
    found = reading("call 502-564-0100", [DESK_PHONE, CELL_PHONE, SITE], asked)
    assert found.values == {}


def test_a_free_text_may_contain_values_of_other_items() -> None:
    text = "we publish https://forms.example.gov there"
    assert reading(text, [SITE, REASON], asked=REASON).values == {}
    assert reading(text, [SITE, REASON], asked=None).values == {"site": "https://forms.example.gov"}
