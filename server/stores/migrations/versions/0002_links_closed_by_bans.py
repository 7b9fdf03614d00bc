"""Bans that close the open link by which somebody came."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the step."""
    op.add_column("bans", sa.Column("closed_link", sa.String(length=64), nullable=True))
