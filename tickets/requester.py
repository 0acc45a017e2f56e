"""Whether a name or a telephone number is that of whoever writes.

A message names other people, too: "one for Bob Slone", "page our on-call at 502-555-0177". Only
"I'm ...", "my name is ..." and the like, or a name that stands by itself, say who asks.
"""

import re
from collections.abc import Iterable

from tickets.fields import AGENCY, PHONE, REQUESTER_NAME
from tickets.tagged_value import TaggedValue
from tickets.values.base import plain_quotes

_INTRODUCED = re.compile(
    r"(?:\b(?:i'?m|i am|im|this is|it'?s|my (?:full )?name(?:'s| is|:)?|me,|me is|mine,?|"
    r"(?:request[eo]r|requested by|submitted by|poc|contact(?: person)?|signed|regards|thanks|"
    r"thank you|cheers)(?: is|:)?)"
    r"|(?:^|[.!?,;:/\n]\s*|\b(?:at|and|in)\b[^.]{0,40}\s)(?:the )?name(?:'s| is|:)?)"
    r"[\s,:-]*(?:(?:just|only|actually|really)\s+)?(?:[a-z]+ing\s)?$",
    re.IGNORECASE,
)
# "I'm the IT contact, Pat Doe", "I'm her supervisor, Pat Doe".
_INTRODUCED_AS = re.compile(
    r"\b(?:i'?m|i am|im|this is)\s(?:[\w'-]+\s){1,6}[\w'-]+,?\s$", re.IGNORECASE
)
_ANOTHER_BEFORE = re.compile(
    r"\b(?:his|her|their|our|whose|your|boss|manager|supervisor|director|colleague|also|another|"
    r"one for|two for|for|call|page|reach|ask|tell|contact|with|and|to)\W*"
    r"(?:(?:name|number|phone|cell)\s(?:is|was)\s)?$",
    re.IGNORECASE,
)
_ANOTHER_AFTER = re.compile(
    r"^\s*,\s*(?:my|our|his|her|their|the|a|an|who|whom|he|she|they)\b"
    r"|^\s*(?:is|was|has|had|will|said|says|needs?|wants?|told|can|gets?|would|isn|'s)\b",
    re.IGNORECASE,
)
_PART_START, _PART_END = (
    re.compile(r"(?:^|[.!?,;:\n(/|-])\s*$"),
    re.compile(r"^\s*(?:[.!?,;:\n)/|-]|$)"),
)
_HERE = re.compile(
    r"^\s*(?:here|speaking|again)\b|^\s+(?:at|with|in|from|of|over at)\s", re.IGNORECASE
)
_LINE = (
    r"(?:(?:own|direct|work|office|desk|home)\s)*(?:phone|number|cell|mobile|line|ext|tel|contact)"
)
_MINE = re.compile(rf"\b(?:mine|me|i|i'?m|myself|my\s{_LINE}\w*)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:our|his|her|hers|him|their|them|theirs|whose|on-?call|page|pager|hotline|help ?desk|"
    rf"vendor|not mine|isn't mine|my\s(?!{_LINE})\w+)\b|(?-i:\b[A-Z]\w+'s\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n|;")


def is_own_name(text: str, start: int, end: int, *, asked: bool) -> bool:
    """Whether the name at this place is the writer's; `asked`: that was the question."""
    text = plain_quotes(text)
    before, after = text[:start], text[end:]
    if _INTRODUCED.search(before) or _INTRODUCED_AS.search(before):
        return not _ANOTHER_BEFORE.search(before)
    if _ANOTHER_AFTER.match(after) or _ANOTHER_BEFORE.search(before):
        return False
    if asked:
        return True
    stands_alone = _PART_START.search(before) and (_PART_END.match(after) or _HERE.match(after))
    return bool(stands_alone)


def is_own_phone(text: str, start: int, end: int, *, asked: bool) -> bool:
    """Whether the number at this place is the writer's."""
    text = plain_quotes(text)
    before = _SENTENCE_END.split(text[:start])[-1]
    after = _SENTENCE_END.split(text[end:], maxsplit=1)[0]
    nearest = re.split(r",\s|\band\b|\bbut\b", before)[-1]
    if _MINE.search(nearest):
        return not re.search(r"\bnot (?:mine|my)\b", nearest, re.IGNORECASE)
    is_of_another = _OF_ANOTHER.search(nearest) or _OF_ANOTHER.search(re.split(r",\s", after)[0])
    return not is_of_another or (asked and not _OF_ANOTHER.search(nearest))


def is_own(key: str, text: str, place: tuple[int, int], asked: str) -> bool:
    """Whether a value may be the requester's; those of other items always may."""
    if key == REQUESTER_NAME:
        return is_own_name(text, *place, asked=asked == key)
    return key != PHONE or is_own_phone(text, *place, asked=asked == key)


def is_introduced(one: TaggedValue, text: str, tagged: Iterable[TaggedValue]) -> bool:
    """Whether a name stands by itself beside an agency or telephone number, as a writer's does."""
    if one.key != REQUESTER_NAME:
        return False
    before, after = plain_quotes(text[: one.start]), plain_quotes(text[one.end :])
    stands_alone = _PART_START.search(before) and _PART_END.match(after)
    is_beside = any(other.key in (AGENCY, PHONE) for other in tagged) or _PHONE.search(text)
    return bool(stands_alone and is_beside)


def says_own(text: str, start: int) -> bool:
    """Whether the words before a value say that it is the writer's: "mine is", "my number is"."""
    before = re.split(r",\s|\band\b|\bbut\b", _SENTENCE_END.split(text[:start])[-1])[-1]
    return bool(re.search(r"\b(?:mine|my)\b(?!.*\bnot\b)", before, re.IGNORECASE))
