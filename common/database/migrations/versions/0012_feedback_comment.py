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
    op.execute("ALTER TABLE chat_feedback RENAME COLUMN word TO comment")


def downgrade() -> None:
    op.execute("ALTER TABLE chat_feedback RENAME COLUMN comment TO word")
