"""Plain text as it may be shown: nothing steers a terminal or turns the text around it."""

import re

# Control characters but tab and line feed, and those that change the direction of what follows.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FROM_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# A phone number, or a word with a digit or a sign of an address in it: read from left to right.
NUMBER_OR_ADDRESS = re.compile(
    r"\+?[(\d][\d ().-]{5,}\d"
    r"|(?<![!-~])(?=[!-~]*(?:[0-9][-.:/]|[-.:/][0-9]|\w@\w|\w://))[A-Za-z0-9](?:[!-~]*[A-Za-z0-9/])?"
)
ISOLATE, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


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
