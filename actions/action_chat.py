"""Small talk: greeting, thanks, goodbye, and what the assistant can do."""

from typing import cast

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import DeskAction, Events
from actions.desk import audience, intent, utter
from faq_kb.contract import ChatIntent, ChatReply
from faq_kb.knowledge import KnowledgeBase


class ActionChat(DeskAction):
    """The intent's name is the kind of small talk."""

    action_name = "action_chat"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        knowledge: KnowledgeBase,
    ) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        reply = ChatReply(intent=cast("ChatIntent", intent(tracker)))
        utter(dispatcher, reply, self.desk.text.chat(reply, audience(tracker)))
        return []
