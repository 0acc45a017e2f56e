"""The numbers that one types into a search: of forms, policies, telephones and drafts."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from tickets.reference import ALPHABET, LENGTH

# Hyphens, blanks and nothing, as people write them between the parts of a number.
_GAP = r"[\s\u2010-\u2015_-]*"
# The letter O is typed for a zero.
_DIGITS = r"(?:[o\d]\d{1,3}|\d)"
FORM = re.compile(
    rf"\b(?:cot{_GAP}f?|f|forms?(?:{_GAP}(?:number|no\.?|nr\.?|#))?{_GAP}f?){_GAP}"
    rf"(?P<digits>{_DIGITS}){_GAP}(?P<letters>ez)?\b",
    re.IGNORECASE,
)
FORM_BEHIND = re.compile(
    rf"\b(?P<digits>\d{{2,3}}){_GAP}(?P<letters>ez)?\s+forms?\b", re.IGNORECASE
)
POLICY = re.compile(
    rf"\b(?:cio|polic(?:y|ies)(?:{_GAP}(?:number|no\.?|nr\.?|#))?){_GAP}(?P<digits>{_DIGITS})\b",
    re.IGNORECASE,
)
POLICY_BEHIND = re.compile(r"\b(?P<digits>\d{2,3})\s+polic(?:y|ies)\b", re.IGNORECASE)
# A number alone may be of a form or of a policy.
BARE = re.compile(rf"\W*(?P<digits>\d{{2,3}}){_GAP}(?P<letters>ez)?\W*", re.IGNORECASE)
KNOWN = re.compile(r"(?:COT-F|CIO-)(?P<digits>\d+)(?P<letters>EZ)?")
DRAFT = re.compile(
    rf"(?:\W*(?:draft|request|ticket|reference|ref))?\W*(?P<prefix>h{_GAP}d)?{_GAP}"
    rf"(?P<code>(?:[a-z0-9]{_GAP}){{1,{LENGTH}}})\W*",
    re.IGNORECASE,
)
DRAFT_INSIDE = re.compile(rf"\bHD{_GAP}(?P<code>[a-z0-9]{{{LENGTH}}})\b", re.IGNORECASE)
SHORTEST_CODE = 3  # characters of a reference's beginning that is typed without HD
PHONE = re.compile(r"[\s().+\-\u2010-\u2015/]*(?:\d[\s().+\-\u2010-\u2015/]*){4,11}")
PHONE_INSIDE = re.compile(
    r"(?<!\d)(?:\+?1[\s.\-]*)?\(?\d{3}\)?[\s.\-\u2010-\u2015/]*\d{3}[\s.\-\u2010-\u2015]*\d{4}(?!\d)"
)
COUNTRY, PHONE_DIGITS = "1", 10


class NumberMatch(NamedTuple):
    """A number of the directory; `is_whole`: all of it was typed, not only its beginning."""

    number: str
    is_whole: bool


def forms_in(text: str, known: Iterable[str]) -> list[NumberMatch]:
    """The forms among `known` whose numbers a text names, the very one first."""
    return list(_matches("COT-F", (FORM, FORM_BEHIND), text, known))


def policies_in(text: str, known: Iterable[str]) -> list[NumberMatch]:
    """The policies among `known` whose numbers a text names, the very one first."""
    return list(_matches("CIO-", (POLICY, POLICY_BEHIND), text, known))


def draft_beginning(text: str) -> str:
    """What a text has of a draft's reference, as stored ("HD-4KM"); empty where it has none.

    Without HD a beginning counts that is neither a word nor a number.
    Whether there is such a draft, the store knows.
    """
    if surely := _sure_reference(text):
        return surely
    if not (found := DRAFT.fullmatch(text)) or any(one.fullmatch(text) for one in (FORM, BARE)):
        return ""
    code = _code(found)
    is_mixed = not code.isalpha() and not code.isdecimal()
    return f"HD-{code}" if len(code) >= SHORTEST_CODE and is_mixed else ""


def phone_digits(text: str) -> str:
    """The digits of a telephone number, or of a part of one that is typed alone."""
    found = PHONE.fullmatch(text) or PHONE_INSIDE.search(text)
    digits = "".join(filter(str.isdecimal, found[0])) if found else ""
    is_long = len(digits) > PHONE_DIGITS
    return digits.removeprefix(COUNTRY) if is_long else digits


def is_number(text: str) -> bool:
    """Whether a text is a number or an address and nothing else: there is nothing to understand."""
    patterns = (FORM, FORM_BEHIND, POLICY, POLICY_BEHIND, BARE, PHONE)
    text = text.strip()
    # "win 11" may begin a reference, and has a meaning.
    is_whole = bool(_sure_reference(text)) or any(one.fullmatch(text) for one in patterns)
    return "@" in text or is_whole


def has_only(text: str, characters: Container[str]) -> bool:
    """Whether each character is one of some."""
    return all(character in characters for character in text)


def _sure_reference(text: str) -> str:
    """A reference with HD or a whole one, as stored; empty for anything else."""
    if found := DRAFT_INSIDE.search(text):
        return f"HD-{found['code'].upper()}"
    if not (found := DRAFT.fullmatch(text)):
        return ""
    code = _code(found)
    is_word = code.isalpha() and not has_only(code, ALPHABET)
    is_whole = len(code) == LENGTH and not code.isdecimal() and not is_word
    return f"HD-{code}" if found["prefix"] or is_whole else ""


def _code(found: re.Match[str]) -> str:
    return "".join(filter(str.isalnum, found["code"])).upper()


def _matches(
    prefix: str, patterns: Sequence[re.Pattern[str]], text: str, known: Iterable[str]
) -> Iterator[NumberMatch]:
    found_in = [one for pattern in patterns for one in pattern.finditer(text)]
    typed = [(_zeros(one["digits"]), _letters(one)) for one in found_in]
    if alone := BARE.fullmatch(text):
        typed.append((alone["digits"], _letters(alone)))
    numbers = [
        (number, found["digits"], _letters(found))
        for number in known
        if number.startswith(prefix) and (found := KNOWN.fullmatch(number))
    ]
    ranked = sorted(
        (_rank(digits, letters, *of_number), number)
        for digits, letters in typed
        for number, *of_number in numbers
    )
    seen = dict.fromkeys(number for rank, number in ranked if rank < NO_MATCH)
    ranks = {number: rank for rank, number in reversed(ranked)}
    return (NumberMatch(number, ranks[number] < BEGINNING) for number in seen)


WHOLE, WITHOUT_LETTERS, BEGINNING, NO_MATCH = range(4)


def _rank(digits: str, letters: str, known_digits: str, known_letters: str) -> int:
    """How near a number is to what was typed: zeros at the front may be left out."""
    if int(digits) == int(known_digits):
        if letters == known_letters:
            return WHOLE
        return NO_MATCH if letters else WITHOUT_LETTERS
    is_begun = not letters and known_digits.startswith(digits)
    return BEGINNING if is_begun else NO_MATCH


def _zeros(digits: str) -> str:
    return digits.replace("o", "0").replace("O", "0")


def _letters(found: re.Match[str]) -> str:
    return (found.groupdict().get("letters") or "").upper()
