"""Nothing fits: say so and give the Service Desk's number."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import utter
from faq_kb.answers import fallback_reply
from faq_kb.knowledge import KnowledgeBase


class ActionFallback(DeskAction):
    """For what is out of scope, and for what the rules do not cover."""

    action_name = "action_fallback"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Give the Service Desk's numbers."""
        reply = fallback_reply(knowledge.directory)
        utter(dispatcher, reply, self.desk.text.fallback(reply))
        return []
