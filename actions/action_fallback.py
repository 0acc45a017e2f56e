"""Nothing fits: say so and give the Service Desk's number."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionFallback(DeskAction):
    """For what is out of scope, and for what the rules do not cover."""

    action_name = "action_fallback"

    def answer(self, answering: Answering) -> Events:
        """Give the Service Desk's numbers, unless few words name an agency or ask for a role."""
        if answering.finding.is_name_alone():
            return answering.contacts.agency_given()
        if answering.contacts.is_asked():
            return answering.contacts.answer()
        return answering.nothing()
