"""Alerts: who is on duty for safety flags, when who is told, and what became of each message

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STEPS = "'duty', 'second', 'lead', 'manager'"
STATES = "'queued', 'sending', 'sent', 'bounced', 'gave_up', 'unknown', 'not_needed'"


def upgrade() -> None:
    """Alerts"""
    op.add_column("clinic", sa.Column("alert_email", sa.String(length=254), nullable=True))
    op.add_column("safety_flag", sa.Column("asked", sa.Integer(), server_default="1", nullable=False))
    op.add_column("safety_flag", sa.Column("asked_at", INSTANT, nullable=True))
    op.create_table(
        "duty",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_duty_step_known")),
        sa.CheckConstraint("until_at IS NULL OR until_at > from_at", name=op.f("ck_duty_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_duty_clinic_id_clinic")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index(op.f("ix_duty_clinic_id"), "duty", ["clinic_id"])
    op.create_table(
        "escalation_step",
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_escalation_step_step_known")),
        sa.CheckConstraint("tier IN (1, 2)", name=op.f("ck_escalation_step_tier_known")),
        sa.CheckConstraint(
            "after_minutes BETWEEN 0 AND 1440", name=op.f("ck_escalation_step_minutes_possible")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_escalation_step_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "tier", "step", name=op.f("pk_escalation_step")),
    )
    op.create_table(
        "alert_notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("flag_id", sa.String(length=32), nullable=True),
        sa.Column("patient_id", sa.String(length=32), nullable=True),
        sa.Column("occasion", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("not_before_at", INSTANT, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("reply", sa.String(length=120), nullable=True),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_alert_notice_step_known")),
        sa.CheckConstraint(f"status IN ({STATES})", name=op.f("ck_alert_notice_status_known")),
        sa.CheckConstraint(
            "(flag_id IS NULL) = (step IS NULL)", name=op.f("ck_alert_notice_of_a_flag_or_of_a_day")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_alert_notice_tries_counted")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_alert_notice_clinic_id_clinic")),
        sa.ForeignKeyConstraint(["flag_id"], ["safety_flag.id"], name=op.f("fk_alert_notice_flag_id_safety_flag")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_alert_notice_patient_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_notice")),
        sa.UniqueConstraint("occasion", name=op.f("uq_alert_notice_occasion")),
    )
    op.create_index(op.f("ix_alert_notice_clinic_id"), "alert_notice", ["clinic_id"])
    op.create_index(op.f("ix_alert_notice_flag_id"), "alert_notice", ["flag_id"])
    op.create_index(op.f("ix_alert_notice_patient_id"), "alert_notice", ["patient_id"])


def downgrade() -> None:
    """Back to flags that stand on the list and tell nobody"""
    for name in ("alert_notice", "escalation_step", "duty"):
        op.drop_table(name)
    op.drop_column("safety_flag", "asked_at")
    op.drop_column("safety_flag", "asked")
    op.drop_column("clinic", "alert_email")
