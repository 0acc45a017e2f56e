"""Decides whether a password begins at a position of a text, and where it ends."""

import re

from common.masking.folding import Span
from common.masking.words import HARMLESS, INSIDE, UNIT_NEXT, is_ordinary, makes_no_sentence

_LONGEST = 256
_WORD = re.compile(rf"([(\[{{<\"']*)(\S{{1,{_LONGEST}}})")
_QUOTED = re.compile(
    r"(?i)\"([^\"\n]{1,200})\"|'(?!til\b|cause\b)([^'\n]{1,200})'(?![\w\ue000-\ue006])"
)
_ENDS = re.compile(
    r"[.,;!?)\]\"']*(?:\s*(?:$|\n)|(?<=[.,;!?)])\s|\s(?:-|(?:and|but|or|user\w*|login|please)\b))"
)
# Three words or more that make no sentence: "correct horse battery staple".
_WORDS = re.compile(
    r"[a-z]{3,12}(?:[ -][a-z]{3,12}){2,9}(?=[.,;!?)\]\"']*(?:\s*$|\n|\s[-/(])|[.,;!?)]\s)"
)
_LONGER = re.compile(r"\S*")
_PHRASE = re.compile(r"(?: (?!and\b|but\b|for\b|user)[\w'-]+){0,7}")
# More of them: "backup codes: 1234 5678".
_CODES = re.compile(r"(?:[ ,;-]{1,2}\d{3,8}(?![\w-])){0,11}")
_ADDRESS = re.compile(r"[^@]+@[\w-]+\.\w.*|.*\\.*|[A-Z0-9-]+", re.DOTALL)
_SYMBOL = re.compile(r"[^\W_][@#$%^&*~+=!?|._,<>]+[^\W_]|[@#$%^&*~+=_]$|^[@#$%^&*~+=!_]")


def value(text: str, at: int, need: str) -> Span | None:
    """The span of the password that begins here, if what begins here is one."""
    quoted = _QUOTED.match(text, at)
    if quoted and any(map(str.isalnum, quoted[0])):
        return quoted.span(quoted.lastindex or 0)
    if need == "words":
        words = _WORDS.match(text, at)
        return words.span() if words and makes_no_sentence(words[0]) else None
    word = _WORD.match(text, at)
    if not word:
        return None
    start, end = word.start(2), word.start(2) + len(word[2].rstrip(".,;:)]}>\"'"))
    if len(word[2]) == _LONGEST:  # longer than any password, yet nothing of it may stay
        longer = _LONGER.match(text, end)
        return (start, longer.end()) if longer and _is_long_secret(text, start, end, need) else None
    if not _is_secret(text, start, end, need):
        return None
    rest = _PHRASE.match(text, end) if need == "phrase" else None
    if need == "any" and text[start:end].isdigit():
        rest = _CODES.match(text, end)
    return start, rest.end() if rest else end


def _is_long_secret(text: str, start: int, end: int, need: str) -> bool:
    """As _is_secret, but for a label it takes little time, as many labels may share the word."""
    if need not in {"any", "phrase"}:
        return _is_secret(text, start, end, need)
    word = text[start:end]
    return any(map(str.isalnum, word)) and not HARMLESS.fullmatch(word)


def _is_secret(text: str, start: int, end: int, need: str) -> bool:
    """Whether the word is a password, from least to most doubt: any, phrase, end, strong, clear.

    "end" takes a plain word where its clause ends, "strong" needs a digit, a symbol or mixed case,
    "clear" both letters and digits or a symbol that no ordinary word has inside.
    """
    word = text[start:end]
    letters, digits = any(map(str.isalpha, word)), any(map(str.isdigit, word))
    if not (letters or digits) or HARMLESS.fullmatch(word) or (not digits and is_ordinary(word)):
        return False
    if not letters:
        return _is_code(word, need) and not UNIT_NEXT.match(text, end)
    if need == "clear":
        plain = _ADDRESS.fullmatch(word)
        return not plain and bool(INSIDE.search(word) or (digits and len(word) >= 5))
    if digits or _SYMBOL.search(word) or not (word.islower() or word.isupper() or word.istitle()):
        return True
    if need == "end":
        return bool(_ENDS.match(text, end))
    return need != "strong" and not text.startswith(":", end)


def _is_code(word: str, need: str) -> bool:
    digits = sum(map(str.isdigit, word))
    if need == "clear":
        return word.rstrip("#*!?").isdigit() and 4 <= digits <= 8
    return digits >= 3
