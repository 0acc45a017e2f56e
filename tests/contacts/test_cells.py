"""What cells mean."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.text_key import text_key
from contacts.contact_file.cells import (
    TRIGGERS,
    neutral,
    parse_date,
    parse_email,
    parse_flag,
    parse_phone,
    plain,
)

NEAR = st.one_of(
    st.text(),
    st.text("0123456789-/.+() extxEXTJanuary@,;#\u2013\u212a\u0660"),
    st.from_regex(r"[0-9]{1,4}[-/][A-Za-z0-9]{1,3}[-/][0-9]{1,5}"),
)


@pytest.mark.parametrize(
    "text", ["2026-03-03", "2026-3-3", "3/3/2026", "03/03/2026", "3-Mar-2026", " 03-mar-2026 "]
)
def test_ways_to_write_a_day(text: str) -> None:
    assert parse_date(text) == dt.date(2026, 3, 3)


@given(st.dates())
def test_any_day(day: dt.date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year:04}") == day


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "13/1/2026", "3-Mrz-2026", "2026-03-03 14:30:00", "٣/٣/2026"],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="isn't a date: write it as 2026-03-31"):
        parse_date(text)


@pytest.mark.parametrize("text", ["yes", "Y", " TRUE ", "x", "X", "1"])
def test_yes(text: str) -> None:
    assert parse_flag(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "", "  "])
def test_no(text: str) -> None:
    assert parse_flag(text) is False


def test_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="write yes or no"):
        parse_flag("maybe")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5025550123", "502-555-0123"),
        ("502-555-0123", "502-555-0123"),
        ("502/555-0123", None),
        ("(502) 555-0123", "502-555-0123"),
        ("(502)555-0123", "502-555-0123"),
        ("+1 502.555.0123", "502-555-0123"),
        ("1-502-555-0123", "502-555-0123"),
        ("+1 (502) 555-0123", "502-555-0123"),
        ("502\u2013555\u20110123", "502-555-0123"),
        ("(502) 555-0123 ext. 4", "502-555-0123 ext. 4"),
        ("502-555-0123 x4021", "502-555-0123 ext. 4021"),
        ("502-555-0123, Extension 007", "502-555-0123 ext. 007"),
        ("502-555-0123 #4", "502-555-0123 ext. 4"),
        ("", None),
        ("555-0123", None),
        ("(502 555-0123", None),
        ("+44 20 7946 0018", None),
        ("502-555-01234", None),
        ("502-555-0123 4", None),
        ("502-555-0123 or 564-0123", None),
    ],
)
def test_phone_numbers(text: str, number: str | None) -> None:
    if number:
        assert parse_phone(text) == number
        assert parse_phone(number) == number
    else:
        with pytest.raises(ValueError, match="isn't a phone number: write it as 502-555-0123"):
            parse_phone(text)


@pytest.mark.parametrize(
    "text", [" Jo.Doe@KY.gov ", "o'brien+it@agency.ky.gov", "_a@b-c.us", "a_b-c@x1.gov"]
)
def test_e_mail_addresses(text: str) -> None:
    assert parse_email(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo@",
        "@ky.gov",
        "jo doe@ky.gov",
        "jo@ky",
        "jo@ky..gov",
        "jo..doe@ky.gov",
        "jo.@ky.gov",
        ".jo@ky.gov",
        "jo@-ky.gov",
        "jo@ky.gov; al@ky.gov",
        "=cmd@ky.gov",
        "jo@\u212ay.gov",
        "a" * 65 + "@ky.gov",
        "a@" + "b." * 200 + "gov",
    ],
)
def test_what_is_no_e_mail_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as name@agency\.gov or leave it empty"):
        parse_email(text)


@pytest.mark.parametrize("parse", [parse_date, parse_flag, parse_phone, parse_email])
@given(text=NEAR)
def test_parsers_raise_nothing_but_value_errors(parse: Callable[[str], object], text: str) -> None:
    with suppress(ValueError):
        parse(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Finance & Administration Cabinet", "finance and  administration cabinet"),
        ("A&B", "a and b"),
        ("Workers' Claims", "WORKERS\u2019 CLAIMS"),
        ("Dept. of Revenue", "Dept of Revenue"),
        ("\uff30\uff41\uff52\uff4b\uff53", "parks"),
        ("Cafe\u0301", "CAFÉ"),
        ("Health\u00a0\u2013\u00a0Services", "health - services"),
        ("x_y", "x y"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert text_key(one) == text_key(other)


@given(st.text())
@example("\u0345\u0301")
def test_a_key_is_its_own_key(text: str) -> None:
    key = text_key(text)
    assert text_key(key) == key
    assert key == " ".join(key.split())


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1 502", "-", "@a", "\tx", "\rx", "\nx", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"],
)
def test_what_a_spreadsheet_takes_for_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert plain(neutral(text)) == text


@pytest.mark.parametrize("text", ["", "a=b", "'", "'tis", " =1", "502-555-0123"])
def test_what_it_does_not(text: str) -> None:
    assert neutral(text) == plain(text) == text


@given(st.one_of(st.text(), st.text(TRIGGERS + "'a")))
def test_neutral_text_can_be_made_plain_again(text: str) -> None:
    if not (text.startswith("'") and text[1:2] and text[1] in TRIGGERS):
        assert plain(neutral(text)) == text
    assert not neutral(text).startswith(tuple(TRIGGERS))
