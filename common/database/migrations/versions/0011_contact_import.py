"""Imports of contacts are compared in memory: no staging table. `covers` says what is covered.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXTS = {
    "agency_key": 200,
    "agency": 200,
    "acronym": 20,
    "other_names": None,
    "cabinet": 200,
    "cabinet_key": 200,
    "consolidated": 3,
    "name": 200,
    "name_key": 200,
    "email": 254,
    "phone": 40,
    "title": 200,
    "role": 64,
    "source": 300,
}


def upgrade() -> None:
    """Drop the table, which is empty between imports, and rename the column."""
    op.drop_table("registry_listing")
    # Both databases rename a column in place; `authorization` is a reserved word.
    op.execute('ALTER TABLE "authorization" RENAME COLUMN covers TO covers_departments')


def downgrade() -> None:
    """Rename the column back and make an empty table."""
    op.execute('ALTER TABLE "authorization" RENAME COLUMN covers_departments TO covers')
    op.create_table(
        "registry_listing",
        sa.Column("id", sa.Integer(), autoincrement=True, primary_key=True),
        sa.Column("line", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in TEXTS.items()),
        sa.Column("person_key", sa.String(254), nullable=True),
        sa.Column("covers", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("valid_from", "valid_until", "verified")),
    )
    for name in ("agency_key", "person_key"):
        op.create_index(f"ix_registry_listing_{name}", "registry_listing", [name])
