"""Languages by form, and corrections: a check-in keeps in which language each form was asked, and what it said before

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHECK = "ck_earlier_version_entity_known"


def upgrade() -> None:
    """Languages by form, and corrections"""
    # Without rebuilding the table: others refer to its rows.
    op.add_column("check_in", sa.Column("form_languages", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    _entities("'trial', 'episode', 'check_in'")


def downgrade() -> None:
    """Back to one language a check-in; corrections that were kept go, as there is no place for them"""
    op.execute(sa.text("DELETE FROM earlier_version WHERE entity = 'check_in'"))
    _entities("'trial', 'episode'")
    op.drop_column("check_in", "form_languages")


def _entities(known: str) -> None:
    with op.batch_alter_table("earlier_version", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), f"entity IN ({known})")
