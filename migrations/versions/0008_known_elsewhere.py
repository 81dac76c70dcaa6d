"""Known elsewhere: the names that another program gave to episodes and trials, and how competent a therapist was rated

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Others refer to a trial's rows, so that the table cannot be rebuilt: the column brings its check along.
INSTRUMENT = "ALTER TABLE trial ADD COLUMN therapist_rated_with VARCHAR(80)"
SCORE = """ALTER TABLE trial ADD COLUMN therapist_rating FLOAT
    CONSTRAINT ck_trial_rating_whole CHECK ((therapist_rating IS NULL) = (therapist_rated_with IS NULL))"""


def upgrade() -> None:
    """Known elsewhere"""
    op.create_table(
        "known_as",
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("entity IN ('episode', 'trial')", name=op.f("ck_known_as_entity_known")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_known_as_name_given")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_known_as_patient_id_person")),
        sa.PrimaryKeyConstraint("entity", "entity_id", name=op.f("pk_known_as")),
        sa.UniqueConstraint("patient_id", "entity", "name", name=op.f("uq_known_as_patient_id_entity_name")),
    )
    op.execute(sa.text(INSTRUMENT))
    op.execute(sa.text(SCORE))


def downgrade() -> None:
    """Back to ids of our own alone; ratings of therapists go, as there is no place for them"""
    op.execute(sa.text("ALTER TABLE trial DROP COLUMN therapist_rating"))
    op.execute(sa.text("ALTER TABLE trial DROP COLUMN therapist_rated_with"))
    op.drop_table("known_as")
