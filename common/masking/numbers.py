"""Finds social security numbers and card numbers."""

import re

from common.masking.folding import Span, Spans

_SEP = r"( ?[-./]\s?|[-_,]{1,3}| {1,2})?"
_SSN = re.compile(rf"(?<!\d)(?!000|666)\d{{3}}{_SEP}(?!00)\d\d{_SEP}(?!0000)\d{{4}}(?!\d)")
SSN_NAME = (
    r"(?:ssn|(?<![^\W_])(?:ss ?(?:#|no(?![^\W_])|num)|itin(?![^\W_])|soc\.? ?sec)"
    r"|(?<![^\W_])social(?! (?:work|media|serv|stud|event|distanc|engineer|hour|club)))"
)
_SSN_WORD = re.compile(rf"(?i){SSN_NAME}")
_SSN_AFTER = re.compile(
    r"(?i)\W{0,3}(?:is|was|as|for)?\s{0,2}(?:(?:my|his|her|their|our|the|an?|your)\s)?"
    rf"(?:[\w'-]{{2,20}}'s\s)?{SSN_NAME}"
)
# Where a word says what they are, digits count however they are divided.
_BETWEEN = r"[\s._,/:;|*~+()-]{0,3}"
_NINE = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{8}}(?![\s._,/-]?\d)")
_ZIP_CODE = re.compile(r"\d{5}-\d{4}")
# Around a number: what makes it a piece of a longer one, of a reference or of a host name.
_PIECE_OF = re.compile(
    r"[^\W_]-?\0|\d[./_,]\0|\0[-./_,]\d|\w_\0|\0_\w|\0[-\w]*\.[a-z][\w-]*\.[a-z]"
)
# What a number is called that is neither.
_THINGS = r"badge|ticket|case|serial|asset|tag|tracking|order|invoice|imei|docket|permit|incident"
_LABEL = r"(?:\s(?:number|code|no\.?|num|id|ref|reference|#))?\s?(?:is|was|are)?\s?[:=#]?\s{0,2}$"
_REFERENCE = re.compile(
    rf"(?i)(?<![^\W_])(?:billing|account|acct|purchase|po|contract|reference|ref|confirmation|part"
    rf"|model|vendor|request|req|{_THINGS})s?{_LABEL}"
)
_THING = re.compile(rf"(?i)(?<![^\W_])(?:{_THINGS})s?{_LABEL}")
_GAP = r"(?:[ -]{1,3}|[./_]|\s?\n\s?)"
_CARDS = [
    re.compile(rf"(?<![^\W_])(?<!\d[-./_])(?=({shape})(?!\d|[-./_]\d))")
    for shape in (
        r"\d{13,19}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d{{1,4}}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{1,3}}",
        rf"\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}",
        r"(?<!\d )\d{3,8}([ -])\d{3,}(?:\2\d{3,}){0,4}(?:\2\d{1,8})?(?! \d)",
    )
]
# With these words before it a number is a card's although its last digit is wrong, or, with the
# plain word, if it is right.
CARD_NAME = (
    r"(?:credit|debit|payment|visa|master|amex|american express|discover|purchas|procure"
    r"|(?<![^\W_])p-?card|pro-?card)[\s\w-]{0,12}(?:card|number|no\b|#)?"
    r"|(?<![^\W_])card\s?(?:number|num|no\b|#)"
)
_CARD_NAME = re.compile(rf"(?i){CARD_NAME}")
_CARD_WORD = re.compile(r"(?i)card|(?<![^\W_])cc(?![^\W_])")
_OTHER_CARD = re.compile(r"(?i)(?:sim|id|badge|access|video|graphics|network|report)[ -]?cards?")
_MANY = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{12,18}}(?![\s._,/-]?\d)")
# A phone number with extension, a ZIP+4 code, years in a row, a moment.
_NO_CARD = re.compile(
    r"\d{3}[ -]\d{3}[ -]?\d{4}\b|\d{10}\b|\d{5}-\d{4}\b|(?:(?:19|20)\d\d\W+){3}"
    r"|20\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d(?:\d\d|\d{5})$"
)
_NEAR, _NEXT = 40, 30


def social_security_numbers(text: str) -> Spans:
    yield from _apart([*_grouped(text), *_told(text)])


def _grouped(text: str) -> Spans:
    """Numbers that are written as social security numbers are."""
    for match in _SSN.finditer(text):
        start, end = match.span()
        told = _SSN_WORD.search(text, max(0, start - _NEAR), start)
        around = text[max(0, start - 2) : start] + "\0" + text[end : end + 30]
        if match[1] == " ":  # digits in groups around it: an international phone number, a table
            around = re.sub(r" (?=\d)|(?<=\d) (?=\0)", "-", around)
        grouped = match[1] and match[2] and not _PIECE_OF.search(around)
        if grouped and not told:
            grouped = not _REFERENCE.search(text[max(0, start - _NEXT) : start])
        if grouped or (told and (match[1] or not match[2])):  # 40601-1234 is a ZIP code
            yield start, end


def _told(text: str) -> Spans:
    """Nine digits of which somebody says, before or after, what they are."""
    for match in _NINE.finditer(text):
        start, end = match.span()
        if _ZIP_CODE.fullmatch(match[0]):
            continue
        before = _SSN_WORD.search(text, max(0, start - _NEAR), start)
        if before or _SSN_AFTER.match(text, end, end + _NEAR):
            yield start, end


def cards(text: str) -> Spans:
    found = [
        match.span(1) for shape in _CARDS for match in shape.finditer(text) if _is_card(match[1])
    ]
    spans = [
        (start, end)
        for start, end in found
        if "imei" not in text[max(0, start - 25) : start].lower()
        and not _THING.search(text[max(0, start - _NEXT) : start])
    ]
    yield from _apart([*spans, *_told_cards(text)])


def _told_cards(text: str) -> Spans:
    """Card numbers of which somebody says that they are."""
    for match in _MANY.finditer(text):
        start, end = match.span()
        before = text[max(0, start - _NEAR) : start]
        if _OTHER_CARD.search(before) or not _begins_card(match[0]):
            continue
        if _CARD_NAME.search(before) or (_CARD_WORD.search(before) and _is_right(match[0])):
            yield start, end


def _apart(spans: list[Span]) -> Spans:
    """The spans in order, the longest where some begin together, without those inside others."""
    last = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield start, end


def _is_card(number: str) -> bool:
    groups = [int(group) for group in re.findall(r"\d+", number)]
    # Extensions or rooms in a row are no card.
    in_row = len(groups) > 3 and max(groups) - min(groups) < 50
    return not in_row and _begins_card(number) and _is_right(number)


def _begins_card(number: str) -> bool:
    digits = [digit for digit in number if digit.isdigit()]
    return 13 <= len(digits) <= 19 and "2" <= digits[0] <= "6" and not _NO_CARD.match(number)


def _is_right(number: str) -> bool:
    """Whether the last digit is right for the others (ISO/IEC 7812)."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
