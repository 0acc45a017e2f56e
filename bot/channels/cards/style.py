"""What differs between the channels that show cards, and what a card is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

# The content type of the attachment that holds a card.
CARD = "application/vnd.microsoft.card.adaptive"
# Payload of a button -> signed token: a card never carries a payload itself.
Sign = Callable[[str], str]


class Submit(StrEnum):
    """What a button of a card does when it is clicked."""

    # The web chat: the data is posted, with the title for the transcript.
    POST = "post"
    # Teams: the click is shown as a message of the user.
    MESSAGE_BACK = "message_back"
    # Teams: the answer takes the card's place.
    EXECUTE = "execute"


@dataclass(frozen=True)
class Style:
    """How one channel wants its cards.

    `has_downloads`: whether the page's own server has the files of drafts.
    `prefix`: makes the ids of elements unique on a page that shows several cards. `wide`: as wide
    as Teams lets it be. `has_lang`: whether the card names its language. `dials`: whether a button
    can begin a call or an e-mail; otherwise a link does. `site`: where the help pages and
    their pictures are, empty for the page's own server; None where they cannot be reached.
    `pictures`: the kind of file that its clients show.
    """

    submit: Submit = Submit.POST
    has_downloads: bool = False
    prefix: str = ""
    wide: bool = False
    has_lang: bool = True
    dials: bool = True
    site: str | None = None
    pictures: Literal["svg", "png"] = "svg"


@dataclass(frozen=True)
class Card:
    """An Adaptive Card 1.5 as JSON; `is_shortened`: the text must be sent along, which has all."""

    content: dict[str, Any]
    is_shortened: bool = False


@dataclass(frozen=True)
class SizeLimits:
    """How much of long texts a card shows: characters of a value and of the whole text, lines of
    a list; None is all.
    """

    value: int | None = None
    text: int | None = None
    lines: int | None = None

    def cut(self, value: str) -> str:
        """A value of a user, shortened."""
        return shortened(value, self.value)


def shortened(text: str, longest: int | None) -> str:
    """At most `longest` characters, with an ellipsis for what is left out."""
    if longest is None or len(text) <= longest:
        return text
    return f"{text[: longest - 1].rstrip()}…"
