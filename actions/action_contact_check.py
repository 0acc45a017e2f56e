"""Answer whether somebody is among the authorized contacts."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionContactCheck(DeskAction):
    """The person comes from the message: by name, e-mail address or phone number."""

    action_name = "action_contact_check"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Say yes or no, with the roles; a question that names nobody is one about an agency."""
        events = answering.contact_check.answer()
        return answering.contacts.answer() if events is None else events
