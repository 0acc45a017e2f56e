"""Nothing fits: say so and give the Service Desk's number."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionFallback(DeskAction):
    """For what is out of scope, and for what the rules do not cover."""

    action_name = "action_fallback"

    def answer(self, answering: Answering) -> Events:
        """Give the Service Desk's numbers; the bare name of an agency says where the user works."""
        if answering.finding.is_name_of_agency():
            return answering.contacts.agency_given()
        return answering.nothing()
