"""Drafts as the console shows them: in a line, or with everything that is known."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from faq_kb.model import Procedure
from faq_kb.store import read
from tickets import notices, outbox, store
from tickets.draft import Draft
from tickets.fields import fields_in_case
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import FieldValue

Procedures = Mapping[str, Procedure]
Data = dict[str, Any]
# How a time is written: `moment` for programs.
FormatTime = Callable[[dt.datetime], str]


def stored_procedures(session: Session) -> Procedures:
    """What the titles and fields of drafts are taken from; empty while nothing has been loaded."""
    knowledge = read(session)
    return knowledge.procedures if knowledge else {}


def summary(
    draft: Draft, messages: Iterable[OutboxMessage], procedures: Procedures, written: FormatTime
) -> Data:
    """The draft in a line, with where its outbox messages are."""
    return {
        "reference": draft.reference,
        "status": draft.status,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.name,
        "agency": draft.agency,
        "updated": written(draft.updated_at),
        "outbox": [{"recipient": one.recipient, "state": one.state} for one in messages],
    }


def details(session: Session, draft: Draft, procedures: Procedures, written: FormatTime) -> Data:
    """Everything that is known of a draft; lists hold records."""
    fields = fields_in(draft, procedures)
    names = ("number", "email", "owner", "conversation", "procedure_version", "asked", "version")
    return {
        **summary(draft, (), procedures, written),
        "created": written(draft.created_at),
        **{name: getattr(draft, name) for name in names},
        "fields": [
            {"field": one.key, "label": one.label, "value": one.value}
            for one in fields
            if one.value
        ],
        "missing": [
            {"field": one.key, "label": one.label, "skipped": one.key in draft.skipped}
            for one in fields
            if one.required and not one.value
        ],
        "authorized": [person.model_dump(mode="json") for person in draft.authorized],
        "log": [
            {"version": version, "at": written(at), **asdict(event)}
            for version, at, event in store.log_of(session, draft.reference)
        ],
        "notices": [
            {
                "kind": one.kind,
                "state": one.state,
                "at": written(one.at),
                "told": written(one.told_at) if one.told_at else None,
            }
            for one in notices.of_draft(session, draft.reference)
        ],
        "outbox": [
            _message(one, written) for one in outbox.messages(session, reference=draft.reference)
        ],
    }


def title(draft: Draft, procedures: Procedures) -> str:
    """Title of the draft's procedure; its id when an editor has removed the procedure."""
    return procedures[draft.entry].title if draft.entry in procedures else draft.entry


def moment(at: dt.datetime) -> str:
    """A time as programs read it: in UTC."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def fields_in(draft: Draft, procedures: Procedures) -> list[FieldValue]:
    """What the procedure asks for, then what it asked for when the draft was filled in.

    Values of what it asks for in other cases are left out.
    """
    procedure, values = procedures.get(draft.entry), dict(draft.fields)
    known = []
    if procedure:
        for field in fields_in_case(draft.entry, procedure, draft.fields):
            value = values.pop(field.key, "")
            line = FieldValue(
                key=field.key, label=field.label, value=value, required=field.required
            )
            known.append(line)
        for item in procedure.include:
            values.pop(item.key, None)
    others = [FieldValue(key=key, label=key, value=values[key], required=False) for key in values]
    return known + others


def _message(message: OutboxMessage, written: FormatTime) -> Data:
    left_out = {"snapshot", "created_at", "delivered_at"}
    data = {name: value for name, value in asdict(message).items() if name not in left_out}
    due_at = data.pop("due_at")
    is_waiting = message.state is DeliveryState.WAITING
    return {**data, "next_attempt": written(due_at) if is_waiting else None}
