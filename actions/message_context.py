"""One message being answered: what it came with, and what can be looked up for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agencies import AgencyResolver
from actions.people import Disclosure, PeopleOfAgency
from actions.services import Services
from actions.tracker import REQUESTS, Events, audience, reading, utter
from actions.user import User, user_of
from faq_kb.answers import fallback_reply
from faq_kb.contract import Reply
from faq_kb.knowledge import KnowledgeBase

CHAT = "chat"


@dataclass
class MessageContext:
    """A message of a conversation, the services and the knowledge of this moment."""

    services: Services
    dispatcher: CollectingDispatcher
    tracker: Tracker
    knowledge: KnowledgeBase

    @cached_property
    def user(self) -> User:
        """Who asks."""
        return user_of(self.tracker)

    @cached_property
    def last_reply(self) -> dict[str, Any]:
        """The contract object of what was said last; empty at the beginning."""
        return next(self._replies(), {})

    @cached_property
    def last_answer(self) -> dict[str, Any]:
        """The contract object of what was said last, but for small talk."""
        return next((reply for reply in self._replies() if reply.get("type") != CHAT), {})

    @property
    def offered(self) -> list[str]:
        """The entries of the choices that are open: what was said last offers them."""
        options = self.last_reply.get("options") or []
        is_clarify = self.last_reply.get("type") == "clarify"
        return [str(one["entry"]) for one in options if one.get("entry")] if is_clarify else []

    def _replies(self) -> Iterator[dict[str, Any]]:
        """The contract objects of what was said, the last one first."""
        for event in reversed(self.tracker.events):
            if event["event"] == "bot":
                yield (event.get("data") or {}).get("custom") or {}

    @property
    def wants_request(self) -> bool:
        """Whether a request is to be started: by this message, or the one that got choices."""
        if not self.finding.is_click or self.last_reply.get("type") != "clarify":
            return reading(self.tracker).name in REQUESTS
        typed = (
            event.get("parse_data") or {}
            for event in reversed(self.tracker.events)
            if event["event"] == "user" and not str(event.get("text") or "").startswith("/")
        )
        return next(typed, {}).get("reading") in REQUESTS

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words of the knowledge base."""
        return self.services.vocabulary.of(self.knowledge)

    @cached_property
    def finding(self) -> AgencyResolver:
        """Finds the agency that the message is about."""
        return AgencyResolver(self.services.registry, self.tracker, self.user, self.last_answer)

    @cached_property
    def people(self) -> PeopleOfAgency:
        """Looks up the people of an agency."""
        disclosure = Disclosure(self.services.registry_public, self.services.sign_in)
        return PeopleOfAgency(self.services.registry, self.user, disclosure)

    def say(self, reply: Reply, buttons: list[dict[str, str]] | None = None) -> None:
        """Say a reply, with the text that its readers get."""
        text = self.services.text.of(reply, audience(self.tracker))
        utter(self.dispatcher, reply, text, buttons)

    def nothing(self) -> Events:
        """Nothing fits: the Service Desk's numbers."""
        self.say(fallback_reply(self.knowledge.directory))
        return []
