"""Answer who is authorized at an agency."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionContacts(DeskAction):
    """Agency and role come from the message, or from the conversation."""

    action_name = "action_contacts"

    def answer(self, answering: Answering) -> Events:
        """Name the agency's contacts, or ask for the agency."""
        return answering.contacts.answer()
