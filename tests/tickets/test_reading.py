"""Reading one message for a request: tagged values pass their checks, and shapes are found."""

import datetime as dt

import pytest

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.reading import MessageReader
from tickets.tagged_value import TaggedValue

TODAY = dt.date(2026, 11, 30)


def item(key: str, kind: ItemType, *choices: str) -> RequestField:
    return RequestField(
        key, label=key, short=key, type=kind, required=True, question=f"{key}?", choices=choices
    )


DESK_PHONE = item("desk_phone", ItemType.PHONE)
CELL_PHONE = item("cell_phone", ItemType.PHONE)
SITE = item("site", ItemType.URL)
SERVERS = item("servers", ItemType.LONG_TEXT)
BILLING = item("billing", ItemType.BILLING_NUMBER)
KIND = item("kind", ItemType.CHOICE, "within an office", "to another building")
FORM = item("form", ItemType.ATTACHMENT)


def tag(text: str, key: str, part: str, confidence: float = 0.9, value: str = "") -> TaggedValue:
    start = text.index(part)
    return TaggedValue(key, value or part, start, start + len(part), confidence)


def values(
    text: str, *tagged: TaggedValue, asked: RequestField | None = None, of: list[RequestField]
) -> dict[str, str]:
    return MessageReader(of, asked, TODAY).values(text, tagged)


def test_a_tagged_value_must_pass_the_check_of_its_item() -> None:
    text = "bill it to BN=15570, not to the usual one"
    assert values(text, tag(text, "billing", "BN=15570"), of=[BILLING]) == {"billing": "15570"}
    assert values(text, tag(text, "billing", "usual one"), of=[BILLING]) == {}
    assert values(text, tag(text, "unknown", "15570"), of=[BILLING]) == {}


def test_of_two_values_the_last_one_counts_and_a_list_is_kept_whole() -> None:
    text = "15750 no wait: 15507"
    given = tag(text, "billing", "15750"), tag(text, "billing", "15507")
    assert values(text, *given, of=[BILLING]) == {"billing": "15507"}
    text = "it runs on APP1, APP2 and DB1"
    given = tag(text, "servers", "APP1"), tag(text, "servers", "APP2 and DB1")
    assert values(text, *given, of=[SERVERS]) == {"servers": "APP1, APP2 and DB1"}


@pytest.mark.parametrize(
    ("confidence", "asked", "expected"),
    [(0.4, None, {}), (0.4, BILLING, {"billing": "15570"}), (0.3, BILLING, {})],
)
def test_what_was_asked_for_needs_less_certainty(
    confidence: float, asked: RequestField | None, expected: dict[str, str]
) -> None:
    text = "15570 would be it"
    given = tag(text, "billing", "15570", confidence)
    assert values(text, given, asked=asked, of=[BILLING]) == expected


def test_a_choice_and_a_paper_are_what_the_tag_says() -> None:
    text = "the whole unit goes over to Mero Street, and the form is with my boss"
    given = [
        tag(text, "kind", "goes over to Mero Street", value="to another building"),
        tag(text, "form", "the form is with my boss", value="no"),
    ]
    assert values(text, *given, of=[KIND, FORM]) == {"kind": "to another building"}
    given[1] = tag(text, "form", "the form is with my boss", value="yes")
    assert values(text, *given, of=[KIND, FORM])["form"] == "have it"


def test_a_shape_that_two_items_could_mean_fills_neither() -> None:
    text = "call 502-564-0100"
    assert values(text, of=[DESK_PHONE, CELL_PHONE, SITE]) == {}
    assert values(text, of=[CELL_PHONE, SITE]) == {"cell_phone": "502-564-0100"}


def test_a_shape_within_a_tagged_value_is_a_part_of_it() -> None:
    text = "REVAPP https://forms.example.gov and REVDB"
    assert values(text, tag(text, "servers", text), of=[SITE, SERVERS]) == {"servers": text}


def test_what_rasa_parsed_is_read_for_one_request() -> None:
    row = {"entity": "site", "value": "x", "start": 0, "end": 1, "confidence": 0.5, "entry": "vpn"}
    assert TaggedValue.of_message({"items": [row]}, "webmail") == []
    assert TaggedValue.of_message({"items": [row]}) == [TaggedValue("site", "x", 0, 1, 0.5)]
    assert TaggedValue.of_message({}) == []


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("no thats wrong, the tag is 88231 not 88213", {"device": "laptop, tag 88231"}),
        ("wait its room 214 not 212", {"place": "room 214"}),
        ("I said 14.7, it isn't 14.5", {"version": "14.7"}),
        # Nothing that is there, or more than one thing that it may be.
        ("214 it is", {}),
        ("not 212, 213 or 214", {}),
        ("not 212 but 3", {}),
    ],
)
def test_what_is_said_against_a_value_takes_its_place(text: str, corrected: dict[str, str]) -> None:
    given = {"device": "laptop, tag 88213", "place": "room 212", "version": "14.5"}
    fields = [
        item("device", ItemType.LONG_TEXT),
        item("place", ItemType.TEXT),
        item("version", ItemType.TEXT),
    ]
    assert MessageReader(fields, None, TODAY, given).values(text, ()) == corrected


def test_a_value_that_is_not_sure_is_no_value_but_may_be_asked_about() -> None:
    text = "we want FlowModeler, version 7.2"
    tags = [tag(text, "version", "7.2", 0.5), tag(text, "software", "FlowModeler", 0.2)]
    reader = MessageReader(
        [item("software", ItemType.LONG_TEXT), item("version", ItemType.TEXT)], None, TODAY
    )
    assert reader.values(text, tags) == {}
    assert reader.unsure(text, tags) == {"version": "7.2"}
