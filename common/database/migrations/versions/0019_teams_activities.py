"""Activities of Teams that are not answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "teams_activity",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("task", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_teams_activity"),
        sa.UniqueConstraint("key", name="uq_teams_activity_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_teams_activity_at", "teams_activity", ["at"])
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "ix_teams_activity_sender_number",
        "teams_activity",
        ["sender", "number"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )


def downgrade() -> None:
    """Nothing waits in the database."""
    op.drop_table("teams_activity")
