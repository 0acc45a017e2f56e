"""Small talk: greeting, thanks, goodbye, what the assistant can do; a question back to "?"."""

from typing import cast

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events, audience, intent, utter
from actions.drafting.commands import EMPTY
from faq_kb.contract import ChatIntent


class ActionChat(DeskAction):
    """The intent's name is the kind of small talk."""

    action_name = "action_chat"

    def answer(self, answering: Answering) -> Events:
        """Say the phrase; the current procedure stays what it was."""
        tracker = answering.tracker
        if intent(tracker) == EMPTY:
            reply = self.desk.text.empty_message(audience(tracker))
        else:
            kind = cast("ChatIntent", intent(tracker))
            directory = answering.knowledge.directory
            reply = self.desk.text.chat(kind, audience(tracker), directory)
        utter(answering.dispatcher, reply, reply.message)
        return []
