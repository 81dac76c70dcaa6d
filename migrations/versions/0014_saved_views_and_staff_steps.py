"""Saved views of the caseload, and what a clinic's staff do at once where an answer needs a person

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Saved views and staff steps"""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("drugs_alone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_saved_view_name_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "clinic_staff_steps",
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_staff_steps_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_clinic_staff_steps")),
    )


def downgrade() -> None:
    """Back to the steps of the file, and to no views"""
    op.drop_table("clinic_staff_steps")
    op.drop_table("saved_view")
