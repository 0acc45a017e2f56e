"""What the log of a draft records."""

from dataclasses import dataclass
from enum import StrEnum

# Who wrote an event: the worker of the outbox, which changes nothing that anybody reads.
DELIVERY = "delivery"
# Who asks, and a contact who sends the request on.
REQUESTER, CONTACT = "requester", "contact"
# An agent of the Service Desk, in the console.
AGENT = "agent"


class EventType(StrEnum):
    """What the event log records."""

    STARTED = "started"
    TAKEN = "taken"
    CHANGED = "changed"
    ADDED = "added"  # given after it was handed over
    SKIPPED = "skipped"
    REOPENED = "reopened"
    PAUSED = "paused"
    SAVED = "saved"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    HELD = "held"
    NOT_DELIVERED = "not_delivered"
    RETRIED = "retried"
    RESOLVED = "resolved"
    NOT_TOLD = "not_told"  # its requester could not be sent the news of it
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ERASED = "erased"


@dataclass(frozen=True)
class Event:
    """One line of the log; it names fields, never their values, so that it can be kept.

    `agent`: which agent of the Service Desk, where one did it in the console.
    """

    type: EventType
    by: str
    field: str = ""
    agent: str = ""
