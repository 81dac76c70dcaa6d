"""The clinic's own sign-in service: who is who there, and which visits came through it

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who is who at the provider"""
    op.create_table(
        "provider_identity",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.String(length=32), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(subject IS NULL) <> (email IS NULL)", name=op.f("ck_provider_identity_known_or_expected")
        ),
        sa.CheckConstraint("(email IS NULL) = (expires_at IS NULL)", name=op.f("ck_provider_identity_expected_ends")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_provider_identity_person_id_person")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_provider_identity_made_by_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_identity_issuer_subject")),
        sa.UniqueConstraint("issuer", "email", name=op.f("uq_provider_identity_issuer_email")),
    )
    op.create_table(
        "provider_visit",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_provider_visit_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_provider_visit")),
    )


def downgrade() -> None:
    """Back to passwords alone"""
    op.drop_table("provider_visit")
    op.drop_table("provider_identity")
