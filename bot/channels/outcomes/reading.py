"""Reads off the replies of one message what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.channels.outcomes.tables import MessageOutcome
from faq_kb.contract import (
    ClarifyReply,
    ContactsReply,
    DraftReply,
    FacetReply,
    FallbackReply,
    ProcedureReply,
    Reply,
    SmallTalkReply,
)

# Of several replies the first of these says what became of the message: a question that is answered
# in the middle of a draft is answered.
WEIGHT: tuple[MessageOutcome, ...] = (
    "answered",
    "offered",
    "refused",
    "handed_over",
    "drafting",
    "chat",
)


# Where messages come in; channels that the contract names otherwise are one of these.
DOORS = ("web", "teams", "terminal")
DOOR_OF_CHANNEL = {"cli": "terminal", "teams-channel": "teams"}


@dataclass(frozen=True)
class ReplyOutcome:
    """What a reply is for the one who asked.

    `entry`: of the answer. `options`: the entries that were offered. `is_whole`: a procedure was
    asked for, not one more fact of it.
    """

    outcome: MessageOutcome
    entry: str = ""
    options: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def asks(self) -> str:
        """The entry that a message asked for anew, or most likely did; empty for a follow-up."""
        if self.outcome == "offered":
            return next(iter(self.options), "")
        return self.entry if self.is_whole or self.outcome == "refused" else ""


def door_of(channel: str) -> str:
    """The door of a channel, as the contract names it."""
    return DOOR_OF_CHANNEL.get(channel, channel)


def outcome_of(replies: Iterable[Reply | None]) -> ReplyOutcome:
    """What became of a message that got these replies."""
    return weightiest(_of(reply) for reply in replies if reply is not None)


def weightiest(found: Iterable[ReplyOutcome]) -> ReplyOutcome:
    """The one that counts, of the replies of one message."""
    return min(found, key=lambda one: WEIGHT.index(one.outcome), default=ReplyOutcome("chat"))


def _of(reply: Reply) -> ReplyOutcome:
    match reply:
        case ProcedureReply():
            found = ReplyOutcome("answered", reply.entry, is_whole=True)
        case FacetReply():
            found = ReplyOutcome("answered" if reply.source else "refused", reply.entry)
        case ContactsReply():
            found = _of_contacts(reply)
        case ClarifyReply():
            options = tuple(one.entry for one in reply.options if one.entry)
            found = ReplyOutcome("offered", options=options)
        case FallbackReply(reason="unavailable") | SmallTalkReply(intent="person"):
            found = ReplyOutcome("handed_over")
        case FallbackReply():
            found = ReplyOutcome("refused", reply.entry or "")
        case DraftReply():
            found = ReplyOutcome("drafting", reply.draft.entry if reply.draft else "")
        case _:
            found = ReplyOutcome("chat")
    return found


def _of_contacts(reply: ContactsReply) -> ReplyOutcome:
    if reply.asked:
        return ReplyOutcome("offered", options=(reply.entry,))
    is_told = reply.contacts or reply.checks or reply.consolidated is not None
    return ReplyOutcome("answered" if is_told else "handed_over", reply.entry)
