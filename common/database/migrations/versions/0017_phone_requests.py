"""Requests that agents type for callers, and who of the Service Desk saw or changed a request."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables; what there is came in by chat."""
    # In place: SQLite could not make the tables anew under the rows that refer to them.
    op.add_column(
        "draft", sa.Column("channel", sa.String(length=16), server_default="chat", nullable=False)
    )
    op.add_column("draft", sa.Column("typed_by", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "draft",
        sa.Column("called_back", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index("ix_draft_updated_at_reference", "draft", ["updated_at", "reference"])
    op.add_column(
        "draft_event",
        sa.Column("agent", sa.String(length=200), server_default="", nullable=False),
    )
    op.create_table(
        "typed_request",
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["draft.reference"], name="fk_typed_request_reference_draft"
        ),
        sa.PrimaryKeyConstraint("agent", "key", name="pk_typed_request"),
    )
    op.create_index("ix_typed_request_at", "typed_request", ["at"])
    op.create_table(
        "request_access",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request_access"),
    )
    op.create_index("ix_request_access_at", "request_access", ["at"])


def downgrade() -> None:
    """Nobody knows any more what came by phone."""
    op.drop_table("request_access")
    op.drop_table("typed_request")
    op.drop_index("ix_draft_updated_at_reference", table_name="draft")
    for table, column in (
        ("draft_event", "agent"),
        ("draft", "called_back"),
        ("draft", "typed_by"),
        ("draft", "channel"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
