"""Numbers and addresses keep their order in a text from right to left."""

import pytest

from common.plain_text import isolated, printable

ARABIC = "اطلب فتح الموقع"


@pytest.mark.parametrize(
    "part",
    [
        "502-555-0176", "(502) 555-0176", "+1 502 555 0176", "room-42", "10:30", "HD-4KM9XC",
        "https://forms.example.gov/a?b=1", "riley.stone@example.gov", "12/05/2026",
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_isolated(part: str) -> None:
    assert isolated(f"{ARABIC} {part} {ARABIC}.") == f"{ARABIC} \u2066{part}\u2069 {ARABIC}."


@pytest.mark.parametrize("text", [f"{ARABIC} Microsoft Teams 42", "call 502-555-0176", ""])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text


def test_what_turns_a_text_round_is_left_out() -> None:
    assert printable("a\u202eb\u2066c\x1b[2J\x9bd\te\r\nf") == "abc[2Jd\te\nf"
