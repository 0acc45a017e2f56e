"""Finds social security numbers and card numbers."""

import re

from bot.masking.folding import Spans

_SEP = r"( ?[-./]\s?| {1,2})?"
_SSN = re.compile(rf"(?<!\d)(?!000|666)\d{{3}}{_SEP}(?!00)\d\d{_SEP}(?!0000)\d{{4}}(?!\d)")
_SSN_WORD = re.compile(
    r"(?i)ssn|\bss ?(?:#|no\b|num)|\bsoc\.? ?sec|\bsocial(?! (?:work|media|serv|stud|event))"
)
# Around a number: what makes it a piece of a longer one, of a reference or of a host name.
_PIECE_OF = re.compile(r"[^\W_]-?\0|\d[./]\0|\0[-./]\d|\0[-\w]*\.[a-z][\w-]*\.[a-z]")
_GAP = r"[ -]{1,3}"
_CARDS = [
    re.compile(rf"(?<![^\W_])(?<!\d-)(?=({shape})(?!\d|-\d))")
    for shape in (
        r"\d{13,19}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d{{1,4}}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{1,3}}",
        rf"\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}",
        r"(?<!\d )\d{3,8}([ -])\d{3,}(?:\2\d{3,}){0,4}(?:\2\d{1,8})?(?! \d)",
    )
]
# A phone number with extension, a ZIP+4 code, years in a row, a moment.
_NO_CARD = re.compile(
    r"\d{3}[ -]\d{3}[ -]?\d{4}\b|\d{10}\b|\d{5}-\d{4}\b|(?:(?:19|20)\d\d\W+){3}"
    r"|20\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d(?:\d\d|\d{5})$"
)


def social_security_numbers(text: str) -> Spans:
    for match in _SSN.finditer(text):
        start, end = match.span()
        told = _SSN_WORD.search(text, max(0, start - 40), start)
        around = text[max(0, start - 2) : start] + "\0" + text[end : end + 30]
        if match[1] == " ":  # digits in groups around it: an international phone number, a table
            around = re.sub(r" (?=\d)|(?<=\d) (?=\0)", "-", around)
        grouped = match[1] and match[2] and not _PIECE_OF.search(around)
        if grouped or (told and (match[1] or not match[2])):  # 40601-1234 is a ZIP code
            yield start, end


def cards(text: str) -> Spans:
    found = [match for shape in _CARDS for match in shape.finditer(text) if _is_card(match[1])]
    last = 0
    for start, end in sorted(
        (match.span(1) for match in found), key=lambda span: (span[0], -span[1])
    ):
        if start >= last and "imei" not in text[max(0, start - 25) : start].lower():
            last = end
            yield start, end


def _is_card(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (
        13 <= len(digits) <= 19
        and 2 <= digits[0] <= 6
        and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
        and not _NO_CARD.match(number)
    )
