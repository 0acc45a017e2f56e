"""Web conversations: messages, feedback, what was seen already."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_message',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('conversation', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('is_user', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reply', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('buttons', sa.JSON(), nullable=False),
    sa.Column('entry', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_chat_message')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('chat_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_message_at'), ['at'], unique=False)
        batch_op.create_index('ix_chat_message_conversation_key', ['conversation', 'key'], unique=False)

    op.create_table('chat_feedback',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('helpful', sa.Boolean(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['chat_message.number'], name=op.f('fk_chat_feedback_number_chat_message'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_chat_feedback'))
    )
    op.create_table('seen',
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_seen'))
    )
    with op.batch_alter_table('seen', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_at'), ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('seen')
    op.drop_table('chat_feedback')
    op.drop_table('chat_message')
