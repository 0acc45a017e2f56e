"""What a message says against a value, or puts in the place of another."""

import datetime as dt

import pytest

from faq_kb.model import ItemType
from tickets.corrections import (
    denial,
    denies,
    framed,
    is_denied,
    is_put_in_place,
    without_remarks,
)
from tickets.fields import RequestField
from tickets.labeled import labeled
from tickets.reading import MessageReader
from tickets.requester import is_own_name, is_own_phone
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue, find_choices

TODAY = dt.date(2026, 11, 30)


def item(key: str, kind: ItemType, short: str = "", choices: tuple[str, ...] = ()) -> RequestField:
    return RequestField(
        key,
        label=short or key,
        short=short or key,
        type=kind,
        required=True,
        question=f"{key}?",
        choices=choices,
    )


ACCESS = item(
    "access_kind", ItemType.CHOICE, "kind of access", ("guest", "view only", "full access")
)
OWNER = item("employee", ItemType.PERSON, "new user")
NAME = item("requester_name", ItemType.PERSON, "your name")
PHONE = item("phone", ItemType.PHONE, "phone number")
DAY = item("move_date", ItemType.DATE, "move date")
OLD = item("current_address", ItemType.ADDRESS, "current address")
NEW = item("new_address", ItemType.ADDRESS, "new address")
LEVEL = item("access_level", ItemType.TEXT, "access level")
PRODUCT = item("software", ItemType.LONG_TEXT, "software")
FIELDS = (ACCESS, OWNER, NAME, PHONE, DAY, OLD, NEW, LEVEL, PRODUCT)


def tag(text: str, key: str, part: str, confidence: float = 0.95) -> TaggedValue:
    start = text.index(part)
    return TaggedValue(key, part, start, start + len(part), confidence)


def reader(asked: RequestField | None = None, **given: str) -> MessageReader:
    return MessageReader(FIELDS, asked, TODAY, given)


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [
        ("view only, not full access", "full access", True),
        ("use the annex rather than the tower", "tower", True),
        ("Dale Fern isn't the new hire", "Dale Fern", True),
        ("Dale Fern is the new hire, not Kim", "Dale Fern", False),
        ("it is not far from room 12", "room 12", False),
    ],
)
def test_a_piece_is_denied_where_the_words_beside_it_say_so(
    text: str, piece: str, *, expected: bool
) -> None:
    start = text.index(piece)
    assert is_denied(text, start, start + len(piece)) is expected


def test_words_that_put_one_thing_in_the_place_of_another() -> None:
    text = "It ought to stay. The size should be 4 TB"
    assert is_put_in_place(text, text.index("4 TB"), len(text))
    assert not is_put_in_place(text, text.index("stay"), text.index("stay") + 4)


@pytest.mark.parametrize(
    ("text", "length"),
    [("No, it's the annex", 4), ("no", 0), ("Nope. Second floor", 6), ("Nora Bly", 0)],
)
def test_a_no_before_more(text: str, length: int) -> None:
    assert denial(text) == length


def test_what_was_said_before_is_no_part_of_a_value() -> None:
    assert without_remarks("as I said, the annex") == "the annex"
    assert without_remarks("the annex like we told you earlier") == "the annex"
    assert without_remarks("I already said the annex") == "the annex"
    assert denies("that\u2019s not it")


def test_what_is_to_be_made_of_it() -> None:
    assert framed("could you make that view only please") == "view only"
    assert framed("change it to 4 TB instead") == "4 TB"
    assert framed("the annex") == ""


def test_choices_are_found_in_a_sentence_by_all_of_their_words() -> None:
    choices = ("sign for my boss", "view only", "view and sign")
    said = find_choices("she is to view and sign, no more", choices)
    assert [one.value for one in said] == ["view and sign"]
    assert [one.value for one in find_choices("signing for her boss", choices)] == [
        "sign for my boss"
    ]
    assert find_choices("I can look at it", choices) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("her boss only wants view only, not full access", {"access_kind": "view only"}),
        ("the kind of access is off, it should say view only", {"access_kind": "view only"}),
        ("Thanks. I said view only, not full access", {"access_kind": "view only"}),
        ("full access is right", {}),
        ("we have view only on the other one", {}),
    ],
)
def test_a_choice_takes_the_place_of_another_where_the_message_says_so(
    text: str, expected: dict[str, str]
) -> None:
    assert reader(access_kind="full access").values(text, ()) == expected


def test_a_choice_that_may_be_meant_is_asked_about() -> None:
    text = "should my guest sign in?"
    given = reader(access_kind="full access")
    assert given.values(text, ()) == {}
    assert given.unsure(text, ()) == {"access_kind": "guest"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the current address is only 9 Elm Court, Hazard",
            ("current_address", "9 Elm Court, Hazard"),
        ),
        ("new address should be 14 Oak Street, Hazard.", ("new_address", "14 Oak Street, Hazard")),
        ("name: pat doe", ("requester_name", "pat doe")),
        ("14 Oak Street is the new address", ("new_address", "14 Oak Street")),
        ("the access level, it should say just read", ("access_level", "read")),
    ],
)
def test_values_by_the_name_of_their_item(text: str, expected: tuple[str, str]) -> None:
    (found,) = labeled(text, FIELDS)
    assert (found.key, text[found.start : found.end]) == expected


@pytest.mark.parametrize(
    "text",
    ["the new address isn't 14 Oak Street", "the move date is wrong", "what is a phone number"],
)
def test_what_says_no_value_gives_none_by_name(text: str) -> None:
    assert labeled(text, FIELDS) == []


