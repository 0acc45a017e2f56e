"""Numbers as people type them: any writing of a number is that number, and no other."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.search.typed_numbers import (
    draft_beginning,
    forms_in,
    is_number,
    phone_digits,
    policies_in,
)
from tickets.reference import new_reference

FORMS = ("COT-F012", "COT-F085", "COT-F100", "COT-F180", "COT-F181", "COT-F181EZ", "A Guide")
POLICIES = ("CIO-059", "CIO-072", "CIO-085", "Kentucky IT Standards")
gaps = st.sampled_from(["", " ", "-", "--", "\u2013", " - ", "_"])


def written(draw: st.DrawFn, prefixes: Sequence[str], number: str) -> str:
    """The number in a way that somebody may write it: "f-85", "Form No. 085", "COT F181 EZ"."""
    digits, letters = number[:3], number[3:]
    digits = digits.lstrip("0") if draw(st.booleans()) else digits
    prefix = draw(st.sampled_from(prefixes)).format(draw(gaps))
    text = f"{prefix}{draw(gaps)}{digits}{draw(gaps) if letters else ''}{letters}"
    return draw(st.sampled_from([str.upper, str.lower, str.title]))(text)


@given(st.sampled_from(FORMS[:-1]), st.data())
def test_a_form_in_any_writing(number: str, data: st.DataObject) -> None:
    prefixes = ("cot{}f", "f", "form ", "Form No. ", "cot{}")
    typed = written(data.draw, prefixes, number.removeprefix("COT-F"))
    assert forms_in(typed, FORMS)[0] == (number, True)
    assert is_number(typed)


@given(st.sampled_from(POLICIES[:-1]), st.data())
def test_a_policy_in_any_writing(number: str, data: st.DataObject) -> None:
    typed = written(data.draw, ("cio", "policy", "policy no."), number.removeprefix("CIO-"))
    assert policies_in(typed, POLICIES)[0] == (number, True)
    assert is_number(typed)


def test_a_number_alone_and_a_beginning() -> None:
    assert forms_in("180", FORMS) == [("COT-F180", True)]
    assert [one.number for one in forms_in("F18", FORMS)] == ["COT-F180", "COT-F181", "COT-F181EZ"]
    assert [one.number for one in forms_in("181", FORMS)] == ["COT-F181", "COT-F181EZ"]
    assert forms_in("181 ez", FORMS) == [("COT-F181EZ", True)]
    assert forms_in("085", FORMS)[0].number == "COT-F085"
    assert policies_in("85", POLICIES)[0].number == "CIO-085"
    assert forms_in("does a vendor need the F085 too?", FORMS)[0].number == "COT-F085"
    for text in ("", "if 180 people", "1800", "f", "in 12 days", "elf180"):
        assert forms_in(text, FORMS) == []


PHONES = ("{}{}{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "1-{}-{}-{}", "{} / {} {}", "1{}{}{}")


@given(st.integers(2_000_000_000, 9_999_999_999), st.sampled_from(PHONES))
def test_a_telephone_number_in_any_writing(number: int, writing: str) -> None:
    digits = str(number)
    typed = writing.format(digits[:3], digits[3:6], digits[6:])
    assert phone_digits(typed) == digits
    assert is_number(typed)


@given(st.data(), gaps)
def test_a_reference_in_any_writing(data: st.DataObject, gap: str) -> None:
    reference = new_reference()
    code = reference.removeprefix("HD-")
    assert draft_beginning(f"HD{gap}{code}") == reference
    assert draft_beginning(f"hd{gap}{gap.join(code.lower())}") == reference
    assert draft_beginning(f"what about {reference}?") == reference
    length = data.draw(st.integers(1, 5))
    assert draft_beginning(f"hd{gap}{code[:length]}") == f"HD-{code[:length]}"
    assert draft_beginning(code) in (reference, "")
    assert (draft_beginning(code) == "") == code.isdecimal()


@pytest.mark.parametrize("text", ["", "vpn", "laptop", "hello!", "123456", "printer", "new hire"])
def test_what_is_no_reference(text: str) -> None:
    assert draft_beginning(text) == ""


@pytest.mark.parametrize("text", ["win 11", "m365", "9wx2", "office 365"])
def test_what_may_begin_a_reference_is_still_understood(text: str) -> None:
    assert not is_number(text)


def test_the_beginning_of_a_reference_without_hd() -> None:
    assert draft_beginning("9wx2") == "HD-9WX2"
    assert [draft_beginning(text) for text in ("f180", "181 ez", "9w", "four", "1800")] == [""] * 5


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    forms_in(text, FORMS)
    policies_in(text, POLICIES)
    assert phone_digits(text).isdecimal() or phone_digits(text) == ""
    draft_beginning(text)
    is_number(text)
