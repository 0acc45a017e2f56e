"""The words of requests in the console, typed: one that an agent types, and the queue."""

from typing import Annotated

from locales.text import Group, Label, Plain, complete, holding

OUTCOMES = (
    "desk",
    "desk_kept",
    "contacts",
    "contacts_kept",
    "forward",
    "forward_kept",
    "nobody",
    "ended",
)
STATUSES = (
    "collecting",
    "ready",
    "desk_waiting",
    "desk_delivered",
    "desk_held",
    "desk_failed",
    "contacts_waiting",
    "contacts_delivered",
    "contacts_held",
    "contacts_failed",
    "failed",
    "submitted",
    "resolved",
    "withdrawn",
    "expired",
)
EVENTS = (
    "started",
    "taken",
    "changed",
    "added",
    "skipped",
    "reopened",
    "paused",
    "saved",
    "handed_over",
    "delivered",
    "held",
    "not_delivered",
    "retried",
    "resolved",
    "not_told",
    "adopted",
    "withdrawn",
    "expired",
    "erased",
)
RECEIVERS = ("contacts", "service_desk")
Cause = Annotated[Label, holding("error")]


class RequestWords(Group):
    """What is said of requests: one that an agent types, and those of the queue."""

    not_listed: Plain
    other_name: Annotated[Label, holding("name")]
    no_name: Plain
    no_email: Plain
    agency_unknown: Annotated[Label, holding("shown", "choices")]
    the_agency: Plain
    outcome: Annotated[dict[str, Label], complete(*OUTCOMES)]
    status: Annotated[dict[str, Plain], complete(*STATUSES)]
    cause: Annotated[dict[str, Cause], complete(*RECEIVERS)]
    fault: Plain
    log: Annotated[dict[str, Plain], complete(*EVENTS)]
    by: dict[str, Plain]
    columns: dict[str, Plain]
