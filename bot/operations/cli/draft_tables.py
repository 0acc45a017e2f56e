"""Draft tickets as rows of a table in the terminal."""

from tickets.draft import Status
from tickets.outbox import DeliveryState
from tickets.overview import Data


def row(draft: Data) -> Data:
    """A draft for the table; what is given up is marked without colors, too."""
    handed = [f"{one['state']} ({words(one['recipient'])})" for one in draft["outbox"]]
    return {
        "reference": draft["reference"],
        "status": status_words(draft["status"]),
        "request": draft["title"],
        "requester": ", ".join(part for part in (draft["requester"], draft["agency"]) if part),
        "updated": draft["updated"],
        "outbox": "\n".join(handed).replace(DeliveryState.FAILED, "FAILED"),
    }


def status_words(status: Status) -> str:
    """A status as people write it; whether a saved request has left, its deliveries say."""
    return "saved" if status is Status.HANDED_OVER else words(status)


def words(name: str) -> str:
    """A status or recipient as people write it."""
    return name.replace("_", " ")
