"""Visits together: how a check-in was given, the clinic's tablet, notes on events, and what a patient would like to try

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Others refer to check_in's rows, so that it cannot be rebuilt: the column brings its checks along.
WAY = """ALTER TABLE check_in ADD COLUMN way VARCHAR(40)
    CONSTRAINT ck_check_in_way_known CHECK (way IN ('kiosk', 'paper', 'interview'))
    CONSTRAINT ck_check_in_way_fits_mode CHECK
        (way IS NULL OR (mode IS NOT NULL AND mode IN ('link', 'staff') AND (way = 'kiosk') = (mode = 'link')))"""
KIOSK = {
    "kiosk_leads_back": "(kind = 'kiosk') = (opened_from_id IS NOT NULL)",
    "kiosk_has_pin": "(kind = 'kiosk') = (pin_hash IS NOT NULL)",
    "pin_hashed": "pin_hash LIKE '$argon2id$%'",
    "pins_counted": "wrong_pins BETWEEN 0 AND 5",
}


def upgrade() -> None:
    """Visits together"""
    op.execute(sa.text(WAY))
    _kinds("'account', 'link', 'demo', 'kiosk'", "kind IN ('link', 'kiosk')", with_kiosk=True)
    op.create_table(
        "event_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('job', 'bereavement', 'relationship', 'health', 'home', 'money', 'birth', 'other')",
            name=op.f("ck_event_note_kind_known"),
        ),
        sa.CheckConstraint("kind <> 'other' OR length(trim(words)) > 0", name=op.f("ck_event_note_other_is_said")),
        sa.CheckConstraint("length(words) <= 200", name=op.f("ck_event_note_words_short")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= recorded_at", name=op.f("ck_event_note_withdrawn_after_recorded")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_event_note_patient_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_event_note_recorded_by_id_person")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_event_note_withdrawn_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_note")),
    )
    op.create_index(op.f("ix_event_note_patient_id"), "event_note", ["patient_id"])
    op.create_table(
        "preference",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stance IN ('would_try', 'unsure', 'rather_not')", name=op.f("ck_preference_stance_known")
        ),
        sa.CheckConstraint("length(trim(about)) > 0", name=op.f("ck_preference_about_something")),
        sa.CheckConstraint(
            "stance IS NOT NULL OR length(trim(words)) > 0", name=op.f("ck_preference_says_something")
        ),
        sa.CheckConstraint("length(words) <= 500", name=op.f("ck_preference_words_short")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_preference_patient_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_preference_recorded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
    )
    op.create_index("ix_preference_newest", "preference", ["patient_id", "about", "recorded_at"])


def downgrade() -> None:
    """Back to links and accounts; visits on the clinic's tablet end, and what only this version keeps goes"""
    op.drop_table("preference")
    op.drop_table("event_note")
    op.execute(sa.text("DELETE FROM visit WHERE kind = 'kiosk'"))
    _kinds("'account', 'link', 'demo'", "kind = 'link'", with_kiosk=False)
    op.execute(sa.text("ALTER TABLE check_in DROP COLUMN way"))


def _kinds(known: str, bound: str, *, with_kiosk: bool) -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        for name in ("kind_known", "link_is_bound"):
            batch_op.drop_constraint(op.f(f"ck_visit_{name}"), type_="check")
        if with_kiosk:
            batch_op.add_column(sa.Column("opened_from_id", sa.String(length=32), nullable=True))
            batch_op.add_column(sa.Column("pin_hash", sa.String(length=255), nullable=True))
            batch_op.add_column(sa.Column("wrong_pins", sa.Integer(), server_default="0", nullable=False))
            batch_op.create_foreign_key(op.f("fk_visit_opened_from_id_visit"), "visit", ["opened_from_id"], ["id"])
            for name, condition in KIOSK.items():
                batch_op.create_check_constraint(op.f(f"ck_visit_{name}"), condition)
        else:
            for name in KIOSK:
                batch_op.drop_constraint(op.f(f"ck_visit_{name}"), type_="check")
            batch_op.drop_constraint(op.f("fk_visit_opened_from_id_visit"), type_="foreignkey")
            for name in ("wrong_pins", "pin_hash", "opened_from_id"):
                batch_op.drop_column(name)
        batch_op.create_check_constraint(op.f("ck_visit_kind_known"), f"kind IN ({known})")
        batch_op.create_check_constraint(op.f("ck_visit_link_is_bound"), f"({bound}) = (check_in_id IS NOT NULL)")
