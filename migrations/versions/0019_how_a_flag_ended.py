"""How a safety flag ended, in one word of a list

Revision: 0019
Follows: 0018
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WORDS = ("safe_plan", "urgent_care", "handed_over", "mistake", "other", "not_recorded")
LISTED = ", ".join(f"'{each}'" for each in WORDS)
CHECKS = {
    "ck_safety_flag_outcome_known": f"outcome IN ({LISTED})",
    "ck_safety_flag_outcome_told": "(status = 'closed') = (outcome IS NOT NULL)",
}


def upgrade() -> None:
    """How a flag ended; of those that are closed already, nobody knows in a word of the list"""
    op.add_column("safety_flag", sa.Column("outcome", sa.String(length=40), nullable=True))
    op.execute("UPDATE safety_flag SET outcome = 'not_recorded' WHERE status = 'closed'")
    if op.get_context().dialect.name == "sqlite":
        _rewrite(lambda sql: f"{sql[: sql.rindex(')')].rstrip()}{''.join(map(_line, CHECKS))}\n)")
        return
    for name, check in CHECKS.items():
        op.create_check_constraint(op.f(name), "safety_flag", check)


def downgrade() -> None:
    """Back to free words alone"""
    if op.get_context().dialect.name == "sqlite":
        _rewrite(lambda sql: sql.replace("".join(map(_line, CHECKS)), ""))
    else:
        for name in CHECKS:
            op.drop_constraint(op.f(name), "safety_flag", type_="check")
    op.drop_column("safety_flag", "outcome")


def _line(name: str) -> str:
    return f", \n\tCONSTRAINT {name} CHECK ({CHECKS[name]})"


def _rewrite(changed: Callable[[str], str]) -> None:
    """SQLite: in the table's own definition, as 0017 does it: to make the table again would take its references along."""
    connection = op.get_bind()
    there = "FROM sqlite_master WHERE type = 'table' AND name = 'safety_flag'"
    sql = str(connection.execute(sa.text(f"SELECT sql {there}")).scalar())
    version = int(connection.execute(sa.text("PRAGMA schema_version")).scalar() or 0)
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    change = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'safety_flag'")
    connection.execute(change, {"sql": changed(sql)})
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
