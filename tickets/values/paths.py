"""Paths of files and folders."""

import re

from tickets.values.base import (
    MESSAGE,
    InvalidValue,
    Span,
    leads,
    nfkc_line,
    no_longer_than,
    plain_quotes,
    spans,
    strip_chat,
)

_LONGEST = 1_500
_START = r"(?:\\\\[\w.$-]|[A-Za-z]:(?:[\\/]|(?=[\s,;.]|$))|//[\w.-]+/\w|~/|/(?=[\w.]))"
_ANY = re.compile(r"(?:^|(?<=[\s\"'(\[<=,;]))" + _START)
_SEPARATOR = re.compile(
    rf"(?:\s?[,;|]\s?(?:and |or )?|\s(?:and|plus|&)\s|\s)(?:the )?[\"'(]?(?={_START})"
)
_DRIVE = re.compile(r"\b([B-HJ-Z])(?: |-|: ?)drive\b")
_LEAD = leads("path|file|folder|share|directory|location|files|folders|paths|they")
_AROUND = " .,;:!?\"'()[]<>"
_PART = r"[^\s\\/:*?\"<>|;,]+"
_FOUND = re.compile(
    r"(?<=[\"'])(?P<quoted>(?:\\\\|[A-Za-z]:\\|/\w)[^\"'\n]{1,400})(?=[\"'])"
    # A blank is part of a Windows path where the path goes on behind it.
    rf"|(?<![\w\\/:.])(?:\\\\[\w.-]{{1,253}}\\|[A-Za-z]:\\)"
    rf"(?:(?:{_PART}(?: {_PART}){{0,3}}(?=\\)|{_PART})\\?){{0,40}}"
    r"|(?<![\w\\/:.])~?/(?=[\w./-]{0,200}[A-Za-z])[\w.-]+(?:/[\w.@+-]+){1,40}/?"
)


def check_file_path(text: str) -> str:
    """The path of an answer; several are joined by "; " as they were typed."""
    rows = [nfkc_line(row) for row in text[:MESSAGE].splitlines() if row.strip()]
    shown = _DRIVE.sub(r"\1:", " ; ".join(rows))
    start = _ANY.search(shown)
    parts = _SEPARATOR.split(shown[start.start() :]) if start else []
    value = "; ".join(dict.fromkeys(path for path in map(_trimmed, parts) if path))
    if not any(c.isalnum() for c in value):
        raise InvalidValue("file_path_unclear", text)
    return no_longer_than(_LONGEST, value)


def find_file_paths(text: str) -> list[Span]:
    """Paths of Windows and of Unix."""
    text = plain_quotes(text)
    places = [
        (match.start(), match.start() + len(match[0].rstrip(".,;:!?)'")))
        for match in _FOUND.finditer(text)
    ]
    return spans(text, places, check_file_path)


def _trimmed(path: str) -> str:
    while True:
        before = path
        path = strip_chat(path, _LEAD).rstrip(_AROUND).lstrip(" \"'([<,;")
        if re.fullmatch(r"[A-Za-z]", path):
            path += ":"
        if path == before or not path:
            return path
