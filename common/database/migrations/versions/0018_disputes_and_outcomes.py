"""Disputed facts, and what became of each message of a user."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; what was said before has no outcome."""
    op.create_table(
        "fact_dispute",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("fact", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("verified", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("agent", sa.String(length=255), nullable=False),
        sa.Column("agent_name", sa.String(length=254), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_fact_dispute"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_dispute_ended_entry", "fact_dispute", ["ended", "entry"])
    op.create_table(
        "message_outcome",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_outcome"),
    )
    op.create_index("ix_message_outcome_at", "message_outcome", ["at"])
    op.create_index(
        "ix_message_outcome_conversation_at", "message_outcome", ["conversation", "at"]
    )
    op.create_index(
        "ix_message_outcome_person_entry_at", "message_outcome", ["person", "entry", "at"]
    )
    op.create_table(
        "outcome_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "dimension", "key", "outcome", name="pk_outcome_count"),
    )
    op.create_table(
        "outcome_person",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", "agency", name="pk_outcome_person"),
    )
    op.create_index(
        "ix_outcome_person_last_day_agency_person",
        "outcome_person",
        ["last_day", "agency", "person"],
    )


def downgrade() -> None:
    """Nothing is disputed, and nothing counted."""
    op.drop_table("outcome_person")
    op.drop_table("outcome_count")
    op.drop_table("message_outcome")
    op.drop_table("fact_dispute")
