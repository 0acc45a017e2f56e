"""Other people's words made harmless for a reader: nothing hidden in them, nothing to click on."""

import re

from tickets.values.links import FILE_ENDINGS
from tickets.values.wording import HIDDEN

# Control characters but the tab, and what steers how the words around it are shown.
CONTROLS = re.compile(f"[\x00-\x08\x0a-\x1f\x7f-\x9f{HIDDEN}]")
_SCHEME = re.compile(r"\b([a-z][a-z0-9+-]{1,20})://", re.IGNORECASE)
_HOST = re.compile(r"(?<![@\w.-])(?:[\w-]{1,63}\.){1,20}[^\W\d_][\w-]{1,62}(?![\w@.-]*@)")
_AUTHORITY = re.compile(r"(?<=://)[^\s/?#]+")


def lines(text: str) -> list[str]:
    """The lines of a text as a reader sees them."""
    return [CONTROLS.sub("", line).rstrip() for line in text.splitlines()]


def line(text: str) -> str:
    """The same as one line."""
    return " ".join(" ".join(lines(text)).split())


def without_links(text: str) -> str:
    """Web addresses in a form that no mail program makes a link of: https[:]//www[.]example[.]com.

    The names of files and of people's mailboxes stay as they are.
    """
    text = _HOST.sub(_defanged, _AUTHORITY.sub(_dots, text))
    return _SCHEME.sub(r"\1[:]//", text)


def _defanged(match: re.Match[str]) -> str:
    has_path = match.string[match.end() : match.end() + 1] in ("/", ":", "?", "#")
    name, _, ending = match[0].rpartition(".")
    is_file = ending.lower() in FILE_ENDINGS and not name.lower().startswith("www.")
    return match[0] if is_file and not has_path else _dots(match)


def _dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "[.]")
