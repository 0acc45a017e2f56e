"""The reference of a draft, HD-4KM9XW: short enough for the phone, checked when it is typed."""

import re
import secrets

# No letter or digit that sounds or looks like another one of them.
ALPHABET = "2346789CFHKMNRTWXY"
LENGTH = 6  # the last one checks the others
PATTERN = re.compile(rf"\bHD[-\s]?((?:[{ALPHABET}][-\s]?){{{LENGTH}}})\b", re.IGNORECASE)

MISTYPED = re.compile(r"\bHD-(?:(?=[A-Za-z]*\d)[A-Za-z0-9]{3,8}|[A-Z]{3,8})\b")


def new_reference() -> str:
    """A reference that nobody can guess from another one."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return f"HD-{body}{_check(body)}"


def references_in(text: str) -> list[str]:
    """The references that a text names, as they are stored; mistyped ones are left out."""
    found = []
    for match in PATTERN.finditer(text):
        code = re.sub(r"[-\s]", "", match.group(1)).upper()
        if code[-1] == _check(code[:-1]):
            found.append(f"HD-{code}")
    return list(dict.fromkeys(found))


def names_reference(text: str) -> bool:
    """Whether the text has something of a reference's form, rightly typed or not."""
    return bool(PATTERN.search(text) or MISTYPED.search(text))


def _check(body: str) -> str:
    """The check character: finds one wrong character, and most exchanges of neighbours."""
    total = sum((place + 1) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
