"""What sentences of drafts say by their form: pairs of places, roles, inquiries, amounts, days."""

import datetime as dt

import pytest

from faq_kb.model import ItemType, Role
from tickets.corrections import agreement
from tickets.days import DayReader
from tickets.fields import RequestField
from tickets.inquiries import asks_what_is_noted
from tickets.notes import says_more
from tickets.numbers import with_amounts
from tickets.pairs import pairs
from tickets.reading import MessageReader
from tickets.requester_role import SaidRole, said_role
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue, check

TODAY = dt.date(2026, 11, 30)


def item(key: str, kind: ItemType) -> RequestField:
    return RequestField(key, label=key, short=key, type=kind, required=True, question=f"{key}?")


PLACES = (item("current_location", ItemType.TEXT), item("new_location", ItemType.TEXT))
ADDRESSES = (item("current_address", ItemType.ADDRESS), item("new_address", ItemType.ADDRESS))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("they go from cubes 8, 9 and 11 to 21, 22 and 24", "cubes 8, 9 and 11", "21, 22 and 24"),
        (
            "Ada Lane from 110 to 230, Ben Ochs from 112 to 231 and Cleo Rand from 114 to 232.",
            "Ada Lane: 110; Ben Ochs: 112; Cleo Rand: 114",
            "Ada Lane: 230; Ben Ochs: 231; Cleo Rand: 232",
        ),
    ],
)
def test_a_move_tells_both_places_for_each_person(text: str, old: str, new: str) -> None:
    assert pairs(text, PLACES, {}, TODAY) == {"current_location": old, "new_location": new}


def test_a_move_tells_both_addresses_without_what_follows() -> None:
    text = "our lines go from 12 Elm Court to 40 Oak Place, Hazard around march 15"
    assert pairs(text, ADDRESSES, {}, TODAY) == {
        "current_address": "12 Elm Court",
        "new_address": "40 Oak Place, Hazard",
    }


@pytest.mark.parametrize("text", ["we are closed from Monday to Friday", "from march 3 to march 9"])
def test_days_are_no_places(text: str) -> None:
    assert pairs(text, PLACES, {}, TODAY) == {}


def test_a_place_that_is_there_is_not_told_anew_by_the_way() -> None:
    assert pairs("from room 5 to room 9", PLACES, {"new_location": "room 7"}, TODAY) == {}


@pytest.mark.parametrize(
    ("text", "role", "agency"),
    [
        ("I'm the IT contact for Tourism btw, Ada Lane", Role.IT_SERVICES, "Tourism"),
        (
            "Im Ben Ochs, security contact for the Finance Cabinet.",
            Role.SECURITY,
            "the Finance Cabinet",
        ),
        ("as our agency's HR liaison I can approve it", Role.HR, ""),
        ("this is Cleo Rand, compliance officer at Parks, 502-555-0100", Role.COMPLIANCE, "Parks"),
    ],
)
def test_a_role_is_read_where_the_writer_claims_it(text: str, role: Role, agency: str) -> None:
    assert said_role(text) == SaidRole(role, agency)


@pytest.mark.parametrize(
    "text",
    [
        "our IT contact is Ada Lane",
        "I'm not the IT contact",
        "am I the IT contact?",
        "my boss is the HR contact",
        "I'm Ben Ochs and our IT contact is Cleo Rand",
        "it's for the security contact",
        "for me, Ada Lane. HR contact approved it",
        "I called the IT contact",
    ],
)
def test_a_role_of_somebody_else_is_not_the_writers(text: str) -> None:
    assert said_role(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "did you change the date?",
        "what do you have for the address?",
        "ok and have you got my number right?",
        "which phone number do you have",
        "what did i say for the reason",
    ],
)
def test_an_inquiry_is_for_what_is_noted(text: str) -> None:
    assert asks_what_is_noted(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is the billing number",
        "do you need the billing number?",
        "do I have to have a form?",
        "do you have a form for that?",
        "where do I get the billing number?",
        "what do you need that for?",
        "I told you the date. The number is 12345",
    ],
)
def test_a_question_for_the_meaning_is_no_inquiry(text: str) -> None:
    assert not asks_what_is_noted(text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("8 cores 32 gigs", "16 cores", "16 cores 32 gigs"),
        ("8 cores, 32 GB", "16 cores and 64 gb", "16 cores, 64 gb"),
        ("8 cores 32 gigs", "16 cores for the reports", ""),
        ("8 cores 32 gigs", "2 TB", ""),
        ("2 disks of 1 TB, 1 of 2 TB", "3 TB", ""),
    ],
)
def test_an_amount_takes_the_place_of_the_one_of_its_unit(
    old: str, new: str, expected: str
) -> None:
    assert with_amounts(old, new) == expected


