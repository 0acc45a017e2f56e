"""News of drafts, the Teams chats that are told them, and whose browser a session is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SESSIONS = sa.table(
    "web_session",
    sa.column("id", sa.String),
    sa.column("data", sa.JSON),
    sa.column("visitor", sa.String),
)


def upgrade() -> None:
    """Add the tables and the column; a session's own data name its browser."""
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_in", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["draft.reference"], name="fk_notice_reference_draft"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_reference", "notice", ["reference"])
    op.create_index("ix_notice_told_at", "notice", ["told_at"])
    op.create_index("ix_notice_state_due_at", "notice", ["state", "due_at"])
    op.create_table(
        "teams_chat",
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("service_url", sa.String(length=300), nullable=False),
        sa.Column("conversation", sa.String(length=500), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sender", name="pk_teams_chat"),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("visitor", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.create_index("ix_web_session_visitor", ["visitor"], unique=False)
    connection = op.get_bind()
    for session, data in connection.execute(sa.select(SESSIONS.c.id, SESSIONS.c.data)).all():
        visitor = str((data or {}).get("visitor") or "")
        if visitor:
            connection.execute(
                SESSIONS.update().where(SESSIONS.c.id == session).values(visitor=visitor)
            )


def downgrade() -> None:
    """Nobody is told any more."""
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index("ix_web_session_visitor")
        batch_op.drop_column("visitor")
    op.drop_table("teams_chat")
    op.drop_table("notice")
    op.execute("UPDATE draft SET status = 'submitted' WHERE status = 'resolved'")
    op.execute("DELETE FROM draft_event WHERE type IN ('resolved', 'not_told')")
