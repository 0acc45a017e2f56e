"""Drafts and outbox in the words of the code: events have a type and a field, messages a snapshot.

States are held, failed and cancelled. A person of a draft is a contact of the contract, which has
an agency and leaves an address out that is not known.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = {"kept": "held", "dead": "failed", "dropped": "cancelled"}
AGENCY = "agency"

DRAFTS = sa.table(
    "draft",
    sa.column("reference", sa.String),
    sa.column("fields", sa.JSON),
    sa.column("authorized", sa.JSON),
)


def upgrade() -> None:
    """Rename columns, states and keys; give each contact an agency."""
    _rename("draft_event", {"happening": "type", "item": "field"})
    _rename("outbox", {"document": "snapshot"})
    _replace("draft_event", "type", {"kept": "held"})
    _replace("outbox", "state", STATES)
    _rename_key("lines", "fields")
    for reference, fields, people in _drafts():
        agency = fields.get(AGENCY, "")
        contacts = [{AGENCY: agency, **_without_empty(person)} for person in people]
        _set_people(reference, contacts)


def downgrade() -> None:
    """Rename everything back."""
    for reference, _, people in _drafts():
        persons = [
            {"email": "", "phone": "", **{k: v for k, v in person.items() if k != AGENCY}}
            for person in people
        ]
        _set_people(reference, persons)
    _rename_key("fields", "lines")
    _replace("outbox", "state", {new: old for old, new in STATES.items()})
    _replace("draft_event", "type", {"held": "kept"})
    _rename("outbox", {"snapshot": "document"})
    _rename("draft_event", {"type": "happening", "field": "item"})


def _rename(table: str, columns: Mapping[str, str]) -> None:
    for old, new in columns.items():
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _replace(table: str, column: str, values: Mapping[str, str]) -> None:
    target = sa.table(table, sa.column(column, sa.String))
    for old, new in values.items():
        op.execute(
            target.update().where(target.c[column] == old).values({column: new})
        )


def _rename_key(old: str, new: str) -> None:
    """Rename a key of the stored requests."""
    outbox = sa.table(
        "outbox",
        sa.column("correlation_id", sa.String),
        sa.column("snapshot", sa.JSON(none_as_null=True)),
    )
    connection = op.get_bind()
    query = sa.select(outbox.c.correlation_id, outbox.c.snapshot)
    for correlation_id, request in connection.execute(query).all():
        if request and old in request:
            renamed = {new if key == old else key: value for key, value in request.items()}
            connection.execute(
                outbox.update()
                .where(outbox.c.correlation_id == correlation_id)
                .values(snapshot=renamed)
            )


def _drafts() -> list[tuple[str, dict[str, str], list[dict[str, Any]]]]:
    query = sa.select(DRAFTS.c.reference, DRAFTS.c.fields, DRAFTS.c.authorized)
    return [(row[0], row[1], row[2]) for row in op.get_bind().execute(query).all() if row[2]]


def _set_people(reference: str, people: list[dict[str, Any]]) -> None:
    op.execute(
        DRAFTS.update().where(DRAFTS.c.reference == reference).values(authorized=people)
    )


def _without_empty(person: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in person.items() if value != ""}
