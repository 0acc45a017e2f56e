"""How many: a positive whole number."""

import re
from decimal import Decimal

from tickets.values.numbers import DIGITS, WORDS, Number, numbers
from tickets.values.refusal import Refusal
from tickets.values.spans import Span, spans
from tickets.values.wording import alike, folded

_LIMIT = 1_000_000
# "At least ten" says as little as "ten to twelve".
_BOUND = re.compile(
    r"\b(?:at (?:least|most)|up to|(?:more|less|fewer|greater|other) than|over|under|between|"
    r"not|or (?:more|less|fewer|so many)|maximum|minimum|per|each|minus)\b|\d\s?\+|n't\b|[$%]",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:none|nobody|no ?one|nothing|no (?:users|people|devices))\W{0,3}", re.IGNORECASE
)
_ALONE = re.compile(r"(?:just|only) (?:me|myself|one)\W{0,3}", re.IGNORECASE)
_COUNTED = (
    r"(?:users?|people|persons?|devices?|employees?|seats?|phones?|(?:phone )?lines?|computers?|"
    r"pcs?|laptops?|desktops?|monitors?|printers?|licen[sc]es?|accounts?|workers|staff|"
    r"workstations?|tablets?|mailboxes|handsets?|folks|workspaces|desks?|contractors?|stations?)"
)
_UNIT = r"(?:hours?|days?|weeks?|months?|years?|inch|gb|tb|foot|feet|ports?|percent)\s"
_FOUND = re.compile(
    rf"(?P<range>(?<![\w.])\d+\s?(?:-|to|or|and)\s?(?=\d))?(?P<number>{DIGITS}|{WORDS})"
    rf"\s{{1,3}}(?:(?!{_UNIT}|and\s|or\s)[a-z]{{2,12}}\s){{0,2}}?{_COUNTED}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
# Before a number that counts nothing, or not exactly.
_LED = re.compile(
    r"(?:at least|at most|up to|than|over|under|between|minus|not|-|/|\$|#|\bto|\bor|\d and|"
    r"office|windows|microsoft|exchange|sql|version|room|floor|building|suite|phase|group|section|"
    r"step|option|no\.|number|line|unit|level)\s{0,2}$",
    re.IGNORECASE,
)
_BEFORE = 14


def check_count(text: str) -> str:
    """The one number of an answer in digits."""
    shown = folded(text)
    if _NOBODY.fullmatch(shown):
        raise Refusal("count_range", text, least="1", limit=f"{_LIMIT:,}")
    if _ALONE.fullmatch(shown):
        return "1"
    value = _only([*numbers(shown)])
    if value is None or _BOUND.search(shown) or (abs(value) <= _LIMIT and value % 1):
        raise Refusal("count_unclear", text)
    if not 1 <= value <= _LIMIT:
        raise Refusal("count_range", text, least="1", limit=f"{_LIMIT:,}")
    return str(int(value))


def find_counts(text: str) -> list[Span]:
    """Numbers of people or things, such as "25 users"."""
    text = alike(text)
    places = []
    for match in _FOUND.finditer(text):
        before = text[max(0, match.start("number") - _BEFORE) : match.start("number")]
        if not match["range"] and not _LED.search(before):
            places.append(match.span())
    return spans(text, places, check_count)


def _only(found: list[Number]) -> Decimal | None:
    """The value of the one number, which may be given twice: "12 (twelve)"."""
    values = {number.value for number in found}
    twice = len(found) == 2 and found[0].written_out != found[1].written_out
    return values.pop() if len(values) == 1 and (twice or len(found) == 1) else None
