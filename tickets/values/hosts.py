"""Names of servers and other machines."""

import ipaddress
import re
from itertools import chain

from tickets.values.refusal import Refusal
from tickets.values.spans import Span, spans
from tickets.values.wording import folded, leads, listed, unwrap

_LONGEST = 253
_LEAD = leads("name|host ?name|server|host|machine|device|computer|box|vm|node")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_AROUND = ".,;:!?'\"()[]<>\\"
# Forms, policies, drafts, tickets, software and its versions: they look like machines.
_NO_HOST = re.compile(
    r"(?:COT-?F|F|CIO|HD)-?\d[\dA-Z]*|(?:CIO|HD)-[\dA-Z]+|"
    r"(?:FY|Q|KRS|KAR|PO|INC|RITM|REQ|CHG|TASK|PRB|SR|CS|TICKET|CASE|ISO|NIST|SP|SHA|AES|TLS|SSL|RSA|"
    r"UTF|HTTP|IPV|USB|WIFI|WIN|WINDOWS|OFFICE|MS|O|M|RHEL|COVID|ROOM|RM|BLDG|SUITE|STE|FLOOR|FL|"
    r"EXT|ORDER|INVOICE|ITEM|LINE|STEP|PAGE|VERSION|LEVEL|UNIT|BUILDING|PHASE|GROUP|CLASS|"
    r"OPTION|EXHIBIT|SECTION|PART|FORM|EXCHANGE|SHAREPOINT|OUTLOOK|VLAN|RAID|DDR|CAT|HTML|CSS|MP|PDF|A|I|W|ID|KY|PORT|NO|HR|AS|COM|LPT|RS|GPT|PM|AM)"
    r"[-_]?\d[\d.-]*[A-Z]{0,2}|SQL-?\d{4}|\d+(?:ST|ND|RD|TH|AM|PM|[KMGT]B|GHZ|MHZ|[KXUV])?",
    re.IGNORECASE,
)
_WORDS_ALONE = frozenset(
    listed(
        "a any both dont dunno few host idk it later many maybe me n/a na new no none nope not "
        "nothing okay ok one same server several some sure tbd that the this unknown unsure what "
        "which who y yes"
    )
)
_ALONE_BEFORE, _ALONE_BEHIND = r"(?<![\w@/\\:.$#&%+-])", r"(?![\w@/\\:+-]|\.\w)"
# KYTC-SQL04, CHFS-WEB-2, KYTCDC01: a hyphen with letters behind it, or long before few digits.
_CAPITALS = (
    r"[A-Z]{2,63}[A-Z0-9]{0,40}(?:[-_][A-Z0-9]{1,40}){0,4}[-_]\d{0,9}[A-Z][A-Z0-9]{0,40}"
    r"(?:[-_][A-Z0-9]{1,40}){0,4}|[A-Z]{4,40}\d{2,3}"
)
# srv01.ky.gov, sql2.local
_DOMAIN = (
    r"(?i:(?!www)[a-z][a-z-]{1,40}\d{1,4}[a-z]?(?:\.[a-z][a-z0-9-]{0,61}){0,5}"
    r"(?:\.[a-z][a-z0-9-]{0,61}\.(?:gov|net|com|org|us|edu)|\.(?:local|lan|internal)))"
)
_PLAIN = re.compile(
    rf"{_ALONE_BEFORE}(?P<host>(?=[A-Za-z][A-Za-z_-]{{0,80}}\d)(?:{_CAPITALS}|{_DOMAIN})){_ALONE_BEHIND}",
    re.ASCII,
)
_SAID = re.compile(
    r"(?i:\b(?:server|host|hostname|machine|device|computer|vm|node|named|called)"
    r"(?: name)?(?: is|:| named| called)?\s{1,2})"
    r"(?P<host>(?=[\w-]{0,62}[A-Z])(?=[\w-]{0,62}[\d-])[A-Za-z][\w-]{2,62})" + _ALONE_BEHIND,
    re.ASCII,
)
# In an answer of several words: KYTC-DC, srv01, app.ky.gov, sql.local.
_TELLING = re.compile(
    r"(?=[^\d_-]*[\d_-])(?=[^A-Z]*[A-Z])[A-Za-z].+|[a-z][a-z-]+\d{1,3}[a-z]?|"
    r"[^.]+\.[A-Za-z][^.]*\..+|[^.]+\.(?:local|lan|internal)"
)


def check_host_name(text: str) -> str:
    """The one name of an answer, in the letters that were typed."""
    shown = unwrap(folded(text), _LEAD)
    words = [word.strip(_AROUND) for word in shown.split()]
    words = [word for word in words if word]
    if len(words) == 1:
        found = [word for word in words if _could_be(word)]
    else:
        found = [*dict.fromkeys(word for word in words if _could_be(word) and _tells(word))]
    if len(found) != 1:
        raise Refusal("host_name_several" if found else "host_name_unclear", text)
    return found[0]


def find_host_names(text: str) -> list[Span]:
    """Names that can only be those of machines, or are said to be."""
    matches = chain(_PLAIN.finditer(text), _SAID.finditer(text))
    places = {match.span("host") for match in matches}
    return spans(text, sorted(places), check_host_name)


def _could_be(word: str) -> bool:
    if len(word) > _LONGEST or _NO_HOST.fullmatch(word) or word.lower() in _WORDS_ALONE:
        return _is_address(word)
    if re.fullmatch(r"[\d.]+", word):
        return _is_address(word)
    labels = word.split(".")
    return all(_LABEL.fullmatch(label) for label in labels) and any(c.isalpha() for c in word)


def _tells(word: str) -> bool:
    """Whether a word of a sentence is the name of a machine rather than a word."""
    return _is_address(word) or bool(_TELLING.fullmatch(word))


def _is_address(word: str) -> bool:
    try:
        ipaddress.IPv4Address(word)
    except ValueError:
        return False
    return True
