"""Telephone numbers: of North America, and others with their country code."""

import re

import phonenumbers

from tickets.values.base import InvalidValue, Span, nfkc_line, plain_quotes, spans

_EXTENSION = (
    r"(?:[\s,;]{0,2}(?:\(\s?)?(?:extension|ext|x|#)[\s.:]{0,3}(?:number |no\. ?)?"
    r"(?P<ext>\d{1,10})\)?)?(?![\w@]|[-./]\d)"
)
_GAP = r"[\s./-]{0,3}"
_AMERICAN = re.compile(
    rf"(?<![\w+@#-])(?<!\d\.)(?:\+?1{_GAP})?(?P<open>\()?(?P<area>[2-9]\d\d)(?(open)\s?\)){_GAP}"
    rf"(?P<exchange>[2-9]\d\d){_GAP}(?P<line>\d{{4}}){_EXTENSION}",
    re.IGNORECASE | re.ASCII,
)
_FOREIGN = re.compile(
    rf"(?<![\w+])(?:\+|011[\s.-]?)(?!1\b|1[2-9]\d\d)(?:[1-9](?:[\s()./-]{{0,3}}\d){{6,16}})"
    rf"{_EXTENSION}",
    re.IGNORECASE | re.ASCII,
)
_LOCAL = re.compile(r"(?<![\w-])\d{3}[\s.-]{0,3}\d{4}(?![\w-])", re.ASCII)
# Ten digits in a row may be any number, unless it is said what they are.
_SAID = re.compile(
    r"(?:phone|call|cell|mobile|tel|telephone|text|reach)\b[^\d\n]{0,20}$", re.IGNORECASE
)
_BEFORE = 40


def check_phone(text: str) -> str:
    """The one number of an answer: 502-555-0142, 502-555-0142 ext. 12, +49 30 123456."""
    shown = nfkc_line(text)
    found = {_american(match) for match in _AMERICAN.finditer(shown)}
    found |= {_foreign(match) for match in _FOREIGN.finditer(shown)}
    found -= {""}
    if len(found) == 1:
        return found.pop()
    if found:
        raise InvalidValue("phone_several", text)
    raise InvalidValue("phone_incomplete" if _LOCAL.search(shown) else "phone_invalid", text)


def find_phones(text: str) -> list[Span]:
    """Numbers that are written as telephone numbers are, or said to be one."""
    text = plain_quotes(text)
    places = [match.span() for match in _FOREIGN.finditer(text)]
    for match in _AMERICAN.finditer(text):
        start, end = match.span()
        written = not text[start:end].isdecimal()
        if written or _SAID.search(text[max(0, start - _BEFORE) : start]):
            places.append((start, end))
    return spans(text, sorted(places), check_phone)


def _american(match: re.Match[str]) -> str:
    number = f"{match['area']}-{match['exchange']}-{match['line']}"
    # Only possible, not valid: numbers that are not given out yet, and 555-01xx, are numbers.
    if not phonenumbers.is_possible_number(phonenumbers.parse(number, "US")):
        return ""
    return _extended(number, match["ext"])


def _foreign(match: re.Match[str]) -> str:
    typed = match[0][: match.start("ext") - match.start()] if match["ext"] else match[0]
    try:
        number = phonenumbers.parse(re.sub(r"[^\d+]", "", typed), "US")
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code == 1 or not phonenumbers.is_possible_number(number):
        return ""
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return _extended(shown, match["ext"])


def _extended(number: str, extension: str | None) -> str:
    return f"{number} ext. {extension}" if extension else number
