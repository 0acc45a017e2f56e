"""Copies conversations without saying them again, and nothing for log lines that nobody reads."""

import copy
import logging
from collections import deque
from types import SimpleNamespace
from typing import Any


def copy_trackers_as_they_are() -> None:
    """Copy the state of a conversation.

    Why: Rasa makes a new one and applies all events to it, at least three times a message.
    """
    from rasa.shared.core.trackers import DialogueStateTracker

    def copied(self: DialogueStateTracker) -> DialogueStateTracker:
        new = copy.copy(self)
        new.events = deque(self.events, self.events.maxlen)
        new.slots = type(self.slots)((name, copy.copy(one)) for name, one in self.slots.items())
        new.active_loop = copy.copy(self.active_loop)
        # As Rasa's copy: these mark events when they are added to the conversation itself.
        new.model_id = new.assistant_id = None
        return new

    DialogueStateTracker.copy = copied


def apply_events_once() -> None:
    """Find out once, until there are more, which events of a conversation still hold.

    Why: Rasa goes through all of them four times a message, for the session and for the states.
    """
    from rasa.shared.core.trackers import DialogueStateTracker

    applied = DialogueStateTracker.applied_events

    def applied_once(self: DialogueStateTracker) -> list[Any]:
        newest = (len(self.events), id(self.events[-1])) if self.events else (0, 0)
        kept = self.__dict__.get("_applied_events")
        if kept is None or kept[0] != newest:
            kept = self._applied_events = newest, applied(self)
        return list(kept[1])

    DialogueStateTracker.applied_events = applied_once


def copy_nothing_for_the_log() -> None:
    """Give log lines of details what they name, uncopied, while nobody reads them.

    Why: Rasa copies states, events and messages deeply for each line before it finds out that the
    log leaves it out. The modules use `copy` for nothing else.
    """
    import rasa.core.actions.forms
    import rasa.core.policies.rule_policy
    import rasa.core.processor

    if logging.getLogger().isEnabledFor(logging.DEBUG):
        return
    uncopied = SimpleNamespace(deepcopy=_itself)
    modules: tuple[Any, ...] = (
        rasa.core.actions.forms,
        rasa.core.policies.rule_policy,
        rasa.core.processor,
    )
    for module in modules:
        module.copy = uncopied


def _itself(value: Any) -> Any:
    return value
