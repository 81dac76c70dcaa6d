"""Requests for links to new passwords, until they are answered

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forgotten passwords"""
    op.create_table(
        "reset_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(trim(email)) = 0 OR (length(email) >= 49 AND substr(email, 9, 1) = '.')",
            name=op.f("ck_reset_request_email_locked"),
        ),
        sa.CheckConstraint(
            "length(trim(browser)) = 0 OR (length(browser) >= 49 AND substr(browser, 9, 1) = '.')",
            name=op.f("ck_reset_request_browser_locked"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
    )


def downgrade() -> None:
    """Back to links from administrators alone"""
    op.drop_table("reset_request")
