"""Sums of money, in US dollars."""

import re
from decimal import Decimal

from tickets.values.numbers import DIGITS, WORDS, numbers
from tickets.values.refusal import Refusal
from tickets.values.spans import Span, spans
from tickets.values.wording import alike, folded

_LIMIT = Decimal(10) ** 12
_CENT = Decimal("0.01")
_OTHER = re.compile(
    r"[€£¥₹₽₩₱₪₿]|(?<![A-Za-z])(?:CA?|AU?|NZ|HK|MX|S)\$|"
    r"(?<![A-Za-z])(?:EUR|GBP|CAD|AUD|JPY|CHF|MXN|INR|CNY|RMB|NZD|"
    r"(?:canadian|australian) dollars?|euros?|pounds?|sterling|yen|pesos?|rupees?|francs?|"
    r"rubles?|yuan|won|bitcoins?)(?![A-Za-z])",
    re.IGNORECASE,
)
# A price for each of many, or a range, is no sum.
_NO_SUM = re.compile(
    r"\b(?:per|each|every|monthly|yearly|annually|weekly|hourly|an? (?:month|year|week|day|hour|"
    r"piece|user|person)|at (?:least|most)|up to|(?:more|less) than|over|under|between|not|minus|"
    r"cents?)\b|n't\b|/ ?(?:mo|yr|month|year|user|person|hour|hr)\b|%|\d\+|"
    r"\.\d{3,}(?!\d|\s?(?:k|m|thousand|million)\b)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=\d)(?=usd\b)|(?<=\busd)(?=\d)", re.IGNORECASE)
_FOUND = re.compile(
    rf"(?:(?:\bUS)?\$\s?|\bUSD\s?){DIGITS}(?:\s?(?:dollars|usd)\b)?|"
    rf"(?:{DIGITS}|{WORDS})\s{{1,3}}(?:(?:us )?dollars|bucks|usd)\b",
    re.IGNORECASE | re.ASCII,
)
_PART_OF_RANGE = re.compile(r"\s?(?:-|to)\s?\$?\d|\s?(?:per|each|a|an|/)\b", re.IGNORECASE)
_RANGE_BEFORE = re.compile(
    r"\d\s?(?:-|to)\s?$|-$|(?:than|least|most|up to|over|under)\s$", re.IGNORECASE
)
_BEFORE = 12


def check_money(text: str) -> str:
    """The one sum of an answer: 1200.00 USD."""
    shown = _GLUED.sub(" ", folded(text))
    if other := _OTHER.search(shown):
        raise Refusal("money_currency", text, currency=other[0])
    found = [number.value for number in numbers(shown)]
    value = found[0] if len(found) == 1 else None
    if value is None or _NO_SUM.search(shown) or not 0 < value < _LIMIT:
        raise Refusal("money_unclear", text)
    cents = value.quantize(_CENT)
    if cents != value:
        raise Refusal("money_unclear", text)
    return f"{cents} USD"


def find_money(text: str) -> list[Span]:
    """Sums with a dollar sign or the word behind them."""
    text = alike(text)
    places = []
    for match in _FOUND.finditer(text):
        start, end = match.span()
        if not _PART_OF_RANGE.match(text, end) and not _RANGE_BEFORE.search(
            text[max(0, start - _BEFORE) : start]
        ):
            places.append((start, end))
    return spans(text, places, check_money)
