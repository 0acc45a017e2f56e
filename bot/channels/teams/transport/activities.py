"""What an activity from Teams is: whether it concerns the bot, whose it is, what was clicked."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.channels.teams.transport.sdk import ActivityBase

Json = dict[str, Any]

CARD_ACTION = "adaptiveCard/action"
SEARCH = "composeExtension/query"
INVOKES = frozenset({CARD_ACTION, SEARCH})
PERSONAL = "personal"


class Route(Enum):
    """What becomes of an activity."""

    TAKE = "take"
    IGNORE = "ignore"
    # An invoke always needs an answer; this bot has none for it.
    NO_SUCH_INVOKE = "no such invoke"


def route_of(activity: Json) -> Route:
    """The route of an activity as it came, of any type that Teams has or will have."""
    kind = activity["type"]
    if kind == "invoke":
        return Route.TAKE if activity.get("name") in INVOKES else Route.NO_SUCH_INVOKE
    wanted = (
        (kind == "message" and not _is_from_bot(activity))
        or (kind == "conversationUpdate" and _adds_the_bot(activity))
        or (kind == "installationUpdate" and activity.get("action") == "add")
    )
    return Route.TAKE if wanted else Route.IGNORE


@dataclass(frozen=True)
class TeamsConversation:
    """One person in one conversation.

    `sender`: what the assistant calls the conversation. `user_id`: the person's object id in Entra,
    empty where Teams has none. `is_shared`: other people read along.
    """

    sender: str
    user_id: str
    user_name: str
    is_shared: bool

    @property
    def channel(self) -> str:
        """The channel as the contract names it."""
        return "teams-channel" if self.is_shared else "teams"


def conversation_of(
    activity: ActivityBase, tenant_id: str, sender_of: Callable[[str, str, str], str]
) -> TeamsConversation:
    """The conversation of an activity. In a channel, each thread is a conversation."""
    user = activity.from_
    user_id = (user.aad_object_id or "").casefold()
    conversation = activity.conversation
    return TeamsConversation(
        sender=sender_of(tenant_id, conversation.id, user_id or user.id),
        user_id=user_id,
        user_name=user.name or "",
        is_shared=conversation.conversation_type != PERSONAL,
    )


@dataclass(frozen=True)
class CardClick:
    """The token that a button of ours submits, and what the inputs hold of a form that it sends."""

    token: str
    values: Mapping[str, str]


def clicked(value: object) -> CardClick | None:
    """The button of ours that was clicked; None when nothing was."""
    data = _submitted(value)
    return CardClick(str(data["action"]), _form_values(data)) if "action" in data else None


def _form_values(data: Json) -> dict[str, str]:
    """By the item's key; `form` in the data says what stands before it."""
    before = data.get("form")
    if not isinstance(before, str) or not before:
        return {}
    given = {key: text for key, text in data.items() if key.startswith(before)}
    return {
        key.removeprefix(before): "" if text is None else str(text) for key, text in given.items()
    }


def picked_text(value: object) -> str:
    """What was picked in an input of a card, such as a day; empty when nothing was."""
    data = _submitted(value)
    return str(data.get(str(data["input"]), "")) if "input" in data else ""


def _submitted(value: object) -> Json:
    if isinstance(value, str):  # some clients send a messageBack's value as JSON text
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    return value if isinstance(value, dict) else {}


def _is_from_bot(activity: Json) -> bool:
    sender = activity.get("from")
    return isinstance(sender, dict) and (
        sender.get("role") == "bot" or str(sender.get("id", "")).startswith("28:")
    )


def _adds_the_bot(activity: Json) -> bool:
    bot = activity.get("recipient")
    added = activity.get("membersAdded")
    if not isinstance(bot, dict) or not isinstance(added, list):
        return False
    return any(isinstance(member, dict) and member.get("id") == bot.get("id") for member in added)
