"""E-mail addresses."""

import re

from email_validator import EmailNotValidError, validate_email

from tickets.values.refusal import Refusal
from tickets.values.spans import Span, spans
from tickets.values.wording import folded

_LONGEST = 254
_SHAPE = re.compile(
    r"(?<![^\s<>()\[\],;:\"|\\=])([^\s<>()\[\],;:\"|\\=@]{1,64})@([^\s<>()\[\],;:\"|\\@/?#]{3,253})"
    r"(?![^\s<>()\[\],;:\"|\\?])"
)
_AROUND = ".!?'*"


def check_email(text: str) -> str:
    """The one address of an answer, its domain in small letters."""
    shown = folded(text)
    found = {
        _normal(f"{match[1].lstrip(_AROUND)}@{match[2].rstrip(_AROUND)}")
        for match in _SHAPE.finditer(shown)
    } - {""}
    if len(found) != 1:
        raise Refusal("email_several" if found else "email_invalid", text)
    return found.pop()


def find_emails(text: str) -> list[Span]:
    """E-mail addresses."""
    places = []
    for match in _SHAPE.finditer(text):
        typed = match[0].rstrip(_AROUND)
        start = match.end(1) - len(match[1].lstrip(_AROUND))
        places.append((start, match.start() + len(typed)))
    return spans(text, places, check_email)


def _normal(address: str) -> str:
    """The address as mail systems compare it, empty if it is none."""
    if len(address) > _LONGEST:
        return ""
    try:
        checked = validate_email(address, check_deliverability=False)
    except (EmailNotValidError, UnicodeError):
        return ""
    return f"{checked.local_part}@{checked.domain.lower()}"
