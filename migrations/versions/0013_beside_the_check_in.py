"""Beside the check-in: notes to the team, sessions to be confirmed, safety plans, and what patients share

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Beside the check-in"""
    _team_note()
    _session_proposal()
    _safety_plan()
    _share()


def _id(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=nullable)


def _team_note() -> None:
    op.create_table(
        "team_note",
        _id("id"),
        _id("patient_id"),
        _id("check_in_id", nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        _id("read_by_id", nullable=True),
        sa.CheckConstraint(
            "length(trim(words)) > 0 AND length(words) <= 1000", name=op.f("ck_team_note_says_something")
        ),
        sa.CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name=op.f("ck_team_note_read_by_whom")),
        sa.CheckConstraint("read_at IS NULL OR read_at >= written_at", name=op.f("ck_team_note_read_after_written")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_team_note_patient_id_person")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_team_note_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("fk_team_note_read_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_note")),
    )
    op.create_index("ix_team_note_newest", "team_note", ["patient_id", "written_at"])


def _session_proposal() -> None:
    op.create_table(
        "session_proposal",
        _id("id"),
        _id("patient_id"),
        _id("check_in_id"),
        _id("trial_id"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        _id("settled_by_id", nullable=True),
        sa.Column("took_place", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (took_place IS NULL)", name=op.f("ck_session_proposal_settled_says_what")
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR settled_at >= proposed_at", name=op.f("ck_session_proposal_settled_after_proposed")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_session_proposal_patient_id_person")),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_session_proposal_check_in_id_check_in")
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_session_proposal_trial_id_trial")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_session_proposal_settled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_proposal")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_session_proposal_check_in_id")),
    )
    op.create_index(op.f("ix_session_proposal_patient_id"), "session_proposal", ["patient_id"])


def _safety_plan() -> None:
    op.create_table(
        "safety_plan",
        _id("id"),
        _id("patient_id"),
        sa.Column("words", sa.String(length=4000), nullable=False),
        _id("written_by_id", nullable=True),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(words) <= 4000", name=op.f("ck_safety_plan_words_short")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_safety_plan_patient_id_person")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_safety_plan_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_plan")),
    )
    op.create_index("ix_safety_plan_newest", "safety_plan", ["patient_id", "written_at"])


def _share() -> None:
    op.create_table(
        "share",
        _id("id"),
        _id("patient_id"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("shared_with", sa.String(length=80), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("with_scores", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("length(trim(shared_with)) > 0", name=op.f("ck_share_with_somebody")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_share_expires_after_made")),
        sa.CheckConstraint("revoked_at IS NULL OR revoked_at >= made_at", name=op.f("ck_share_revoked_after_made")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_share_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_token_hash")),
    )
    op.create_index(op.f("ix_share_patient_id"), "share", ["patient_id"])


def downgrade() -> None:
    """Back to questionnaires alone; notes, proposals, plans and shares are forgotten"""
    for table in ("share", "safety_plan", "session_proposal", "team_note"):
        op.drop_table(table)
