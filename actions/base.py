"""Base of our actions: each gives one reply, or an apology when the store cannot be reached."""

import logging
from abc import abstractmethod
from typing import ClassVar

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.responder import Responder
from actions.services import Services
from actions.tracker import Events
from common.database import StoreError
from tickets.reference import names_reference

logger = logging.getLogger(__name__)


class BaseAction(Action):
    """An action that answers from the knowledge base; `action_name` is its name in domain.yml."""

    action_name: ClassVar[str]
    # Whether the answer to "which agency?" and a draft's reference may come in its place.
    takes_agency: ClassVar[bool] = True
    # Whether the message may be meant for a draft that is paused or saved.
    yields_to_drafts: ClassVar[bool] = True

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        """Name in domain.yml."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Answer; when the store cannot be reached, apologize and keep the conversation."""
        try:
            knowledge = self.services.knowledge.current()
            # A later apology gives the numbers of today, not those of the start.
            self.services.directory = knowledge.directory
            responder = Responder(self.services, dispatcher, tracker, knowledge)
            if self.takes_agency and responder.finding.answers_our_question():
                return responder.contacts.agency_given()
            if self.takes_agency and names_reference(responder.finding.text):
                return responder.draft_requests.answer()
            if self.yields_to_drafts and (taken := responder.draft_requests.turn()) is not None:
                return taken
            return self.answer(responder)
        except StoreError as error:
            logger.error("%s: %s", self.name(), error)
            self.services.apologise(dispatcher)
            return []

    @abstractmethod
    def answer(self, responder: Responder) -> Events:
        """Give the reply and return Rasa events."""
