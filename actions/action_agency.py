"""The user says for which agency he or she works."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionAgency(DeskAction):
    """The agency is remembered: for the conversation and, when signed in, for next time."""

    action_name = "action_agency"

    def answer(self, answering: Answering) -> Events:
        """Answer what was waiting for the agency, else name the people for the current entry."""
        return answering.contacts.agency_given()
