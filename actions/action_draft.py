"""Do what is said about draft tickets outside the form."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionDraft(DeskAction):
    """The intent says what: open, go on, save, submit, withdraw, show, list."""

    action_name = "action_draft"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Find the draft that is meant and do it."""
        return answering.draft_requests.answer()
