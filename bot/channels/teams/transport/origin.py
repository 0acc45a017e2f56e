"""Where an activity of Teams came from, without the Teams SDK, so that it can be stored."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ActivityOrigin:
    """Where an activity came from, which is where its answers go.

    `conversation`: Teams' id of it, with its thread; `user`: Teams' id of who wrote.
    """

    service_url: str
    conversation: str
    user: str
