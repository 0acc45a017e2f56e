"""Ticks of Service Desk agents: called back at the number on record."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "contact_callback",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=255), nullable=False),
        sa.Column("agent_name", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_contact_callback_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_callback"),
    )
    op.create_index("ix_contact_callback_at", "contact_callback", ["at"])
    op.create_index("ix_contact_callback_person_id", "contact_callback", ["person_id"])


def downgrade() -> None:
    """The ticks are lost."""
    op.drop_table("contact_callback")
