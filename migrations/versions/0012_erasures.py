"""Erasures: two people for each, holds that forbid them, and after how many years a clinic lists records

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PENDING = sa.text("withdrawn_at IS NULL AND carried_out_at IS NULL")
STANDS = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    """Erasures"""
    op.add_column("clinic", sa.Column("retention_years", sa.Integer(), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("requested_by_id", sa.String(length=32), nullable=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("carried_out_by_id", sa.String(length=32), nullable=True),
        sa.Column("carried_out_at", INSTANT, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('asked_by_patient', 'retention_over', 'entered_by_mistake')",
            name=op.f("ck_erasure_ground_known"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR carried_out_at IS NULL", name=op.f("ck_erasure_withdrawn_or_carried_out")
        ),
        sa.CheckConstraint("(rows IS NULL) = (carried_out_at IS NULL)", name=op.f("ck_erasure_rows_counted")),
        sa.CheckConstraint(
            "carried_out_by_id IS NULL OR requested_by_id IS NULL OR carried_out_by_id <> requested_by_id",
            name=op.f("ck_erasure_two_people"),
        ),
        sa.ForeignKeyConstraint(["carried_out_by_id"], ["person.id"], name=op.f("fk_erasure_carried_out_by_id_person")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_erasure_clinic_id_clinic")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_erasure_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_clinic_id"), "erasure", ["clinic_id"])
    op.create_index(op.f("ix_erasure_patient_id"), "erasure", ["patient_id"])
    op.create_index(
        "uq_erasure_one_pending", "erasure", ["patient_id"], unique=True, sqlite_where=PENDING, postgresql_where=PENDING
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("placed_by_id", sa.String(length=32), nullable=True),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("lifted_by_id", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_legal_hold_reason_given")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_legal_hold_lifted_by_id_person")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_legal_hold_patient_id_person")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["person.id"], name=op.f("fk_legal_hold_placed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_patient_id"), "legal_hold", ["patient_id"])
    op.create_index(
        "uq_legal_hold_one_now", "legal_hold", ["patient_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def downgrade() -> None:
    """Back to records that nobody erases"""
    op.drop_table("legal_hold")
    op.drop_table("erasure")
    op.drop_column("clinic", "retention_years")
