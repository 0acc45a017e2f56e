"""Finds drafts by what one has typed of a reference, or of the requester's name."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tickets import store
from tickets.draft import Draft
from tickets.tables import DraftRow

MOST = 8
WHOLE = len("HD-4KM9XC")


def begun_by_reference(session: Session, beginning: str, limit: int = MOST) -> list[Draft]:
    """Drafts whose reference is `beginning` (HD-4KM9) or goes on after it, the latest first."""
    reference = DraftRow.reference
    is_whole = len(beginning) == WHOLE
    wanted = (
        reference == beginning if is_whole else reference.startswith(beginning, autoescape=True)
    )
    return _found(session, [wanted], limit)


def requested_by(session: Session, words: Sequence[str], limit: int = MOST) -> list[Draft]:
    """Drafts whose requester's name has words that begin so (`text_key`), the latest first.

    What was erased has no requester any more.
    """
    return _found(session, [_has_word(word) for word in words], limit) if words else []


def _has_word(word: str) -> ColumnElement[bool]:
    name = DraftRow.requester_key
    return and_(
        name > "",  # through the index alone; `!=` would read every draft
        or_(
            name.startswith(word, autoescape=True),
            name.contains(f" {word}", autoescape=True),
        ),
    )


def _found(session: Session, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[Draft]:
    query = (
        select(DraftRow)
        .where(*conditions)
        .order_by(DraftRow.updated_at.desc(), DraftRow.reference)
        .limit(limit)
    )
    found = []
    for row in session.scalars(query):
        with suppress(store.UnreadableDraftError):  # one of them hides no other
            found.append(store.draft_of(row))
    return found
