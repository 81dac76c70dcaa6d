"""Cohort: what a cohort counts of each patient's trials, kept beside the caseload's order

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Cohort; the rows are filled by `fairtrial migrate`, or `fairtrial refresh`"""
    op.add_column("standing", sa.Column("trial_lines", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to a caseload without a cohort"""
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_column("trial_lines")
