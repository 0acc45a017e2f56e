"""Paths of files and folders."""

import re

from tickets.values.refusal import Refusal, no_longer_than
from tickets.values.spans import Span, spans
from tickets.values.wording import MESSAGE, alike, folded, leads, unwrap

_LONGEST = 1_500
_START = r"(?:\\\\[\w.$-]|[A-Za-z]:(?:[\\/]|(?=[\s,;.]|$))|//[\w.-]+/\w|~/|/(?=[\w.]))"
_BEGIN = r"(?:^|(?<=[\s\"'(\[<=,;]))"
_ANY = re.compile(_BEGIN + _START)
_SEPARATOR = re.compile(
    rf"(?:\s?[,;|]\s?(?:and |or )?|\s(?:and|plus|&)\s|\s)(?:the )?[\"'(]?(?={_START})"
)
_DRIVE = re.compile(r"\b([B-HJ-Z])(?: |-|: ?)drive\b")
_LEAD = leads("path|file|folder|share|directory|location|files|folders|paths|they")
_AROUND = " .,;:!?\"'()[]<>"
_PART = r"[^\s\\/:*?\"<>|;,]+"
_FOUND = re.compile(
    r"(?<![\w\\/:.])(?:"
    rf"\\\\[\w.-]{{1,253}}(?:\\(?:{_PART}(?: {_PART}){{0,3}}(?=\\)|{_PART})){{1,40}}\\?"
    rf"|[A-Za-z]:\\(?:(?:{_PART}(?: {_PART}){{0,3}}(?=\\)|{_PART})\\?){{0,40}}"
    r"|~?/(?=[\w./-]{0,200}[A-Za-z])[\w.-]+(?:/[\w.@+-]+){1,40}/?)"
)
_QUOTED = re.compile(r"(?<=[\"'])(?:\\\\|[A-Za-z]:\\|/\w)[^\"'\n]{1,400}(?=[\"'])")


def check_file_path(text: str) -> str:
    """The path of an answer; several are joined by "; " as they were typed."""
    rows = [folded(row) for row in text[:MESSAGE].splitlines() if row.strip()]
    shown = _DRIVE.sub(r"\1:", " ; ".join(rows))
    start = _ANY.search(shown)
    parts = _SEPARATOR.split(shown[start.start() :]) if start else []
    paths = [_trimmed(part) for part in parts]
    found = [*dict.fromkeys(path for path in paths if path)]
    value = "; ".join(found)
    if not found or not any(c.isalnum() for c in value):
        raise Refusal("file_path_unclear", text)
    return no_longer_than(_LONGEST, value)


def find_file_paths(text: str) -> list[Span]:
    """Paths of Windows and of Unix, with blanks where the path goes on behind them or in quotes."""
    text = alike(text)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    places = [*quoted]
    for match in _FOUND.finditer(text):
        start, end = match.start(), match.start() + len(match[0].rstrip(".,;:!?)'"))
        if all(end <= s or e <= start for s, e in quoted):
            places.append((start, end))
    return spans(text, sorted(places), check_file_path)


def _trimmed(path: str) -> str:
    while True:
        before = path
        path = unwrap(path, _LEAD).rstrip(_AROUND).lstrip(" \"'([<,;")
        if re.fullmatch(r"[A-Za-z]", path):
            path += ":"
        if path == before or not path:
            return path
