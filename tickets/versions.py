"""What somebody last saw of a draft, and whether others have changed it since."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tickets import store
from tickets.draft import Draft
from tickets.events import DELIVERY, EventType

HARMLESS = frozenset({EventType.PAUSED, EventType.RETRIED, EventType.ADOPTED})


@dataclass(frozen=True)
class ExpectedVersion:
    """What a conversation last saw of a draft, and what it is about to change.

    `keys`: the fields; None stands for the whole draft.
    """

    version: int
    keys: Collection[str] | None = None


def touched(session: Session, draft: Draft, expected: ExpectedVersion) -> bool:
    """Whether somebody has changed, since it was seen, what is about to change."""
    later = [
        event
        for version, _, event in store.log_of(session, draft.reference)
        if version > expected.version and event.by != DELIVERY and event.type not in HARMLESS
    ]
    return any(
        expected.keys is None or not event.field or event.field in expected.keys for event in later
    )
