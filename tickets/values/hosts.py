"""Names of servers and other machines."""

import re

from common.addresses import is_ip_address
from tickets.values.base import (
    InvalidValue,
    Span,
    leads,
    nfkc_line,
    spans,
    strip_chat,
    words,
)

_LONGEST = 253
_LEAD = leads("name|host ?name|server|host|machine|device|computer|box|vm|node")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_AROUND = ".,;:!?'\"()[]<>\\"
# Forms, policies, drafts and tickets look like machines.
_DOCUMENT = re.compile(
    r"(?:COT-?F|CIO|HD|INC|RITM|REQ|CHG|TASK|COVID)-?\d[\dA-Z]*|HD-.+|F\d+\w*", re.IGNORECASE
)
_NO_NAME = frozenset(
    words("any both idk later many maybe me na no none nope not okay ok server some sure tbd that")
    + words("the this unknown unsure what which who yes")
)
_MACHINE = (
    # KYTC-SQL04, CHFS-WEB-2
    r"[A-Z]{2,20}[-_][A-Z]{2,20}(?:\d{1,3}|-\d{1,3})|"
    # CHFSWEB01
    r"[A-Z]{4,30}\d{2,3}|"
    # srv01.ky.gov, sql2.local
    r"(?i:(?!www)[a-z][a-z-]{1,40}\d{1,4}[a-z]?(?:\.[a-z][a-z0-9-]{0,61}){0,5}"
    r"\.(?:gov|net|com|org|us|edu|local|lan|internal))"
)
_SAID = r"(?i:server|hostname|host|machine|device|computer|vm|node|named|called)(?: is|:)?\s"
_FOUND = re.compile(
    rf"(?<![\w@/\\:.$#&%+-])(?:{_SAID}(?P<said>(?=[\w-]*[A-Z])(?=[\w-]*[\d-])[A-Za-z][\w-]{{2,62}})"
    rf"|(?P<plain>{_MACHINE}))(?![\w@/\\:+-]|\.\w)",
    re.ASCII,
)
# In an answer of several words: KYTC-DC, srv01, app.ky.gov, sql.local.
_TELLING = re.compile(
    r"(?=[^\d_-]*[\d_-])(?=[^A-Z]*[A-Z])[A-Za-z].+|[a-z][a-z-]+\d{1,3}[a-z]?|"
    r"[^.]+\.[A-Za-z][^.]*\..+|[^.]+\.(?:local|lan|internal)"
)


def check_host_name(text: str) -> str:
    """The one name of an answer, in the letters that were typed."""
    shown = strip_chat(nfkc_line(text), _LEAD)
    typed = [word for word in (word.strip(_AROUND) for word in shown.split()) if word]
    found = [word for word in dict.fromkeys(typed) if _could_be(word)]
    if len(typed) > 1:
        # A word of a sentence is a machine's name only if it looks like one.
        found = [word for word in found if is_ip_address(word) or _TELLING.fullmatch(word)]
    if len(found) != 1:
        raise InvalidValue("host_name_several" if found else "host_name_unclear", text)
    return found[0]


def find_host_names(text: str) -> list[Span]:
    """Names that can only be those of machines, or are said to be."""
    places = [match.span("said" if match["said"] else "plain") for match in _FOUND.finditer(text)]
    return spans(text, places, check_host_name)


def _could_be(word: str) -> bool:
    if is_ip_address(word):
        return True
    if len(word) > _LONGEST or _DOCUMENT.fullmatch(word) or word.lower() in _NO_NAME:
        return False
    return all(map(_LABEL.fullmatch, word.split("."))) and any(c.isalpha() for c in word)
