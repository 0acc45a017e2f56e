"""Small talk: greeting, thanks, goodbye, and what the assistant can do."""

from typing import cast

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events, audience, intent, utter
from faq_kb.contract import ChatIntent, ChatReply


class ActionChat(DeskAction):
    """The intent's name is the kind of small talk."""

    action_name = "action_chat"

    def answer(self, answering: Answering) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        tracker = answering.tracker
        reply = ChatReply(intent=cast("ChatIntent", intent(tracker)))
        directory = answering.knowledge.directory
        text = self.desk.text.chat(reply, audience(tracker), directory)
        utter(answering.dispatcher, reply, text)
        return []
