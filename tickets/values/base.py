"""What all values share: cleaning what people type, refusing it with a reason, finding places."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from common.plain_text import HIDDEN

LONGEST = 10_000  # characters of a text that are read
MESSAGE = 4_000  # of a message in which values are looked for
_ANSWER = 2_000  # of an answer that is a short value with words around it
_SHOWN = 60  # of a refused value, in the sentence that refuses it
_MOST = 30  # places of one type that are read in one message
# Control characters, but not white space. Surrogates cannot be stored.
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{HIDDEN}\ud800-\udfff]")
# Unicode's normal forms take a long time for long runs of accents.
_ACCENTS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MANY_ACCENTS = re.compile(f"({_ACCENTS}{{8}}){_ACCENTS}+")
# One character for one, so that places in a text stay what they are.
_PLAIN = str.maketrans(
    "\u2018\u2019\u0060\u00b4\u02bc\u201c\u201d\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2212"
    "\u00a0\u202f\u2007\u3000",
    "'''''\"\"\"\"------    ",
)
# "Don't" and "dont": many type no apostrophe.
NEGATED = (
    r"(?:n't\b|\b(?:do|does|did|have|has|had|is|are|was|were|could|would|should|wo|ca|ai)nt\b)"
)
_LEAD = (
    r"(?:u+h+|u+m+|h+m+|erm)\b|"
    # A name may begin with "So" or "Hi": these are chat only before a mark or "it is".
    r"(?:well|ok|okay|so|oh|hi|hello|hey|sure|yes|yeah|yep|please|sorry|actually|"
    r"i think|i guess|i believe)\s?(?:[,:;.!]|-\s|"
    r"(?=\s(?:so\s)?(?:(?:it|that|he|she)s|(?:it|that|this|he|she|they)(?:'s|\sis|\sare))\b))|"
    r"(?:i think |i guess |i believe |sorry |please )?"
    r"(?:(?:it|that|he|she)s\b|(?:it|that|this|he|she|they|we|i|here)"
    r"(?:'s|'re|'m| is| are| am| was| will be| would be)\b)"
    r"(?: (?:for|at)\b)?|"
    r"(?:for|at)\b(?=\s)|"
    r"(?:please use|please put|use|make it)\b(?=\s)"
)
_AROUND = " ,;:!"
_TAILS = re.compile(r"(?:please|pls|plz|thanks|thank you|thx|cheers)$", re.IGNORECASE)
_LONGEST_TAIL = 12


class InvalidValue(ValueError):  # noqa: N818  (the user is asked again; nothing went wrong)
    """A value that cannot be taken.

    `reason` is a key of the catalog, `shown` what was typed, shortened, `data` what the sentence
    fills in.
    """

    def __init__(self, reason: str, typed: str, **data: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.shown = excerpt(typed)
        self.data = data


@dataclass(frozen=True)
class Span:
    """A value in a text: `value` is canonical, text[start:end] is what was typed."""

    start: int
    end: int
    value: str


def spans(text: str, places: Iterable[tuple[int, int]], check: Callable[[str], str]) -> list[Span]:
    """The places whose text would be taken as an answer, too."""
    found = []
    for start, end in islice(places, _MOST):
        try:
            value = check(text[start:end])
        except InvalidValue:
            continue
        found.append(Span(start, end, value))
    return found


def no_longer_than(limit: int, value: str) -> str:
    """The value, unless it is too long."""
    if len(value) > limit:
        raise InvalidValue("too_long", value, limit=f"{limit:,}")
    return value


def words(text: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(text.split())


def plain_quotes(text: str) -> str:
    """The text with quotes, dashes and blanks in their plain form, as long as before."""
    return text.translate(_PLAIN)


def line(text: str) -> str:
    """The text on one line."""
    return _composed(" ".join(_kept(text[:LONGEST]).split()))


def lines(text: str) -> str:
    """The text with its line breaks."""
    kept = re.sub("[\t\x1f]", " ", _kept(text[:LONGEST])).splitlines()
    return _composed("\n".join(part.rstrip() for part in kept).strip())


def excerpt(text: str) -> str:
    """What was typed, on one line and short enough for a sentence."""
    shown = line(text)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…"


def nfkc_line(text: str) -> str:
    """One line in which full-width digits, curly quotes and the like have their plain form."""
    return line(plain_quotes(unicodedata.normalize("NFKC", _kept(text[:_ANSWER])))[:_ANSWER])


def _kept(text: str) -> str:
    return _MANY_ACCENTS.sub(r"\1", _DROPPED.sub("", text))


def _composed(text: str) -> str:
    # Some accents are two characters in the normal form.
    return _MANY_ACCENTS.sub(r"\1", unicodedata.normalize("NFC", text))


def leads(nouns: str) -> re.Pattern[str]:
    """What may stand before a value that people call one of `nouns`: "it's", "the name is"."""
    called = (
        r"(?:(?:the|our|my|his|her|its|their|your|a)\s)?(?:(?:[a-z]{2,12}|new|full)\s){0,2}"
        rf"(?:{nouns})(?:'s name|\sfor(?:\s[\w-]{{1,20}}){{1,3}}?)?"
        r"(?:'s\b|\s?(?:is|are|was|will be|would be)\b|\s?[:=#])"
    )
    return re.compile(rf"(?:{_LEAD}|{called})[\s,:;.!=]{{0,3}}", re.IGNORECASE | re.ASCII)


def strip_chat(text: str, lead: re.Pattern[str]) -> str:
    """The value without the words people write around it."""
    while True:
        before = text
        text = text.strip(_AROUND)
        if match := lead.match(text):
            text = text[match.end() :]
        if tail := _TAILS.search(text[-_LONGEST_TAIL:]):
            start = len(text) - (len(text[-_LONGEST_TAIL:]) - tail.start())
            if start and not text[start - 1].isalnum():
                text = text[:start]
        if text == before:
            return text
