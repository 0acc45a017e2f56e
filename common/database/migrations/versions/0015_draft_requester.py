"""The requester's name of a draft, as one that can be searched.

Revision ID: 0015
Revises: 0014
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LONGEST = 200
DRAFTS = sa.table(
    "draft",
    sa.column("reference", sa.String),
    sa.column("fields", sa.JSON),
    sa.column("requester_key", sa.String),
)


def upgrade() -> None:
    """Add the column, and fill it from the values of each draft."""
    op.add_column(
        "draft", sa.Column("requester_key", sa.String(LONGEST), nullable=False, server_default="")
    )
    op.create_index("ix_draft_requester_key", "draft", ["requester_key"])
    drafts = op.get_bind().execute(sa.select(DRAFTS.c.reference, DRAFTS.c.fields)).all()
    for reference, fields in drafts:
        if key := _key(str((fields or {}).get("requester_name", ""))):
            op.execute(
                DRAFTS.update()
                .where(DRAFTS.c.reference == reference)
                .values(requester_key=key[:LONGEST])
            )


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_draft_requester_key", "draft")
    op.drop_column("draft", "requester_key")


def _key(name: str) -> str:
    """The name as `text_key` wrote it at this revision."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(
        c if c.isalnum() or unicodedata.category(c).startswith("M") else " "
        for c in folded.replace("&", " and ")
    )
    return " ".join(words.split())
