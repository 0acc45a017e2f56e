"""Numbers in digits and in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tickets.values.wording import listed

_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {name: value for value, name in enumerate(_UNITS)} | {
    name: 10 * value for value, name in enumerate(_TENS, 2)
}
_SCALES = {
    "couple": 2,
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "m": 1_000_000,
}
_LARGE = "hundred|thousand|million|dozen"
_NAMED = "|".join([*_SMALL, _LARGE, "couple"])
DIGITS = (
    r"(?<![\w.])(?<![A-Za-z][-_/])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
    rf"(?:\s?(?:k|m|{_LARGE})\b)?(?![\w%]|\.\d|\s%|[-_][A-Za-z])"
)
WORDS = (
    rf"(?<![\w-])(?:(?:a|an|half a)\s(?=couple|{_LARGE}))?(?:{_NAMED})"
    rf"(?:(?:\s|-|\sand\s)(?:{_NAMED})){{0,8}}(?![\w-])"
)
_NUMBER = re.compile(rf"(?P<digits>{DIGITS})|{WORDS}", re.IGNORECASE | re.ASCII)
_LONGEST = 18  # digits that are told apart


@dataclass(frozen=True)
class Number:
    """A number in a text; `value` is None for words that make no number."""

    start: int
    end: int
    value: Decimal | None
    written_out: bool


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that are not a part of a name, a date or a percentage."""
    for match in _NUMBER.finditer(text):
        typed = match[0].lower()
        value = _of_digits(typed) if match["digits"] else _of_words(typed)
        before = text[max(0, match.start() - 2) : match.start()]
        if value is not None and before.endswith("-") and not before[:-1].strip():
            value = -value
        yield Number(match.start(), match.end(), value, not match["digits"])


def _of_digits(typed: str) -> Decimal:
    digits, scale = re.findall(r"[\d.,]+|[a-z]+", typed + " one")[:2]
    whole, dot, part = digits.replace(",", "").partition(".")
    if len(whole.lstrip("0")) > _LONGEST or len(part) > _LONGEST:
        return Decimal(10) ** _LONGEST
    return Decimal(whole + dot + part) * _SCALES.get(scale, 1)


def _of_words(typed: str) -> Decimal | None:
    """None for what is no number: "five six", "half a dozen hundred thousand"."""
    halved = typed.startswith("half a ")
    words = re.findall(r"[a-z]+", typed.removeprefix("half a "))
    total, part, least = Decimal(0), Decimal(0), Decimal(10) ** _LONGEST
    for word in words:
        if word in ("a", "an", "and"):
            continue
        if word in _SMALL:
            value = Decimal(_SMALL[word])
            fits = not part or part % 100 == 0 or (part % 10 == 0 < value < 10 and part % 100 > 10)
            if not fits or (not value and len(words) > 1):
                return None
            part += value
            continue
        scale = Decimal(_SCALES[word])
        if scale >= least or (scale == 100 and part >= 100) or (word == "dozen" and part >= 100):
            return None
        part = (part or 1) * scale
        if scale != 100:
            total, part, least = total + part, Decimal(0), scale
    value = total + part
    return value / 2 if halved else value
