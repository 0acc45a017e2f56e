"""One turn of the form that fills in a draft ticket, whatever its procedure asks for."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ValidateDraftForm(DeskAction):
    """Called by Rasa's form for every message, on entering it and on coming back to it."""

    action_name = "validate_draft_form"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Take the answer and ask on; a question is left to the rules."""
        return answering.draft_form.run()
