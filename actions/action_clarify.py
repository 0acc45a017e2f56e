"""Offer two or three named choices when the pipeline was not sure."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import utter
from faq_kb.answers import clarify_reply, fallback_reply
from faq_kb.knowledge import KnowledgeBase


class ActionClarify(DeskAction):
    """The choices are those that the decision step of the pipeline picked."""

    action_name = "action_clarify"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Name the choices; each is a button whose click answers."""
        picked = tracker.latest_message.get("choices") or []
        entries = [entry for entry in picked if entry in knowledge.procedures]
        if len(entries) < 2:
            nothing = fallback_reply(knowledge.directory)
            utter(dispatcher, nothing, self.desk.text.fallback(nothing))
            return []
        reply = clarify_reply(knowledge, entries)
        buttons = [
            {"title": option.title, "payload": f"/{option.entry}"} for option in reply.options
        ]
        utter(dispatcher, reply, self.desk.text.clarify(reply), buttons)
        return []
