"""Tells whether what begins at a place in a text is a password, and where it ends."""

import re

from bot.masking.folding import Span
from bot.masking.words import HARMLESS, INSIDE, UNIT_NEXT, is_ordinary

_WORD = re.compile(
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

_LONG = r"pa?s+[ -]?w(?:or|ro|r|o)?d|pass[ -]?code|pass[ -]?phrase|pwd|(?<![^\W_])p/?w"
_TRIGGER = re.compile(rf"(?i)(?:({_LONG})|(?<![^\W_])(?:pass|pin))[s\d]?(?![^\W_])")
_MIDDLE = (
    r"(?P<middle>\s(?:for|on|to|of|in|at|from|with|i|he|she|we|they|you|that|which|it)"
    r"(?:\s[\w'/&-]{1,30}){0,6}?)?"
)
_SET = r"(?:set|changed|reset|updated)\s(?:back\s)?to"
# What may stand between the word "password" and the password.
_LINKS = {
    "label": r"[\"')\]]{0,2}(?:\s(?:number|code))?(?:\s(?:is|was|are))?"
    r"(?:\s(?:as\sfollows|the\sfollowing|below))?\s{0,3}(?:[:=]{1,2}>?|-{1,2}>|\u2192)\s{0,6}",
    "is": rf"[\"']?(?:\s(?:number|code))?{_MIDDLE}(?:\s(?:is|was|are|{_SET})|'s"
    r"|\s(?:will|should|would|must|could|to)\sbe)"
    r"(?:\s(?:now|still|just|currently|actually|simply|probably|not|no\slonger|always|only"
    rf"|temporarily|{_SET})){{0,3}}\s{{1,3}}",
    "to": rf"{_MIDDLE}?\s(?:back\s)?(?:to|from)(?:\sbe)?\s{{1,3}}",
    "dash": r"\s{1,2}-{1,2}\s{1,2}",
    "space": r"(?:\s(?:number|code))?,?\s{1,2}(?:which\s(?:is|was)\s)?",
}
_AFTER = {name: re.compile(f"(?i){pattern}") for name, pattern in _LINKS.items()}
_CHANGED = re.compile(r"(?i)\b(?:chang|set|reset|updat|ma[kd]|switch)\w*\s(?:[\w']+\s){0,4}$")
_USER = re.compile(
    r"(?i)\b(?:user ?(?:name|id)?|log-?[io]n|account)(?: is| was)?[:=]?\s([^\s,;]{2,40})[,;/]?\s"
    r"(?:(?:and|with|my|the|&)\s){0,2}$"
)
_WORD = re.compile(r"([(\[{<\"']*)(\S{1,256})")
_QUOTED = re.compile(
    r"(?i)\"([^\"\n]{1,200})\"|'(?!til\b|cause\b)([^'\n]{1,200})'(?![\w\ue000-\ue005])"
)
_ENDS = re.compile(
    r"[.,;!?)\]\"']*(?:\s*(?:$|\n)|(?<=[.,;!?)])\s|\s(?:-|(?:and|but|or|user\w*|login|please)\b))"
)
_LONGER = re.compile(r"\S*")
_PHRASE = re.compile(r"(?: (?!and\b|but\b|for\b|user)[\w'-]+){0,7}")
_ADDRESS = re.compile(r"[^@]+@[\w-]+\.\w.*|.*\\.*|[A-Z0-9-]+", re.DOTALL)
_SYMBOL = re.compile(r"[^\W_][@#$%^&*~+=!?|._,<>]+[^\W_]|[@#$%^&*~+=_]$|^[@#$%^&*~+=!_]")
_WITHOUT = re.compile(
    r"(?i)://[^\s:/@]{1,64}:([^\s/@]{1,64})(?=@)"
    r"|\b(?:(?:log|sign)\w{0,6}|cred\w{0,8})\b[^\n/]{0,30}?(?:\b(?:with|as|using|is|are)|:)\s"
    r"[\w.@\\-]{2,40}(?:\s?/\s?|\sand\s)(?=\S)"
    rf"|(?<!\S)(?=\S{{5,64}}\s(?:is|was|as)\s(?:[\w']{{1,12}}\s){{0,3}}?(?:{_LONG}|pin)"
    r"(?:[.,;!?)\s]*$|[.,;!?]|\s(?:and|but|for|on|it)\b))"
)


def value(text: str, at: int, need: str) -> tuple[int, int] | None:
    """The span of the password that begins here, if what begins here is one."""
    quoted = _QUOTED.match(text, at)
    if quoted and any(map(str.isalnum, quoted[0])):
        return quoted.span(quoted.lastindex or 0)
    word = _WORD.match(text, at)
    if not word:
        return None
    start, end = word.start(2), word.start(2) + len(word[2].rstrip(".,;:)]}>\"'"))
    if not _is_secret(text, start, end, need):
        return None
    rest = _PHRASE.match(text, end) if need == "phrase" else None
    if len(word[2]) == 256:  # longer than any password, yet nothing of it may stay
        rest = _LONGER.match(text, end)
    return start, rest.end() if rest else end


def _is_secret(text: str, start: int, end: int, need: str) -> bool:
    """Whether the word is a password, from least to most doubt: any, phrase, end, strong, clear.

    "end" takes a plain word where its clause ends, "strong" needs a digit, a symbol or mixed case,
    "clear" both letters and digits or a symbol that no ordinary word has inside.
    """
    word = text[start:end]
    letters, digits = any(map(str.isalpha, word)), sum(map(str.isdigit, word))
    if not (letters or digits) or HARMLESS.fullmatch(word) or (not digits and is_ordinary(word)):
        return False
    if not letters:
        enough = (
            word.rstrip("#*!?").isdigit() and 4 <= digits <= 8 if need == "clear" else digits >= 3
        )
        return enough and not UNIT_NEXT.match(text, end)
    if need == "clear":
        plain = _ADDRESS.fullmatch(word)
        return not plain and bool(INSIDE.search(word) or (digits and len(word) >= 5))
    if digits or _SYMBOL.search(word) or not (word.islower() or word.isupper() or word.istitle()):
        return True
    if need == "end":
        return bool(_ENDS.match(text, end))
    return need != "strong" and not text.startswith(":", end)
