"""Values that a message gives by the name of an item, and what it says that a value is not."""

import datetime as dt
from dataclasses import replace

import pytest

from faq_kb.model import ItemType
from tickets.corrections import without_denied_part
from tickets.fields import RequestField
from tickets.numbers import with_number
from tickets.reading import MessageReader
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue

TODAY = dt.date(2026, 11, 30)


def item(key: str, kind: ItemType, short: str = "") -> RequestField:
    name = short or key
    return RequestField(key, label=name, short=name, type=kind, required=True, question=f"{name}?")


OLD = item("current_location", ItemType.TEXT, "current location")
NEW = item("new_location", ItemType.TEXT, "future location")
SERVER = item("server_name", ItemType.TEXT, "server or device")
PRODUCT = item("software", ItemType.LONG_TEXT)
VERSION = item("version", ItemType.TEXT)
WHO = item("employee", ItemType.PERSON)
BILLING = item("billing_number", ItemType.BILLING_NUMBER, "billing number")
NAME = item("requester_name", ItemType.PERSON, "your name")
FIELDS = (OLD, NEW, SERVER, PRODUCT, VERSION, WHO, BILLING, NAME)


def tag(text: str, key: str, part: str, confidence: float) -> TaggedValue:
    start = text.index(part)
    return TaggedValue(key, part, start, start + len(part), confidence)


def reader(asked: RequestField | None = None, **given: str) -> MessageReader:
    return MessageReader(FIELDS, asked, TODAY, given)


@pytest.mark.parametrize(
    ("said", "old", "value"),
    [
        ("suite 31, not 13", "", "suite 31"),
        ("suite 31 and not 13", "", "suite 31"),
        ("the annex instead of the tower", "", "the annex"),
        ("the annex rather than the tower", "", "the annex"),
        ("the annex, not the tower", "the tower", "the annex"),
        ("view only, not view and send", "", "view only"),
        # Another thing that is told, no part of the value.
        ("read, not write", "", "read, not write"),
        ("not the tower", "", "not the tower"),
        ("the desks that are not near one of the outer doors of it", "", None),
    ],
)
def test_a_value_never_has_its_denied_part(said: str, old: str, value: str | None) -> None:
    assert without_denied_part(said, old) == (said if value is None else value)


def test_an_explanation_keeps_what_it_denies_unless_it_was_there() -> None:
    text = "the reports of 2026, not 2025"
    assert without_denied_part(text, only_old=True) == text
    assert without_denied_part(text, "reports of 2025", only_old=True) == "the reports of 2026"


@pytest.mark.parametrize(
    ("old", "new", "text", "value"),
    [
        ("cube 31", "13", "oops, 13 not 31", "cube 13"),
        ("cube 31", "13", "the cube is 13", "cube 13"),
        ("cube 31", "13", "I sit at 13", "13"),
        ("cube 31", "135", "135 not 31", "135"),
        ("cubes 31 and 32", "13", "13 not 31", "13"),
    ],
)
def test_a_new_number_keeps_the_words_beside_the_old_one(
    old: str, new: str, text: str, value: str
) -> None:
    assert with_number(old, new, text) == value


@pytest.mark.parametrize(
    ("text", "tagged", "given", "expected"),
    [
        (
            "hang on, the new suite's 31 not 13",
            ("new_location", "31", 0.5),
            {"new_location": "suite 13"},
            {"new_location": "suite 31"},
        ),
        (
            "apologies, their server is APP-21 rather than APP-12",
            ("server_name", "APP-21", 0.99),
            {"server_name": "APP-12"},
            {"server_name": "APP-21"},
        ),
    ],
)
def test_a_correction_notes_what_is_right_alone(
    text: str, tagged: tuple[str, str, float], given: dict[str, str], expected: dict[str, str]
) -> None:
    assert reader(NAME, **given).values(text, [tag(text, *tagged)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forgive me, the new cube is 88. These glasses!", {"new_location": "cube 88"}),
        ("the current cube is 14", {"current_location": "cube 14"}),
        ("the cube is 14", {}),  # which one is not said
        ("the new chair is 14", {}),
    ],
)
def test_an_item_is_called_by_the_value_that_is_there(text: str, expected: dict[str, str]) -> None:
    given = reader(NAME, current_location="cube 41", new_location="cube 84")
    assert given.values(text, ()) == expected


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("version is 9.1", 0.45, "9.1"),
        ("oh wait, version 9.2", 0.6, "9.2"),
        ("version: 9.1", 0.45, "9.1"),
        ("version is 9.1", 0.3, None),
        ("they have another version there, 9.1", 0.6, None),
        ("version isn't 9.1", 0.6, None),
        ("the version is missing", 0.6, None),
    ],
)
def test_the_name_of_the_item_before_a_value_makes_it_sure(
    text: str, confidence: float, expected: str | None
) -> None:
    part = text.rsplit(maxsplit=1)[-1]
    found = reader(PRODUCT).values(text, [tag(text, "version", part, confidence)])
    assert found == ({"version": expected} if expected else {})


