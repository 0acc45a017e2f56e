"""Feedback: the column `word` of chat_feedback is called `comment`.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chat_feedback") as table:
        table.alter_column("word", new_column_name="comment")


def downgrade() -> None:
    with op.batch_alter_table("chat_feedback") as table:
        table.alter_column("comment", new_column_name="word")
