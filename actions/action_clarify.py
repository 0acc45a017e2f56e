"""Offer two or three named choices when the pipeline was not sure."""

from actions.answering import Answering
from actions.base import DeskAction
from actions.desk import Events


class ActionClarify(DeskAction):
    """The choices are those that the decision step of the pipeline picked."""

    action_name = "action_clarify"

    def answer(self, answering: Answering) -> Events:
        """Name the choices."""
        return answering.choices(answering.tracker.latest_message.get("choices") or [])
