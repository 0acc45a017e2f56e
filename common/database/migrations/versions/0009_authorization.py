"""American spelling: authorization, authorized.

Revision ID: 0009
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES: tuple[tuple[str, str, list[str], dict[str, Any]], ...] = (
    ("ix_authorisation_agency_role", "ix_authorization_agency_role", ["agency_id", "role"], {}),
    ("ix_authorisation_person_id", "ix_authorization_person_id", ["person_id"], {}),
    (
        "uq_authorisation_current",
        "uq_authorization_current",
        ["agency_id", "role", "person_id"],
        {
            "unique": True,
            "sqlite_where": sa.text("until IS NULL"),
            "postgresql_where": sa.text("until IS NULL"),
        },
    ),
)


def upgrade() -> None:
    """Rename the table with its indexes, and the column of drafts."""
    rename("authorisation", "authorization", INDEXES)
    # In place: SQLite could not make the table anew under the rows that refer to it.
    op.execute("ALTER TABLE draft RENAME COLUMN authorised TO authorized")


def downgrade() -> None:
    """Rename them back."""
    op.execute("ALTER TABLE draft RENAME COLUMN authorized TO authorised")
    rename(
        "authorization",
        "authorisation",
        tuple((new, old, columns, options) for old, new, columns, options in INDEXES),
    )


def rename(old: str, new: str, indexes: tuple[tuple[str, str, list[str], dict[str, Any]], ...]) -> None:
    op.rename_table(old, new)
    for before, after, columns, options in indexes:
        op.drop_index(before, table_name=new)
        op.create_index(after, new, columns, **options)
