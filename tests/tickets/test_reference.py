"""References as people type and say them; what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.reference import ALPHABET, LENGTH, names_reference, new_reference, references_in

SEPARATORS = st.sampled_from(["", "-", " "])


def code_of(body: str) -> str:
    """The body with the one character that makes a reference of it."""
    (check,) = [char for char in ALPHABET if references_in(f"HD-{body}{char}")]
    return body + check


codes = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(code_of)


@st.composite
def spoken(draw: st.DrawFn, code: str) -> str:
    """The code with dashes and spaces anywhere, in any case."""
    text = "HD" + draw(SEPARATORS) + "".join(char + draw(SEPARATORS) for char in code)
    return "".join(char.lower() if draw(st.booleans()) else char for char in text)


@given(st.data(), codes)
def test_a_new_reference_is_found_however_it_is_typed(data: st.DataObject, code: str) -> None:
    text = data.draw(spoken(code))
    before = data.draw(st.sampled_from(["", "status of ", "Draft: ", "(", '"', "\n", "re:"]))
    after = data.draw(st.sampled_from(["", ".", "?", ")", ", please", " is mine", "\n", "!"]))
    assert references_in(before + text + after) == [f"HD-{code}"]
    assert names_reference(before + text + after)


@pytest.mark.parametrize(
    "form",
    [
        "{0}",
        "please show {0} to me",
        "{0}, please",
        "is {0}?",
        "where is my ticket {0}.",
        "({0})",
        "#{0}",
        "draft/{0}",
        "{0}\nthanks",
    ],
)
@pytest.mark.parametrize("change", [str, str.lower, str.title])
def test_inside_a_sentence(form: str, change: type[str]) -> None:
    made = new_reference()
    assert references_in(form.format(change(made))) == [made]


def test_several_stand_once_in_their_order() -> None:
    first, second = new_reference(), new_reference()
    text = f"{second} and {first}, not {second.lower()}"
    assert references_in(text) == list(dict.fromkeys([second, first]))


def test_what_is_made() -> None:
    made = [new_reference() for _ in range(2_000)]
    assert len(set(made)) > 1_990
    for one in made:
        assert len(one) == len("HD-") + LENGTH
        assert set(one.removeprefix("HD-")) <= set(ALPHABET)
        assert references_in(one) == [one]


@given(codes)
def test_one_wrong_character_is_refused(code: str) -> None:
    wrong = [
        code[:place] + char + code[place + 1 :]
        for place in range(LENGTH)
        for char in ALPHABET
        if char != code[place]
    ]
    assert [one for one in wrong if references_in(f"HD-{one}")] == []


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from("015BDEGIJLOPQSUVZ_äß"))
def test_a_character_that_no_reference_has_is_refused(code: str, place: int, char: str) -> None:
    assert references_in(f"HD-{code[:place]}{char}{code[place + 1 :]}") == []


@given(codes, st.sampled_from(ALPHABET))
def test_too_long_and_too_short_are_refused(code: str, char: str) -> None:
    assert references_in(f"HD-{code}{char}") == []
    assert references_in(f"HD-{code[:-1]}") == []
    assert references_in(f"A{code}") == []
    assert references_in(f"XHD-{code}") == []


@pytest.mark.parametrize(
    "text",
    [
        *("HD-READY", "HD-1234", "HD", "hd", "HD-", "HD-123456", "HD ready", "an HD monitor"),
        *("HD-KENTUCKY", "HD 1080p", "HD-2346789", "F181", "F180", "form F181i", "F189"),
        *("CIO-060", "CIO-101 Enterprise", "policy CIO-091", "COT-F085", "COT-F181", "EFT-14"),
        *("INC0010001", "RITM0012345", "502-555-0176", "HARDWARE", "HD harness", "hd-w"),
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert references_in(text) == []


def test_a_form_without_the_right_check_is_named_but_not_found() -> None:
    made = new_reference()
    wrong = made[:-1] + next(char for char in ALPHABET if char != made[-1])
    assert names_reference(f"status of {wrong}")
    assert references_in(f"status of {wrong}") == []


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert len(references_in(text)) <= len(text)


@pytest.mark.parametrize("letter", ["\N{KELVIN SIGN}", "\N{LATIN SMALL LETTER LONG S}"])
def test_a_letter_that_only_equals_one_of_ours_without_case_is_none_of_ours(letter: str) -> None:
    made = new_reference()
    assert references_in(made) == [made]
    for place in range(len("HD-"), len(made)):
        assert references_in(made[:place] + letter + made[place + 1 :]) == []
