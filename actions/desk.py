"""What every action needs, wired once: the stored knowledge, the renderer, the apology."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.reply import Audience, TextRenderer
from actions.reply.delivery_methods import DeliveryMethods
from actions.reply.draft_text import DraftText
from contacts.registry import ContactRegistry
from contacts.unknown_agency import Vocabulary
from faq_kb.answers import fallback_reply
from faq_kb.contract import Reply
from faq_kb.knowledge import Directory
from faq_kb.store import CachedKnowledge
from locales import Catalog, load_catalog
from tickets.quota import Quota
from tickets.service import Tickets

CURRENT_ENTRY = "current_entry"
Events = list[dict[str, Any]]


@dataclass
class Desk:
    """The adapters of the action server; `directory`, the latest, is what an apology is made from.

    `registry_public`: people are named to everybody, not to signed-in users alone. `sign_in`:
    whether the web page has a sign-in. `idle_days`: how long an untouched draft is kept.
    `public_url`: where users reach the assistant, or empty.
    `quota`: how many drafts may be confirmed.
    """

    knowledge: CachedKnowledge
    registry: ContactRegistry
    directory: Directory
    registry_public: bool
    sign_in: bool
    tickets: Tickets
    delivery_methods: DeliveryMethods
    public_url: str
    idle_days: int
    today: Callable[[], dt.date]
    quota: Quota = field(default_factory=Quota)

    @cached_property
    def catalog(self) -> Catalog:
        """The words of the language."""
        return load_catalog()

    @cached_property
    def text(self) -> TextRenderer:
        """The text renderer."""
        return TextRenderer(self.catalog)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the knowledge base."""
        return Vocabulary()

    @cached_property
    def draft_text(self) -> DraftText:
        """What is said about draft tickets."""
        return DraftText(self.catalog, self.delivery_methods)

    def apologise(self, dispatcher: CollectingDispatcher) -> None:
        """Say that nothing can be looked up, and whom to call."""
        reply = fallback_reply(self.directory, "unavailable")
        utter(dispatcher, reply, self.text.of(reply))


def utter(
    dispatcher: CollectingDispatcher,
    reply: Reply,
    text: str,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Send one reply: text, contract object, buttons."""
    dispatcher.utter_message(text=text, json_message=reply.model_dump(mode="json"), buttons=buttons)


def audience(tracker: Tracker) -> Audience:
    """For whom the reply is, as the front door said; employees unless it said agent."""
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


def share_of(tracker: Tracker, name: str) -> float:
    """How likely an intent is for the latest message, whatever was decided."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return next((float(row["confidence"]) for row in ranking if row["name"] == name), 0.0)
