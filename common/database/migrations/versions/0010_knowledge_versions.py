"""The knowledge base as versioned records: one document for each version of a record.

What the 15 tables held becomes version 1. Unread columns are left behind: the plural of a role,
title and date of a page, the related procedures.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Row = dict[str, Any]

# File of the directory: its table, the key column, the columns that are kept.
DIRECTORY = {
    "phones": ("phone", "key", ("number", "label")),
    "contact_points": ("contact_point", "key", ("name", "email", "url", "phone")),
    "forms": ("form", "number", ("title", "url")),
    "policies": ("policy", "number", ("title", "url")),
    "roles": ("role", "key", ("title",)),
    "pages": ("page", "key", ("address",)),
}
# List of a procedure: its table and columns. A list of one column holds plain values.
PARTS = {
    "requesters": ("procedure_requester", ("role", "note")),
    "forms": ("procedure_form", ("number", "use")),
    "send_to": ("procedure_send_to", ("key",)),
    "phones": ("procedure_phone", ("key",)),
    "include": ("procedure_item", ("key", "label", "type", "required", "choices")),
    "policies": ("procedure_policy", ("number",)),
}
# A procedure in the order of its fields; the lists come from PARTS.
FIELDS = (
    *("title", "summary", "requesters", "approval", "forms", "send_to", "phones", "include"),
    *("steps", "lead_time", "cost", "policies", "conditions", "applies_to", "call_first"),
)
DEFAULTS = {"type": "text", "required": True, "applies_to": "consolidated", "call_first": False}
OLD_TABLES = (
    *("procedure_related", *(table for table, _ in PARTS.values()), "procedure"),
    *("contact_point", "form", "policy", "role", "page", "phone", "knowledge_revision"),
)


def upgrade() -> None:
    """Carry the records over, then drop their tables."""
    documents, loads = old_documents(), rows_of("knowledge_revision", "id")
    publication = op.create_table(
        "knowledge_publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_knowledge_publication")),
    )
    version = op.create_table(
        "knowledge_version",
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("published_in", sa.Integer(), nullable=False),
        sa.Column("replaced_in", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["knowledge_publication.number"],
                name=op.f(f"fk_knowledge_version_{column}_knowledge_publication"),
            )
            for column in ("published_in", "replaced_in")
        ),
        sa.PrimaryKeyConstraint("record", "version", name=op.f("pk_knowledge_version")),
    )
    if documents and loads:
        op.bulk_insert(
            publication,
            [
                {"number": load["id"], "at": load["loaded_at"], "by": "", "reason": ""}
                for load in loads
            ],
        )
        op.bulk_insert(
            version,
            [
                {
                    "record": record,
                    "version": 1,
                    "document": document,
                    "published_in": last_load(record, loads),
                }
                for record, document in documents.items()
            ],
        )
    for table in OLD_TABLES:
        op.drop_table(table)


def downgrade() -> None:
    """The old tables, empty: the version of the program that has them loads its files at start."""
    op.drop_table("knowledge_version")
    op.drop_table("knowledge_publication")
    context.script.get_revision("0001").module.upgrade()


def old_documents() -> dict[str, Row]:
    """Every record as an editor would write it, by its id."""
    documents: dict[str, Row] = {
        file: {row[key]: written(row, columns) for row in rows_of(table, "position")}
        for file, (table, key, columns) in DIRECTORY.items()
    }
    lists = {field: parts(table, columns) for field, (table, columns) in PARTS.items()}
    procedures = rows_of("procedure", "id")
    for row in procedures:
        row |= {field: found[row["id"]] for field, found in lists.items()}
        documents[row["id"]] = written(row, FIELDS) | {
            "source": {"page": row["page"], "verified": row["verified"].isoformat()}
        }
    return documents if procedures else {}


def parts(table: str, columns: tuple[str, ...]) -> dict[str, list[Any]]:
    """One list of each procedure, by its id."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows_of(table, "position"):
        part = written(row, columns)
        found[row["procedure_id"]].append(part[columns[0]] if len(columns) == 1 else part)
    return found


def written(row: Row, columns: Iterable[str]) -> Row:
    """What is not the default."""
    return {
        column: row[column]
        for column in columns
        if row[column] not in (None, "", []) and row[column] != DEFAULTS.get(column)
    }


def rows_of(table: str, order: str) -> list[Row]:
    connection = op.get_bind()
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
    query = sa.select(reflected).order_by(order)
    return [dict(row) for row in connection.execute(query).mappings()]


def last_load(record: str, loads: list[Row]) -> int:
    """The newest load that added or changed the record, or anything of a file of the directory."""
    kind = f"{record.rstrip('s')} "  # as loads wrote it: "phone service_desk", "policie CIO-059"
    for load in reversed(loads):
        names = (*load["added"], *load["changed"], *load["removed"])
        if any(name == f"procedure {record}" or name.startswith(kind) for name in names):
            return int(load["id"])
    return int(loads[0]["id"])