def test_a_name_says_more_than_a_tag() -> None:
    text = "the current address is just 9 Elm Court, Hazard"
    tags = [tag(text, "new_address", "9 Elm Court, Hazard")]
    given = reader(current_address="9 Elm Court, Hazard, to 14 Oak", new_address="14 Oak Street")
    assert given.values(text, tags) == {"current_address": "9 Elm Court, Hazard"}


def test_only_a_number_that_is_named_and_denied_is_replaced() -> None:
    given = reader(software="TraceMap Pro 5", current_address="100 Elm St, Hazard")
    assert given.values("it should be 6, and we want 3 seats", ()) == {}
    assert given.values("220 Oak Avenue, Hazard", ()) == {}
    assert given.changes.repeated("220 Oak Avenue, Hazard") == {}
    assert given.values("no, it's Pro 6, not 5", ()) == {"software": "TraceMap Pro 6"}
    assert given.changes.repeated("sorry, tracemap pro 6") == {"software": "TraceMap Pro 6"}


@pytest.mark.parametrize(
    ("text", "asked", "given", "expected"),
    [
        ("March 4. Sorry, no, the 6th", DAY, {}, {"move_date": "2027-03-06"}),
        (
            "could you make it the 9th",
            None,
            {"move_date": "2027-03-04"},
            {"move_date": "2027-03-09"},
        ),
        ("the 9th floor", None, {"move_date": "2027-03-04"}, {}),
        ("March 4, on the 2nd floor", DAY, {}, {"move_date": "2027-03-04"}),
    ],
)
def test_a_day_alone_is_of_the_month_that_was_named(
    text: str, asked: RequestField | None, given: dict[str, str], expected: dict[str, str]
) -> None:
    assert reader(asked, **given).values(text, ()) == expected


def test_make_it_asks_about_what_has_a_word_of_it() -> None:
    given = reader(access_level="read and change", current_address="9 Elm Court, Hazard")
    assert given.unsure("could you make it read instead", ()) == {"access_level": "read"}
    assert given.unsure("could you make it quick", ()) == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Lee Roe isn't a new user", ("employee", "Ann Poe")),
        ("please take Lee Roe off", ("employee", "Ann Poe")),
        ("Lee Roe has her desk already", None),
    ],
)
def test_a_name_is_taken_off(text: str, left: tuple[str, str] | None) -> None:
    given = reader(employee="Ann Poe and Lee Roe")
    assert given.changes.without_denied(text) == left
    assert given.values(text, [tag(text, "employee", "Lee Roe")]).get("employee") != "Lee Roe" or (
        left is None
    )


def test_a_person_is_one_of_the_names_in_a_message() -> None:
    text = "Ann Poe, she'll be in Hazard. Lee Roe is her boss"
    tags = [tag(text, "employee", "Ann Poe"), tag(text, "employee", "Lee Roe")]
    assert reader(OWNER).values(text, tags) == {"employee": "Ann Poe"}
    text = "Ann Poe and Lee Roe"
    tags = [tag(text, "employee", "Ann Poe"), tag(text, "employee", "Lee Roe")]
    assert reader(OWNER).values(text, tags) == {"employee": "Ann Poe and Lee Roe"}
    text = "Lee Roe. no wait, Ann Poe"
    tags = [tag(text, "employee", "Lee Roe"), tag(text, "employee", "Ann Poe")]
    assert reader(OWNER).values(text, tags) == {"employee": "Ann Poe"}


def test_a_sentence_that_denies_is_no_short_value() -> None:
    for text in ("No, that one is my boss's name", "it isn't me who needs that at all"):
        with pytest.raises(InvalidValue, match="only_value"):
            reader(OWNER).answer(text)
    assert reader(LEVEL).answer("read, like I said") == "read"
    assert reader(LEVEL).answer("not write") == "not write"


@pytest.mark.parametrize(
    ("text", "name", "asked", "expected"),
    [
        ("I'm Pat Doe and need it soon", "Pat Doe", False, True),
        ("my name's Pat Doe", "Pat Doe", False, True),
        ("I'm the budget lead, Pat Doe", "Pat Doe", False, True),
        ("Pat Doe, Department of Revenue", "Pat Doe", False, True),
        ("Pat Doe here", "Pat Doe", False, True),
        ("Pat Doe, our director, agreed", "Pat Doe", False, False),
        ("one of them is for Pat Doe", "Pat Doe", False, False),
        ("His name is Pat Doe", "Pat Doe", False, False),
        ("Pat Doe needs it as well", "Pat Doe", True, False),
        ("Pat Doe", "Pat Doe", True, True),
    ],
)
def test_whose_name_it_is(text: str, name: str, *, asked: bool, expected: bool) -> None:
    start = text.index(name)
    assert is_own_name(text, start, start + len(name), asked=asked) is expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("502-555-0142", False, True),
        ("reach me at 502-555-0142", False, True),
        ("Pat Doe, Revenue, 502-555-0142", False, True),
        ("page the on-call at 502-555-0142", False, False),
        ("call her at 502-555-0142", True, False),
        ("that one is hers, mine is 502-555-0142", False, True),
    ],
)
def test_whose_number_it_is(text: str, *, asked: bool, expected: bool) -> None:
    start = text.index("502")
    assert is_own_phone(text, start, start + 12, asked=asked) is expected


def test_what_is_said_to_be_mine_takes_the_place_of_what_is_there() -> None:
    text = "that number is the pager, mine is 502-555-0199"
    assert reader(phone="502-555-0142").values(text, ()) == {"phone": "502-555-0199"}
    text = "call the pager, 502-555-0199"
    assert reader(phone="502-555-0142").values(text, ()) == {}