def test_a_denied_day_says_which_date_is_corrected() -> None:
    fields = (item("from_date", ItemType.DATE), item("until_date", ItemType.DATE))
    given = {"from_date": "2027-01-04", "until_date": "2027-02-12"}
    reader = DayReader(fields, None, TODAY, given)
    text = "actually she needs it till feb 19 not 12"
    assert reader.changed(text) == {"until_date": "2027-02-19"}
    assert reader.changed("it was jan 6, not the 5th") == {}


def test_a_correction_leaves_what_the_notes_say() -> None:
    notes, tag_number = item("notes", ItemType.LONG_TEXT), item("device", ItemType.LONG_TEXT)
    given = {"notes": "my laptop 88213", "device": "Latitude 88213"}
    found = MessageReader((tag_number, notes), None, TODAY, given).changes.renumbered(
        "no, 88231 not 88213"
    )
    assert found == {"device": "Latitude 88231"}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("yes and room 230 is the new one", "room 230 is the new one"),
        ("yes. its 12345", "its 12345"),
        ("correct, the phone is 502-555-0100", "the phone is 502-555-0100"),
        ("right now we are in room 5", None),
        ("y do u need that", None),
        ("yesterday it broke", None),
        ("yes", None),
    ],
)
def test_a_yes_before_more_is_told_from_other_words(text: str, rest: str | None) -> None:
    length = agreement(text)
    assert (text[length:] if length else None) == rest


@pytest.mark.parametrize("text", ["i dont have that, hr does", "havent got it", "we didnt do one"])
def test_a_paper_is_denied_without_an_apostrophe_too(text: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        check(ItemType.ATTACHMENT, text, today=TODAY)
    assert refusal.value.reason == "attachment_not_yet"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ItemType.BILLING_NUMBER, "ok its 77310", "77310"),
        (ItemType.PERSON, "hes Dan Ochs", "Dan Ochs"),
        (ItemType.PERSON, "Shestakov Ivan", "Shestakov Ivan"),
    ],
)
def test_a_value_begins_after_its_without_an_apostrophe(
    kind: ItemType, text: str, value: str
) -> None:
    assert check(kind, text, today=TODAY) == value


def test_what_is_said_beside_a_value_goes_into_the_notes() -> None:
    assert says_more("CLAIMS_RPT and read only please", ["CLAIMS_RPT"])
    assert not says_more("it's for Ada Lane please", ["Ada Lane"])


def test_a_value_that_is_meant_too_replaces_nothing() -> None:
    host = item("server_name", ItemType.HOST_NAME)
    text = "48112, and DC-FS04 too"
    tagged = [TaggedValue("server_name", "DC-FS04", 11, 18, 0.95)]
    reader = MessageReader((host,), None, TODAY, {"server_name": "DC-FS03"})
    assert reader.values(text, tagged) == {}


def test_a_list_of_names_goes_on_to_its_end() -> None:
    people = item("people", ItemType.LONG_TEXT)
    text = "Ada Lane, Ben Ochs, Cleo Rand. open a request"
    tagged = [TaggedValue("people", "Ada Lane, Ben Ochs", 0, 18, 0.95)]
    found = MessageReader((people,), None, TODAY).values(text, tagged)
    assert found == {"people": "Ada Lane, Ben Ochs, Cleo Rand"}


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("no. Ada Lane, 502-555-0121", True),
        ("ask Ada Lane, 502-555-0121", False),
        ("Ada Lane says no", False),
    ],
)
def test_a_name_by_itself_beside_a_number_is_the_writers(text: str, is_taken: bool) -> None:
    name, form = item("requester_name", ItemType.PERSON), item("form", ItemType.ATTACHMENT)
    start = text.index("Ada")
    tagged = [TaggedValue("requester_name", "Ada Lane", start, start + 8, 0.45)]
    found = MessageReader((name, form), form, TODAY).values(text, tagged)
    assert found == ({"requester_name": "Ada Lane"} if is_taken else {})
