"""Versions of forms: a check-in keeps in which version of its definition each form was begun

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Versions of forms"""
    op.add_column("check_in", sa.Column("form_versions", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the version that fits the answers"""
    op.drop_column("check_in", "form_versions")
