"""Schedules and reminders: what the days of asking are counted from, who agreed to be reminded, and what was sent

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ANCHORS = "'rhythm', 'episode', 'trial', 'session', 'weekday'"


def upgrade() -> None:
    """Schedules and reminders"""
    op.add_column("clinic", sa.Column("message_name", sa.String(length=80), nullable=True))
    with op.batch_alter_table("check_in_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anchor", sa.String(length=40), server_default="rhythm", nullable=False))
        batch_op.add_column(sa.Column("weekday", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("counted_from_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_check_in_plan_anchor_known"), f"anchor IN ({ANCHORS})")
        batch_op.create_check_constraint(op.f("ck_check_in_plan_weekday_possible"), "weekday BETWEEN 0 AND 6")
        batch_op.create_check_constraint(
            op.f("ck_check_in_plan_weekday_where_needed"), "(anchor = 'weekday') = (weekday IS NOT NULL)"
        )
    op.create_table(
        "reminder_choice",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.String(length=40), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_reminder_choice_hour_possible")),
        sa.CheckConstraint("stopped_by IN ('patient', 'clinic')", name=op.f("ck_reminder_choice_stopped_by_known")),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_reminder_choice_stopped_by_whom")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_reminder_choice_patient_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_reminder_choice_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_reminder_choice")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=120), nullable=True),
        sa.Column("invitation_id", sa.String(length=32), nullable=True),
        sa.Column("stop_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("channel IN ('email')", name=op.f("ck_reminder_channel_known")),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'bounced', 'gave_up', 'unknown', 'not_needed')",
            name=op.f("ck_reminder_status_known"),
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 9", name=op.f("ck_reminder_number_counts")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_reminder_tries_counted")),
        sa.CheckConstraint(
            "status NOT IN ('sending', 'sent', 'bounced', 'unknown') OR claimed_at IS NOT NULL",
            name=op.f("ck_reminder_claimed_has_time"),
        ),
        sa.CheckConstraint(
            "(status IN ('queued', 'sending')) = (settled_at IS NULL)", name=op.f("ck_reminder_settled_has_time")
        ),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_reminder_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_reminder_invitation_id_invitation")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_reminder_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("check_in_id", "number", name=op.f("uq_reminder_check_in_id_number")),
        sa.UniqueConstraint("patient_id", "local_on", name=op.f("uq_reminder_patient_id_local_on")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_reminder_stop_hash")),
    )
    op.create_index("ix_reminder_waiting", "reminder", ["status"])


def downgrade() -> None:
    """Back to one rhythm for all; what was sent, and who agreed to it, is forgotten"""
    op.drop_index("ix_reminder_waiting", table_name="reminder")
    op.drop_table("reminder")
    op.drop_table("reminder_choice")
    with op.batch_alter_table("check_in_plan", schema=None) as batch_op:
        for name in ("anchor_known", "weekday_possible", "weekday_where_needed"):
            batch_op.drop_constraint(op.f(f"ck_check_in_plan_{name}"), type_="check")
        for name in ("anchor", "weekday", "counted_from_on"):
            batch_op.drop_column(name)
    op.drop_column("clinic", "message_name")
