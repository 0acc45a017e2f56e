"""What actions read from Rasa's tracker, and how they give a reply."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.reply import Audience
from faq_kb.contract import Reply

CURRENT_ENTRY = "current_entry"
Events = list[dict[str, Any]]


def utter(
    dispatcher: CollectingDispatcher,
    reply: Reply,
    text: str,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Send one reply: text, contract object, buttons."""
    dispatcher.utter_message(text=text, json_message=reply.model_dump(mode="json"), buttons=buttons)


def audience(tracker: Tracker) -> Audience:
    """For whom the reply is, as the web app said; employees unless it said agent."""
    metadata: dict[str, Any] = tracker.latest_message.get("metadata") or {}
    is_agent = metadata.get("audience") == Audience.AGENT
    return Audience.AGENT if is_agent else Audience.EMPLOYEE


def specific_intent(tracker: Tracker) -> str:
    """Which procedure, fact or command the latest message is about.

    Its `intent` is the kind that the rules act on (bot/nlu/decision_step.py). A button whose intent
    is a kind by itself has no other.
    """
    latest: dict[str, Any] = tracker.latest_message
    return str(latest.get("specific_intent") or (latest.get("intent") or {}).get("name"))


def confidence(tracker: Tracker) -> float:
    """How sure the pipeline was of the latest intent."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


# The readings of a message that tells us to start a request, where it names a procedure.
REQUESTS = frozenset({"request", "command"})


class ReadingResult(NamedTuple):
    """What the pipeline takes a message for, whatever its topic; no name for a click."""

    name: str
    confidence: float


NO_READING = ReadingResult("", 0.0)


def reading(tracker: Tracker) -> ReadingResult:
    """The reading of the latest message, and how sure the pipeline was of it."""
    latest: dict[str, Any] = tracker.latest_message
    return ReadingResult(
        str(latest.get("reading") or ""), float(latest.get("reading_confidence") or 0.0)
    )


def share_of_reading(tracker: Tracker, name: str) -> float:
    """How likely a reading is for the latest message, whatever was decided."""
    ranking = tracker.latest_message.get("reading_ranking") or []
    return next((float(row["confidence"]) for row in ranking if row["name"] == name), 0.0)


def passage_keys(tracker: Tracker, entry: str) -> list[str]:
    """The keys of the passages of an entry that the latest message asks about, best first."""
    rows = tracker.latest_message.get("passages") or []
    return [str(row["key"]) for row in rows if row["entry"] == entry]


def actions_before(tracker: Tracker) -> Iterator[str]:
    """The actions that answered the message before the latest one."""
    events = reversed(tracker.events)
    for event in events:
        if event["event"] == "user":
            break
    before = takewhile(lambda event: event["event"] != "user", events)
    return (str(event["name"]) for event in before if event["event"] == "action")


def share_of(tracker: Tracker, name: str) -> float:
    """How likely an intent is for the latest message, whatever was decided."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return next((float(row["confidence"]) for row in ranking if row["name"] == name), 0.0)
