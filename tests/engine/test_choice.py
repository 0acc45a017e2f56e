"""Which of the offered choices a message picks."""

import pytest

from bot.nlu.choice import picked
from bot.nlu.conversation import Option

OPTIONS = (
    Option("webmail", "Read mail in a browser"),
    Option("email_account", "Get a new email account"),
    Option("shared_mailbox_access", "Get access to a shared mailbox"),
)
FIRST, SECOND, THIRD = (option.entry for option in OPTIONS)


def pick(text: str, *, fits: str = THIRD, leads: bool = False, most: int = 3) -> tuple[str, ...]:
    """What is picked where one option fits the words best."""
    scores = {option.entry: float(option.entry == fits) for option in OPTIONS}
    return picked(text, OPTIONS[:most], scores, leads=leads, denies=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (text, FIRST)
            for text in ("first", "1", "#1", "1.", "a", "A)", "the top one", "number 1")
        ),
        *((text, FIRST) for text in ("The first, please.", "I guess the 1st", "the former", "one")),
        *((text, SECOND) for text in ("the second one", "2", "2?", "b", "option b", "no. 2")),
        *((text, SECOND) for text in ("2nd please", "i want the 2nd one", "let's do number 2")),
        *((text, SECOND) for text in ("it's the second", "no, the second one", "the middle one")),
        *((text, THIRD) for text in ("3", "c", "the third", "last", "the last one", "bottom one")),
    ],
)
def test_a_choice_is_picked_by_its_place(text: str, expected: str) -> None:
    others = {FIRST, SECOND, THIRD} - {expected}
    assert all(pick(text, fits=fits, leads=True) == (expected,) for fits in others)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("both", (FIRST, SECOND)),
        ("Both of them, please", (FIRST, SECOND)),
        ("all of these", (FIRST, SECOND)),
        ("each of them", (FIRST, SECOND)),
        ("the first and the second", (FIRST, SECOND)),
        ("the latter", (SECOND,)),
        ("last", (SECOND,)),
    ],
)
def test_of_two_both_can_be_picked(text: str, expected: tuple[str, ...]) -> None:
    assert pick(text, fits=FIRST, most=2) == expected


@pytest.mark.parametrize("text", ["neither", "none of these", "No", "nope", "not any of those"])
def test_none_is_picked_unless_the_words_fit_one(text: str) -> None:
    assert pick(text) == ()
    assert pick(f"{text}, my own mail in Chrome", fits=FIRST, leads=True) == (FIRST,)


@pytest.mark.parametrize("text", ["the email one", "a shared mailbox, I guess", "mail"])
@pytest.mark.parametrize("fits", [FIRST, SECOND, THIRD])
def test_else_the_words_decide(text: str, fits: str) -> None:
    assert pick(text, fits=fits) == (fits,)


@pytest.mark.parametrize(
    "text",
    [
        "COT-F181",
        "12",
        "2 pm",
        "two laptops",
        "my 2 laptops",
        "a laptop",
        "anyone",
        "web2",
        "nobody",
    ],
)
def test_a_number_or_letter_of_something_else_is_no_place(text: str) -> None:
    assert all(pick(text, fits=fits) == (fits,) for fits in (FIRST, SECOND, THIRD))


@pytest.mark.parametrize("text", ["4", "the fourth", "number 5"])
def test_a_place_that_was_not_offered_is_none(text: str) -> None:
    assert pick(text, fits=SECOND) == (SECOND,)
