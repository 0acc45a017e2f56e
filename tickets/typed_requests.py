"""A request that an agent types for a caller: stored, confirmed and handed over in one step."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import Database, transact
from faq_kb.contract import Contact
from tickets import outbox, store
from tickets.draft import Draft, Status
from tickets.events import AGENT, EventType
from tickets.snapshot import RequestSnapshot
from tickets.tables import TypedRequestRow

# Who sends a request again does so within minutes.
KEYS_KEPT_FOR = dt.timedelta(days=1)
# The request of a draft that has its reference by now.
Compose = Callable[[Draft], RequestSnapshot]


class KeyConflictError(Exception):
    """The idempotency key belongs to another request."""


@dataclass(frozen=True)
class TypedKey:
    """An agent's idempotency key; `fingerprint` identifies what was sent with it."""

    agent: str
    key: str
    fingerprint: str


def forget_keys(session: Session) -> None:
    """Remove the keys that no request comes with any more."""
    session.execute(delete(TypedRequestRow).where(TypedRequestRow.at < utc_now() - KEYS_KEPT_FOR))


def file_request(
    database: Database, draft: Draft, people: Sequence[Contact], key: TypedKey, compose: Compose
) -> Draft:
    """Hand a new draft over to whoever `compose` names; `people` may submit it.

    The same key makes one request, however often and in how many processes at once it is sent: then
    the draft is the one that the first made. No quota: agents write for one caller after another.
    Raises KeyConflictError, StoreError.
    """

    def run(session: Session) -> Draft:
        now = utc_now()
        forget_keys(session)
        if known := session.get(TypedRequestRow, (key.agent, key.key)):
            if known.fingerprint != key.fingerprint:
                raise KeyConflictError(key.key)
            return store.load(session, known.reference)
        filed = _stored(session, draft, people, now)
        session.add(TypedRequestRow(**vars(key), reference=filed.reference, at=now))
        outbox.put(session, compose(filed), filed.version)
        return filed

    return transact(database, run)


def _stored(session: Session, new: Draft, people: Sequence[Contact], now: dt.datetime) -> Draft:
    """A draft of its own for each attempt of the transaction."""
    agent = new.typed_by.name or new.typed_by.email if new.typed_by else ""
    draft = replace(new, fields=dict(new.fields), events=[])
    draft.note(EventType.STARTED, AGENT)
    for name in draft.fields:
        draft.note(EventType.TAKEN, AGENT, name)
    draft.sign(agent)
    draft = store.insert(session, draft)
    draft.confirm(now, tuple(people), origin="")
    draft.move(Status.HANDED_OVER, EventType.HANDED_OVER, AGENT)
    draft.sign(agent)
    return store.save(session, draft)
