"""Answer a follow-up: one fact about the procedure that the conversation is about."""

from typing import cast

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import CURRENT_ENTRY, intent, utter
from faq_kb.answers import facet_reply
from faq_kb.contract import ChatReply, Facet
from faq_kb.knowledge import KnowledgeBase

PREFIX = "facet_"


class ActionFacet(DeskAction):
    """The intent `facet_forms` asks for the facet `forms`, and so on."""

    action_name = "action_facet"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Give the fact of the current entry; without one, ask for it."""
        entry = tracker.get_slot(CURRENT_ENTRY)
        if entry not in knowledge.procedures:
            utter(dispatcher, ChatReply(intent="help"), self.desk.text.no_current_entry)
            return []
        facet = cast("Facet", intent(tracker).removeprefix(PREFIX))
        reply = facet_reply(knowledge, entry, facet)
        utter(dispatcher, reply, self.desk.text.facet(reply, knowledge))
        return []
