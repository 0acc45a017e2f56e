"""Base of our actions: one reply each, an apology when the store is away."""

import logging
from abc import abstractmethod
from typing import ClassVar

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Answering
from actions.desk import Desk, Events
from faq_kb.store import StoreError

logger = logging.getLogger(__name__)


class DeskAction(Action):
    """An action that answers from the knowledge base; `action_name` is its name in domain.yml."""

    action_name: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        """Name in domain.yml."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Answer; when the store cannot be reached, apologise and keep the conversation."""
        try:
            knowledge = self.desk.knowledge.current()
            answering = Answering(self.desk, dispatcher, tracker, knowledge)
            if answering.finding.answers_our_question():
                return answering.contacts.agency_given()
            return self.answer(answering)
        except StoreError as error:
            logger.error("%s: %s", self.name(), error)
            self.desk.apologise(dispatcher)
            return []

    @abstractmethod
    def answer(self, answering: Answering) -> Events:
        """Give the reply and return Rasa events."""
