"""How a sentence says that something is not meant, or is to take the place of something else."""

import re

from tickets.values.base import NEGATED, plain_quotes

# A clause ends here; a comma ends one only where another begins.
_CLAUSE_END = re.compile(r"[.!?;](?=\s|$)|\n|,\s")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_SMALL = r"(?:a|an|the|for|on|at|in|to|by|be|from|under|with|of|my|our|his|her|their|it's|it is)"
_NOT_BEFORE = re.compile(
    rf"(?:\b(?:is|are|was)?n'?t|\bnot|\binstead of|\brather than|\bno longer)"
    rf"\s+(?:{_SMALL}\s+){{0,2}}[\"']?$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"^[\"']?(?:\s+(?:is|are|was)|'s)?(?:\s+not|n'?t)\s+"
    r"(?:an?|the|my|our|his|her|their|one|right|correct|mine|it|who|what|where|moving|supposed)\b"
    r"|^[\"']?\s+(?:is|was)\s+(?:wrong|incorrect|a mistake)\b",
    re.IGNORECASE,
)
# What says that a value is to be another one.
_CUE = re.compile(
    r"\b(?:should|instead|only|just|actually|rather|make (?:it|that|this)|chang(?:e|ed|ing)|wrong|"
    r"incorrect|correct(?:ed|ion)?|fix|mean|meant|supposed|sorry|no longer|updat(?:e|ed)|switch|"
    rf"replace|mistake|typo|has to|not)\b|{NEGATED}|^\W*(?:no|nope|wait|oops)\b",
    re.IGNORECASE,
)
# Where a speaker takes back what stands before: "January 22. No, sorry, the 25th".
_TAKEN_BACK = re.compile(
    r"\b(?:no|sorry|wait|scratch that|i mean|i meant|oops|correction|make (?:it|that)|rather|"
    r"actually)\b",
    re.IGNORECASE,
)
_ALSO = r"(?:too|also|as well|in addition)\b"
_TOO = re.compile(rf"^[\s,]*{_ALSO}", re.IGNORECASE)
_ADDS = re.compile(rf"\b(?:{_ALSO}|another\b)", re.IGNORECASE)
_DENIAL = re.compile(
    r"^\W*(?:no|nope|nah)(?:[\s,.!]+(?:no|wait|sorry|actually))*(?=[\s,.!?]|$)[,.!?\s]*",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(
    r"^\W*(?:ye[sp]\b|yeah\b|yup\b|"
    r"(?:y|ya|correct|right|exactly|sure|that'?s (?:right|it))(?=[,.!]))"
    r"(?:[\s,.!]+(?:please|correct|right|and|but)\b)*[,.!\s]+",
    re.IGNORECASE,
)
# Behind a value what it is not: "the annex, not the tower", "214 instead of 212".
_DENIED_PART = re.compile(
    r"[\s,;(-]+(?:(?:and|but)\s+)?(?:it'?s\s+|is\s+)?"
    r"(?P<how>not(?!\s+(?:to|more|less|fewer|over|under|above|below|before|after|until|exceed\w*|only)\b)"
    r"|instead of|rather than|in place of)\s+"
    r"(?:(?:the|a|an|in|at|on|to|for)\s+)*(?P<denied>[^,;.!?]*[^\s,;.!?)])[\s).!?]*$",
    re.IGNORECASE,
)
_LONGEST_DENIED = 5  # words
_WORD = re.compile(r"[^\W_]{3,}")
_NUMBER = re.compile(r"\d+")
_DENIES = re.compile(rf"\b(?:not|never|wrong|incorrect)\b|{NEGATED}", re.IGNORECASE)
# What a speaker says of having said it already.
_REMARK = re.compile(
    r"[\s,;.(-]{0,4}\b(?:like|as) (?:i|we)(?:'ve)? (?:just |already )?(?:said|told|mentioned|wrote)"
    r"(?: you)?(?: (?:before|earlier|already|above|at the (?:start|beginning)))?\b[\s,;:.!)-]*"
    r"|[\s,;.(-]{0,4}\b(?:i|we)(?:'ve)? (?:just |already )*(?:said|told you|mentioned|wrote)"
    r"(?: (?:that|before|earlier|already))?\b[\s,;:.!)-]*",
    re.IGNORECASE,
)
# An offer that refers to what is there without naming it: "make it read only".
_FRAME = re.compile(
    r"\b(?:make|change|switch|set) (?:it|that|this|those|them)\s+(?:to\s+|into\s+)?(?:be\s+)?"
    r"(?P<value>[^.!?;\n]+)",
    re.IGNORECASE,
)
_FRAME_END = re.compile(
    r"(?:\s*,.*|\s+(?:instead|please|rather|and)\b.*|[\s,]*\bthat's\b.*)$", re.IGNORECASE
)


def corrects(text: str) -> bool:
    """Whether a text has words that put one thing in the place of another."""
    return _CUE.search(plain_quotes(text)) is not None


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a piece of the text is said not to be it: "not X", "X isn't the new user"."""
    text = plain_quotes(text)
    before = _CLAUSE_END.split(text[:start])[-1]
    return bool(_NOT_BEFORE.search(before) or _NOT_AFTER.match(text[end:]))


def is_put_in_place(text: str, start: int, end: int) -> bool:
    """Whether the words around a piece say that it is to take the place of something."""
    before = _SENTENCE_END.split(text[:start])[-1]
    after = _SENTENCE_END.split(text[end:], maxsplit=1)[0]
    return corrects(before) or corrects(after)


def is_added(text: str, end: int) -> bool:
    """Whether the words after a piece say that it is meant beside something: "DC-FS04, too"."""
    return _TOO.match(plain_quotes(text[end:])) is not None


def says_also(text: str) -> bool:
    """Whether a text says that something is meant beside what was said before."""
    return _ADDS.search(text) is not None


def is_taken_back(between: str) -> bool:
    """Whether the words between two values take the first one back."""
    return _TAKEN_BACK.search(between) is not None


def denial(text: str) -> int:
    """How long the "no" is that a text begins with, before it says more; 0 for none."""
    match = _DENIAL.match(text)
    return match.end() if match and match.end() < len(text) else 0


def agreement(text: str) -> int:
    """How long the "yes" is that a text begins with, before it says more; 0 for none."""
    match = _AGREEMENT.match(text)
    return match.end() if match and match.end() < len(text) else 0


def denies(text: str) -> bool:
    """Whether a text says that something is not so."""
    return bool(denial(text) or _DENIES.search(plain_quotes(text)))


def without_denied_part(value: str, old: str = "", *, only_old: bool = False) -> str:
    """The value without what it says that it is not: "room 214" of "room 214, not 212".

    That is what was there, the `old` value, or another of its kind: "read, not write" tells two
    things. `only_old`: nothing else is taken away.
    """
    match = _DENIED_PART.search(plain_quotes(value))
    kept, denied = (value[: match.start()], match["denied"]) if match else ("", "")
    if not match or not kept.strip() or len(denied.split()) > _LONGEST_DENIED:
        return value
    is_own = denied.casefold() in old.casefold()
    if not only_old:
        is_other = match["how"].casefold() != "not"
        is_own = is_own or is_other or _is_of_kind(denied, kept)
    return kept.strip(" ,;") if is_own else value


def _is_of_kind(one: str, other: str) -> bool:
    """Whether both pieces end in a number of one length, or share a word and have no number."""
    numbers = [_NUMBER.findall(piece) for piece in (one, other)]
    words = {*_WORD.findall(one.casefold())} & {*_WORD.findall(other.casefold())}
    if not any(numbers):
        return bool(words)
    return all(numbers) and len(numbers[0][-1]) == len(numbers[1][-1])


def without_remarks(text: str) -> str:
    """The text without what it only says of having been said: "like I said"."""
    plain = plain_quotes(text)
    for match in reversed([*_REMARK.finditer(plain)]):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text.strip(" ,;:")


def remark_in(text: str) -> int:
    """Where such a remark begins; the text's length where there is none."""
    match = _REMARK.search(plain_quotes(text))
    return match.start() if match else len(text)


def framed(text: str) -> str:
    """What the text says to make of something that it does not name; "" where nothing."""
    found = _FRAME.search(text)
    return _FRAME_END.sub("", found["value"]).strip(" ,\"'") if found else ""
