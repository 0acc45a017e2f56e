"""Answer a catalogue entry with its whole procedure."""

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import CURRENT_ENTRY, audience, confidence, intent, utter
from faq_kb.answers import fallback_reply, procedure_reply
from faq_kb.knowledge import KnowledgeBase


class ActionProcedure(DeskAction):
    """The intent's name is the entry's id."""

    action_name = "action_procedure"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Give the entry's facts and make it the current one."""
        entry = intent(tracker)
        if entry not in knowledge.procedures:
            # Removed from the knowledge base since the model was trained.
            nothing = fallback_reply(knowledge.directory)
            utter(dispatcher, nothing, self.desk.text.fallback(nothing))
            return []
        reply = procedure_reply(knowledge, entry, confidence(tracker))
        utter(
            dispatcher,
            reply,
            self.desk.text.procedure(reply, knowledge, audience(tracker)),
        )
        return [SlotSet(CURRENT_ENTRY, entry)]
