"""The reference of a draft, HD-4KM9XC: short enough for the phone, checked when it is typed."""

import re
import secrets

# No letter or digit that sounds or looks like another one of them.
ALPHABET = "2346789CFHKMNRTWXY"
LENGTH = 6  # the last one checks the others
# Each has an inverse modulo the alphabet's 18, so that any one wrong character is found.
WEIGHTS = (1, 5, 7, 11, 13)
_GAP = r"[\s\u2010-\u2015-]"
PATTERN = re.compile(
    rf"\b[Hh][Dd](?:{_GAP}){{0,3}}((?:[{ALPHABET}{ALPHABET.lower()}]{_GAP}?){{{LENGTH}}})\b",
)
MISTYPED = re.compile(r"\bHD-(?:(?=[A-Za-z]*\d)[A-Za-z0-9]{3,8}|[A-Z]{3,8})\b")


def new_reference() -> str:
    """A reference that nobody can guess from another one."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return f"HD-{body}{_check(body)}"


def references_in(text: str) -> list[str]:
    """The references that a text names, as they are stored; mistyped ones are left out."""
    found = []
    for match in PATTERN.finditer(text):
        code = re.sub(_GAP, "", match.group(1)).upper()
        if code[-1] == _check(code[:-1]):
            found.append(f"HD-{code}")
    return list(dict.fromkeys(found))


def without_references(text: str) -> str:
    """The text without what has a reference's form."""
    return MISTYPED.sub(" ", PATTERN.sub(" ", text))


def names_reference(text: str) -> bool:
    """Whether the text has something of a reference's form, rightly typed or not."""
    return bool(PATTERN.search(text) or MISTYPED.search(text))


def _check(body: str) -> str:
    """The check character: finds one wrong character, and most exchanges of neighbours."""
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(WEIGHTS, body, strict=True))
    return ALPHABET[total % len(ALPHABET)]
