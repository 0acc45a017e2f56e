"""How many: a positive whole number, in digits; a small one may be written out."""

import re

from tickets.values.base import InvalidValue, Span, nfkc_line, plain_quotes, spans, words

_LIMIT = 1_000_000
_MOST_DIGITS = 30
_WORDS = {
    word: number
    for number, word in enumerate(
        words("none one two three four five six seven eight nine ten eleven twelve")
    )
}
_NUMBER = r"(?<![\w.,/#$-])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w%+]|[.,/-]\d|\s%)"
# "At least ten" says as little as "ten to twelve"; "two dozen" is not two.
_INEXACT = re.compile(
    r"\b(?:at (?:least|most)|up to|than|over|under|between|not|or|maximum|minimum|per|each|minus|"
    r"to \d|dozens?|hundreds?|thousands?|millions?|k)\b|n't\b|[$%]",
    re.IGNORECASE,
)
_COUNTED = (
    r"(?:users?|people|persons?|devices?|employees?|seats?|phones?|lines?|computers?|pcs?|laptops?|"
    r"desktops?|monitors?|printers?|licen[sc]es?|accounts?|workers|staff|workstations?|tablets?)"
)
_FOUND = re.compile(
    rf"(?P<number>{_NUMBER})\s{{1,3}}(?:[a-z]{{2,12}}\s)?{_COUNTED}(?![\w-])", re.IGNORECASE
)
# Before a number that counts nothing, or not exactly.
_LED = re.compile(
    r"(?:\bup to|\bleast|\bmost|\bthan|\bover|\bunder|\bbetween|\bnot|\bto|\bor|\d and|-|office|"
    r"windows|microsoft|exchange|version|room|floor|building|suite|phase|group|section)\s{0,2}$",
    re.IGNORECASE,
)
_BEFORE = 14


def check_count(text: str) -> str:
    """The one number of an answer in digits."""
    shown = nfkc_line(text)
    found = {int(number.replace(",", "")[:_MOST_DIGITS]) for number in re.findall(_NUMBER, shown)}
    if not found:
        found = {_WORDS.get(shown.lower().rstrip(".! "), -1)}
    value = found.pop()
    if found or value < 0 or _INEXACT.search(shown):
        raise InvalidValue("count_unclear", text)
    if not 1 <= value <= _LIMIT:
        raise InvalidValue("count_range", text, least="1", limit=f"{_LIMIT:,}")
    return str(value)


def find_counts(text: str) -> list[Span]:
    """Numbers of people or things, such as "25 users"."""
    text = plain_quotes(text)
    places = [
        match.span()
        for match in _FOUND.finditer(text)
        if not _LED.search(text[max(0, match.start() - _BEFORE) : match.start()])
    ]
    return spans(text, places, check_count)
