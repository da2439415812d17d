"""The queue goes by rule: whether the evidence is money or a ratio is no longer kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("finding", "figures")


def downgrade() -> None:
    op.add_column(
        "finding", sa.Column("figures", sa.Boolean(), nullable=False, server_default=sa.false())
    )
