"""Other people's words made harmless for a reader: nothing hidden in them, nothing to click on."""

import re

# Control characters but tab and line feed, and what steers how the words around it are shown.
# Inside a class of a pattern: what is not seen, and can make a text look like another one, such as
# marks that turn the direction of writing. The joiners that scripts and emoji need are none of it.
HIDDEN = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
FILE_ENDINGS = frozenset(
    "bat csv doc docx exe gif htm html jpeg jpg js json log mdb msg msi pdf png pptx ppt ps1 "  # noqa: SIM905
    "pst rtf sql tif tiff txt vsdx xls xlsx xml yaml yml".split()
)
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{HIDDEN}]")
FROM_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
# A phone number, or a word with a digit or a sign of an address in it: read from left to right.
NUMBER_OR_ADDRESS = re.compile(
    r"\+?[(\d][\d ().-]{5,}\d"
    r"|(?<![!-~])(?=[!-~]*(?:[0-9][-.:/]|[-.:/][0-9]|\w@\w|\w://))[A-Za-z0-9](?:[!-~]*[A-Za-z0-9/])?"
)
ISOLATE, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_SCHEME = re.compile(r"\b([a-z][a-z0-9+-]{1,20})://", re.IGNORECASE)
_HOST = re.compile(r"(?<![@\w.-])(?:[\w-]{1,63}\.){1,20}[^\W\d_][\w-]{1,62}(?![\w@.-]*@)")
_AUTHORITY = re.compile(r"(?<=://)[^\s/?#]+")


def printable(text: str) -> str:
    """The text without what cannot be seen; line breaks and tabs stay."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def isolated(text: str) -> str:
    """Numbers and addresses in a text from right to left, so marked that they stay in order.

    Without the marks "502-564-7576" after an Arabic word is shown as "7576-564-502".
    """
    if not FROM_RIGHT_TO_LEFT.search(text):
        return text
    return NUMBER_OR_ADDRESS.sub(rf"{ISOLATE}\g<0>{END}", text)


def lines(text: str) -> list[str]:
    """The lines of a text as a reader sees them."""
    return [isolated(printable(line)).rstrip() for line in text.splitlines()]


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
