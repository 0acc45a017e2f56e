"""Requests of the web chat, stored before the assistant is asked."""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_request',
    sa.Column('conversation', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('conversation', 'key', name=op.f('pk_chat_request'))
    )
    with op.batch_alter_table('chat_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_request_at'), ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('chat_request')
