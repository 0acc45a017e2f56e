"""Base of our actions: each gives one reply, or an apology when the store cannot be reached."""

import logging
from abc import abstractmethod
from typing import ClassVar

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Answering
from actions.desk import Desk, Events
from common.database import StoreError
from tickets.reference import names_reference

logger = logging.getLogger(__name__)


class DeskAction(Action):
    """An action that answers from the knowledge base; `action_name` is its name in domain.yml."""

    action_name: ClassVar[str]
    # Whether the answer to "which agency?" and a draft's reference may come in its place.
    takes_agency: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        """Name in domain.yml."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Answer; when the store cannot be reached, apologize and keep the conversation."""
        try:
            knowledge = self.desk.knowledge.current()
            # A later apology gives the numbers of today, not those of the start.
            self.desk.directory = knowledge.directory
            answering = Answering(self.desk, dispatcher, tracker, knowledge)
            if self.takes_agency and answering.finding.answers_our_question():
                return answering.contacts.agency_given()
            if self.takes_agency and names_reference(answering.finding.text):
                return answering.draft_requests.answer()
            return self.answer(answering)
        except StoreError as error:
            logger.error("%s: %s", self.name(), error)
            self.desk.apologise(dispatcher)
            return []

    @abstractmethod
    def answer(self, answering: Answering) -> Events:
        """Give the reply and return Rasa events."""
