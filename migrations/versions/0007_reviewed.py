"""Reviewed: what leaves the list for the whole team until something new comes, and which check-ins nobody has read

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = {
    "unread_since": sa.DateTime(timezone=True),
    "reviewed_at": sa.DateTime(timezone=True),
    "reviewed_on": sa.Date(),
    "reviewed_ahead_to": sa.Date(),
}
CHECKS = {
    "unacknowledged_flag_stays": "flag_tier = 0 OR flag_acknowledged OR reviewed_at IS NULL",
    "review_has_its_days": "(reviewed_at IS NULL) = (reviewed_on IS NULL)",
    "review_looks_ahead": "(reviewed_at IS NULL) = (reviewed_ahead_to IS NULL)",
}
# Up to now a check-in counted as read when a clinician had opened the page after it came.
READ = sa.text(
    """UPDATE standing SET unread_since = (
    SELECT max(check_in.submitted_at) FROM check_in
    WHERE check_in.patient_id = standing.patient_id AND check_in.status = 'submitted'
      AND check_in.occasion NOT LIKE :rating)"""
)
SEEN = sa.text(
    """UPDATE standing SET unread_since = NULL WHERE EXISTS (
    SELECT 1 FROM access_log WHERE access_log.patient_id = standing.patient_id
      AND access_log.act = 'patient_view' AND access_log.was_permitted AND access_log.actor_role = 'clinician'
      AND access_log.at >= standing.unread_since)"""
)


def upgrade() -> None:
    """Reviewed"""
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by_id", sa.String(length=32), nullable=False),
        sa.Column("data_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saw", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("data_to <= reviewed_at", name=op.f("ck_review_seen_before_reviewed")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_review_undone_by_whom")),
        sa.CheckConstraint(
            "undone_at IS NULL OR undone_at >= reviewed_at", name=op.f("ck_review_undone_after_reviewed")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_review_patient_id_person")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_review_reviewed_by_id_person")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_review_undone_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_newest", "review", ["patient_id", "reviewed_at"])
    with op.batch_alter_table("standing", schema=None) as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_standing_{name}"), condition)
    op.execute(READ.bindparams(rating="rating%"))
    op.execute(SEEN)


def downgrade() -> None:
    """Back to a list that nothing leaves; who had reviewed what is forgotten"""
    with op.batch_alter_table("standing", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_standing_{name}"), type_="check")
        for name in COLUMNS:
            batch_op.drop_column(name)
    op.drop_index("ix_review_newest", table_name="review")
    op.drop_table("review")
