"""Masks the messages of a conversation: "my password is" may come one message before it."""

import re
from collections import OrderedDict

from common.masking.masker import MaskedText, mask
from common.masking.numbers import CARD_NAME, SSN_NAME
from common.masking.passwords import PASSWORDS, SECRETS

MOST = 10_000  # conversations that are remembered
_LONGEST = 80  # how much of the end of a message is looked at
_NAMES = f"{PASSWORDS.pattern}|{SECRETS.pattern}|{SSN_NAME}|{CARD_NAME}".replace("(?i)", "")
# A message that ends where a secret would follow, or that is nothing but the name of one.
_LINK = r"\s?(?:number|code|no\.?|#)?(?:\s?(?:is|was|are|will be))?\s{0,3}[:=]?"
_OPEN = re.compile(rf"(?is)(?:{_NAMES})(?:{_LINK})\s*[.…]*\s*$")
_IS_LINKED = re.compile(r"(?i)(?:\b(?:is|was|are|will be)|[:=])\s*[.…]*\s*$")
_FEW_WORDS = 3


class ConversationMasker:
    """Remembers of each conversation only a last message that announced a secret."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        # What announced a secret, and the message that it ends.
        self._open: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def mask(self, conversation: str, text: str, before: str = "") -> MaskedText:
        """The text without its secrets, and without one that the message before announced.

        `before`: the message before this one, masked, where it may have gone to another process.
        """
        opening, last = self._open.pop(conversation, ("", ""))
        if before and before != last:
            opening = opening_of(before)
        masked = _after(opening, text) if opening else mask(text)
        if announced := opening_of(text) or (opening if masked.kinds else ""):
            self._open[conversation] = announced, masked.text
            if len(self._open) > self._most:
                self._open.popitem(last=False)
        return masked


def opening_of(text: str) -> str:
    """The end of a message that announces a secret, else nothing."""
    end = text.rstrip()[-_LONGEST:]
    found = _OPEN.search(end)
    if not found or not (_IS_LINKED.search(end) or len(text.split()) <= _FEW_WORDS):
        return ""
    return end[found.start() :].rstrip(" .…")


def _after(opening: str, text: str) -> MaskedText:
    """The text masked as if both were one message; never less than alone."""
    alone = mask(text)
    together = mask(f"{opening} {text}")
    if together.kinds and together.text.startswith(f"{opening} "):
        return MaskedText(together.text[len(opening) + 1 :], together.kinds)
    return alone
