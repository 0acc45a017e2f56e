"""Answer a catalog entry with its whole procedure."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events, confidence, intent


class ActionProcedure(DeskAction):
    """The intent's name is the entry's id."""

    action_name = "action_procedure"

    def answer(self, answering: Answering) -> Events:
        """Give the entry's facts and make it the current one."""
        return answering.entry(intent(answering.tracker), confidence(answering.tracker))
