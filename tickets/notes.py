"""What a message says beside the values of a request: its notes keep that."""

import re
from collections.abc import Iterable

from tickets.values import base

# Words: a shorter part of a message is how a value is told, "the number is".
FEWEST_WORDS = 3
# So many words beside a value in one part of a message say more than what it is: of any kind, or
# such as tell something by themselves.
FEWEST_BESIDE, FEWEST_TELLING = 7, 2
_SMALL = frozenset(
    base.words(
        "a about actually address agency all also am an and are as at be been billing but by call "
        "called cell code contact current date day department dept desk employee end ends for from "
        "get goes going got guess has have he hello her here hi him his i i'd i'll i'm id im in is "
        "it it's its just last like location make me mine moving my name name's named names need "
        "needs new no not number of office ok okay on one or our phone please pls reach request "
        "right she should site so sorry start starting starts sure thank thanks that that's thats "
        "the their them then there they thing think this till to too under until up url us use "
        "user want wants was we we're were website will with work works would yes you your"
    )
)
# How one begins to tell more, not something else.
_ADDING = frozenset({"add", "adding", "also", "plus", "additionally"})
_FIRST = 4  # words
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_PART = re.compile(r"[.!?;,:]\s+|\n")
_WORD = re.compile(r"[\w'@./-]+")


def says_more(text: str, values: Iterable[str]) -> bool:
    """Whether the text says something that none of the values has."""
    known = {word for value in values for word in _words(value)}
    for part in _PART.split(text):
        words = _words(part)
        beside = [word for word in words if word not in known]
        if len(beside) == len(words):
            if len(beside) >= FEWEST_WORDS:
                return True
            continue
        telling = [word for word in beside if word not in _SMALL]
        if len(beside) >= FEWEST_BESIDE or len(telling) >= FEWEST_TELLING:
            return True
    return False


def statements(text: str) -> str:
    """The text without its questions."""
    return " ".join(one for one in _SENTENCE.split(text) if not one.rstrip().endswith("?"))


def questions(text: str) -> str:
    """The questions of the text."""
    return " ".join(one for one in _SENTENCE.split(text) if one.rstrip().endswith("?"))


def beside(text: str, values: Iterable[str]) -> str:
    """The sentences of the text that have no word of the values."""
    known = {word for value in values for word in _words(value)}
    return " ".join(one for one in _SENTENCE.split(text) if known.isdisjoint(_words(one)))


def adds(text: str) -> bool:
    """Whether a text is to be added to what is there."""
    return not _ADDING.isdisjoint(_words(text)[:_FIRST])


def extended(notes: str, text: str) -> str:
    """The notes with the text on a line of its own, unless they have it."""
    lines = notes.splitlines()
    added = " ".join(text.split())
    return notes if added in lines else "\n".join([*lines, added])


def _words(text: str) -> list[str]:
    return [word.strip(".-/'").casefold() for word in _WORD.findall(text)]
