"""Small talk: greeting, thanks, goodbye, what the assistant can do; a question back to "?"."""

from typing import cast

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events, audience, intent, utter
from actions.drafting.commands import EMPTY
from faq_kb.contract import ChatIntent, ChatReply


class ActionChat(DeskAction):
    """The intent's name is the kind of small talk."""

    action_name = "action_chat"

    def answer(self, answering: Answering) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        tracker = answering.tracker
        if intent(tracker) == EMPTY:
            question = self.desk.text.empty_message(audience(tracker))
            utter(answering.dispatcher, ChatReply(intent="help"), question)
            return []
        reply = ChatReply(intent=cast("ChatIntent", intent(tracker)))
        directory = answering.knowledge.directory
        text = self.desk.text.chat(reply, audience(tracker), directory)
        utter(answering.dispatcher, reply, text)
        return []
