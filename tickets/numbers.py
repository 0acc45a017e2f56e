"""Numbers in what people type: which are written alike, which amount is another one now."""

import re
from collections.abc import Sequence

# Numbers, with letters and marks in them: "14.5", "HR-204", "88213".
_NUMBERS = re.compile(r"(?:[^\W\d_]+-?)?\d(?:[\w.,/-]*\w)?")
_DIGIT, _WORDS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
# A number and what it counts: "16 cores", "2 TB".
_BESIDE = re.compile(r"\b(?:and|but|still|with|only|now|plus)\b|[\W_]", re.IGNORECASE)
_AMOUNT = re.compile(r"(?<![\w.])(?P<number>\d[\d.,]*)\s?(?P<unit>[^\W\d_]{1,20})\b")


def numbers_in(text: str) -> list[str]:
    """The numbers of a text as they are written."""
    return _NUMBERS.findall(text)


def is_like(number: str, others: Sequence[str]) -> bool:
    """Whether a number is written like another one: "14.7" and "14.5", no "3" and "1204"."""
    return any(_DIGIT.sub("9", number) == _DIGIT.sub("9", other) for other in others)


def with_amounts(old: str, new: str) -> str:
    """The old text with the amounts of the new one: "16 cores" in "8 cores, 32 GB".

    "" where the new text says anything else, or counts what the old one does not, or counts twice.
    """
    if not _AMOUNT.search(new) or _BESIDE.sub("", _AMOUNT.sub("", new)):
        return ""
    for amount in _AMOUNT.finditer(new):
        unit = amount["unit"].casefold()
        places = [one for one in _AMOUNT.finditer(old) if one["unit"].casefold() == unit]
        if len(places) != 1:
            return ""
        start, end = places[0].span()
        old = f"{old[:start]}{amount[0]}{old[end:]}"
    return old


def with_number(old: str, new: str, text: str) -> str:
    """The old value with a new number, where a text gives no more than that: "room 214".

    The text has to name the old number, or the words beside it: "the new room is 214".
    """
    numbers = numbers_in(old)
    beside = set(_WORDS.findall(_NUMBERS.sub(" ", old).casefold()))
    is_number = numbers_in(new) == [new] and len(numbers) == 1 and is_like(new, numbers)
    if not is_number or not beside:
        return new
    is_meant = numbers[0] in numbers_in(text) or beside <= set(_WORDS.findall(text.casefold()))
    return old.replace(numbers[0], new) if is_meant else new
