"""Which activities concern the bot; all others are taken note of and left alone."""

from enum import Enum

from bot.channels.teams.ports import Json

CARD_ACTION = "adaptiveCard/action"
SEARCH = "composeExtension/query"
INVOKES = frozenset({CARD_ACTION, SEARCH})


class Route(Enum):
    """What becomes of an activity."""

    TAKE = "take"
    IGNORE = "ignore"
    # An invoke must be answered by somebody; this bot has no answer.
    NO_SUCH_INVOKE = "no such invoke"


def route_of(activity: Json) -> Route:
    """The route of an activity as it came, of any type that Teams has or will have."""
    kind = activity["type"]
    if kind == "invoke":
        return Route.TAKE if activity.get("name") in INVOKES else Route.NO_SUCH_INVOKE
    wanted = (
        (kind == "message" and not _is_of_a_bot(activity))
        or (kind == "conversationUpdate" and _adds_the_bot(activity))
        or (kind == "installationUpdate" and activity.get("action") == "add")
    )
    return Route.TAKE if wanted else Route.IGNORE


def _is_of_a_bot(activity: Json) -> bool:
    sender = activity.get("from")
    return isinstance(sender, dict) and (
        sender.get("role") == "bot" or str(sender.get("id", "")).startswith("28:")
    )


def _adds_the_bot(activity: Json) -> bool:
    bot = activity.get("recipient")
    added = activity.get("membersAdded")
    if not isinstance(bot, dict) or not isinstance(added, list):
        return False
    return any(isinstance(one, dict) and one.get("id") == bot.get("id") for one in added)
