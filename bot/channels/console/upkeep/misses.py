"""What users of the web chat asked in vain, read off their stored, masked conversations."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from bot.channels.outcomes.reading import ReplyOutcome
from bot.channels.outcomes.rephrasing import AT_ONCE, are_alike

MissCause = Literal["refused", "not_clicked", "thumbs_down", "rephrased"]
# Until then nobody can say that a choice is not taken.
PATIENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class UserTurn:
    """One message of a user (masked) and what became of it; `number`: of the stored message.

    `is_repair`: it said that the answer before was not what was meant. `is_disliked`: somebody
    rated the answer as not helpful.
    """

    number: int
    conversation: str
    at: dt.datetime
    text: str
    result: ReplyOutcome
    is_repair: bool = False
    is_disliked: bool = False


@dataclass(frozen=True)
class Miss:
    """A message that was asked in vain, and why; `meant`: the entry of the answer that followed."""

    number: int
    conversation: str
    at: dt.datetime
    text: str
    cause: MissCause
    meant: str = ""


def misses_in(turns: Iterable[UserTurn], now: dt.datetime) -> Iterator[Miss]:
    """The misses of conversations, whose turns stand together and in order."""
    for _, conversation in groupby(turns, lambda turn: turn.conversation):
        said = list(conversation)
        for turn, following in [*pairwise(said), (said[-1], None)]:
            if cause := _cause(turn, following, now):
                meant = _meant(turn, following) if cause in ("rephrased", "refused") else ""
                place = turn.number, turn.conversation, turn.at, turn.text
                yield Miss(*place, cause, meant)


def _cause(turn: UserTurn, following: UserTurn | None, now: dt.datetime) -> MissCause | None:
    """Why a message was asked in vain; the surest sign first."""
    if turn.is_disliked:
        return "thumbs_down"
    match turn.result.outcome:
        case "refused":
            return "refused"
        case "offered" if not turn.is_repair and _is_left(turn, following, now):
            return "not_clicked"
        case "answered" if following is not None and _is_rephrased(turn, following):
            return "rephrased"
    return None


def _is_left(turn: UserTurn, following: UserTurn | None, now: dt.datetime) -> bool:
    """Whether none of the choices was taken by the next message."""
    if following is None:
        return now - turn.at > PATIENCE
    taken = following.result
    return taken.entry not in turn.result.options and taken.options != turn.result.options


def _is_rephrased(turn: UserTurn, following: UserTurn) -> bool:
    """Whether the user said at once that it was something else, or the same in other words."""
    if following.at - turn.at > AT_ONCE:
        return False
    other = following.result
    is_other_entry = other.is_whole and other.entry != turn.result.entry
    return following.is_repair or is_other_entry or are_alike(turn.text, following.text)


def _meant(turn: UserTurn, following: UserTurn | None) -> str:
    """The entry that the next message was answered with, if it came at once."""
    if following is None or following.at - turn.at > AT_ONCE:
        return ""
    found = following.result
    return found.entry if found.is_whole and found.entry != turn.result.entry else ""
