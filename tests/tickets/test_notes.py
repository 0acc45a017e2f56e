"""What a message says beside its values is told apart from the words that give them."""

import pytest

from tickets.notes import adds, beside, extended, says_more, statements


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("410975 and it may only call local and toll-free numbers, no voicemail", ["410975"]),
        ("It is for guides.example.gov, the old one expires January 3", ["guides.example.gov"]),
        ("Avery Birch. He starts on January 4.", ["Avery Birch"]),
    ],
)
def test_what_no_value_has_is_more(text: str, values: list[str]) -> None:
    assert says_more(text, values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("my name is Avery Birch", ["Avery Birch"]),
        ("Avery Birch, Department of Revenue", ["Avery Birch", "Department of Revenue"]),
        ("the billing number is 12345, thanks", ["12345"]),
        ("ok", []),
    ],
)
def test_the_words_around_a_value_are_no_more(text: str, values: list[str]) -> None:
    assert not says_more(text, values)


def test_questions_are_no_statements() -> None:
    text = "Why do you need that? The site is www.example.gov. Is it enough?"
    assert statements(text) == "The site is www.example.gov."


def test_what_corrects_is_told_apart_from_what_else_is_said() -> None:
    text = "No, my name is Avery Birch. Rowan Ash supervises the new employee."
    assert beside(text, ["Avery Birch"]) == "Rowan Ash supervises the new employee."


def test_notes_have_each_message_once_on_a_line_of_its_own() -> None:
    notes = extended(extended("", "It is in room 214."), "It has\n two screens.")
    assert notes == "It is in room 214.\nIt has two screens."
    assert extended(notes, "It is in room 214.") == notes


@pytest.mark.parametrize("text", ["please add: room 214", "also for Avery Birch"])
def test_more_is_told_in_its_first_words(text: str) -> None:
    assert adds(text)
    assert not adds("change it to room 214")