@pytest.mark.parametrize("asked", [WHO, PRODUCT])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("employee is Ada Lane, she starts with the audit team", {"employee": "Ada Lane"}),
        ("the employee is Ada Lane who came from Parks", {"employee": "Ada Lane"}),
        ("the employee is ready for it and waits in the hall", {}),
    ],
)
def test_a_name_ends_where_its_owner_is_told_of(
    asked: RequestField, text: str, expected: dict[str, str]
) -> None:
    assert reader(asked).values(text, ()) == expected


def test_a_number_behind_the_name_of_its_item_is_its_value() -> None:
    assert reader(PRODUCT).values("our billing number is 40771", ()) == {"billing_number": "40771"}
    assert reader(PRODUCT).values("our billing number is with HR", ()) == {}


@pytest.mark.parametrize(
    "text", ["Excuse me, the desk is by the door.", "Suite 12. Silly me.", "she has one already"]
)
def test_no_number_and_no_sentence_is_a_name(text: str) -> None:
    with pytest.raises(InvalidValue, match="person_unclear"):
        reader(NAME).answer(text)


def test_a_name_is_taken_from_an_answer_that_tells_of_its_owner() -> None:
    assert reader(WHO).answer("Ada Lane, who has a badge") == "Ada Lane"
    assert reader(WHO).answer("ada lane, our clerk") == "ada lane, our clerk"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Park Soo-In", "Park Soo-In"),
        ("Ada Lane, Will Ochs", "Ada Lane, Will Ochs"),
        ("Ada Lane, and Ben Ochs", "Ada Lane, and Ben Ochs"),
        ("Henry Ochs 3rd", "Henry Ochs 3rd"),
        ("mehmet can", "mehmet can"),
        ("Ada Lane, ext. 4432", "Ada Lane"),
        ("Ada Lane (unit 4)", "Ada Lane"),
        ("Ada Lane, and she starts in May", "Ada Lane"),
        ("Ada Lane - she works in licensing", "Ada Lane"),
    ],
)
def test_a_name_stays_whole_and_loses_only_what_is_told_of_its_owner(
    answer: str, name: str
) -> None:
    assert reader(WHO).answer(answer) == name
    assert reader().values(f"the employee is {answer}", ()).get("employee") in (name, None)


@pytest.mark.parametrize(
    "said",
    [
        "admin on 3 servers, not to exceed 90 days",
        "500 GB, not more than 1 TB",
        "4 cores and not over 16 GB",
        "2 seats, not 2024 yet",
    ],
)
def test_a_limit_is_no_denied_part(said: str) -> None:
    assert without_denied_part(said) == said


def test_an_answer_of_several_names_is_all_of_them_whatever_the_tags_say() -> None:
    text = "Ada Lane and Ben Ochs"
    tags = [tag(text, "employee", "Ada Lane", 0.9), tag(text, "requester_name", "Ben Ochs", 0.9)]
    assert reader(WHO).values(text, tags) == {"employee": text}
    assert reader(NAME).values(text, tags) != {"requester_name": text}


def test_what_is_called_one_s_own_needs_less_of_the_tagger() -> None:
    text = "somebody shall read my mailbox"
    assert reader().values(text, [tag(text, "employee", "my mailbox", 0.5)]) == {"employee": "me"}
    assert reader().values(text, [tag(text, "employee", "somebody", 0.5)]) == {}


def test_a_choice_that_is_denied_is_not_taken() -> None:
    kind = replace(item("access_kind", ItemType.CHOICE), choices=("read", "full access"))
    text = "on behalf, not full access"
    tags = [tag(text, "access_kind", "full access", 0.9)]
    asked = MessageReader((kind,), kind, TODAY, {})
    assert asked.values(text, tags) == {}
    assert asked.unsure(text, tags) == {}
