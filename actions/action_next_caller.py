"""An agent has another caller."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.caller import forget
from actions.desk import Events


class ActionNextCaller(DeskAction):
    """Agency, procedure, draft and open questions end; what is saved stays saved."""

    action_name = "action_next_caller"
    takes_agency = False

    def answer(self, answering: Answering) -> Events:
        """Forget, and say so."""
        return forget(answering)
