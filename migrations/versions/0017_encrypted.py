"""Encrypted: what names a person and what was said in free words lies encrypted from now on

Revision: 0017
Follows: 0016
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from models import vault
from models.errors import Unsafe
from models.keys import secrets_by_name

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Table by table: the columns with their types of before.
COLUMNS: dict[str, dict[str, str]] = {
    "clinic": {"alert_email": "VARCHAR(254)"},
    "person": {
        "given_name": "VARCHAR(100)",
        "family_name": "VARCHAR(100)",
        "record_number": "VARCHAR(40)",
        "born_on": "DATE",
        "email": "VARCHAR(254)",
    },
    "credential": {"user_name": "VARCHAR(100)"},
    "provider_identity": {"subject": "VARCHAR(255)", "email": "VARCHAR(254)"},
    "earlier_version": {"as_it_was": "JSON", "reason": "VARCHAR(500)"},
    "event_note": {"words": "VARCHAR(200)"},
    "known_as": {"name": "VARCHAR(200)"},
    "legal_hold": {"reason": "VARCHAR(300)"},
    "preference": {"words": "VARCHAR(500)"},
    "safety_flag": {"contact_made": "VARCHAR(300)", "assessment_done": "VARCHAR(300)", "plan": "VARCHAR(1000)"},
    "safety_plan": {"words": "VARCHAR(4000)"},
    "share": {"shared_with": "VARCHAR(80)"},
    "team_note": {"words": "VARCHAR(1000)"},
    "alert_notice": {"reply": "VARCHAR(120)"},
    "reminder": {"reply": "VARCHAR(120)"},
    "trial": {"note": "VARCHAR(2000)", "evidence_reason": "VARCHAR(300)"},
}
FINDABLE = {
    "person.record_number",
    "credential.user_name",
    "provider_identity.subject",
    "provider_identity.email",
    "known_as.name",
}
LOCKED = "length(trim({0})) = 0 OR (length({0}) >= 49 AND substr({0}, 9, 1) = '.')"
# The database cannot count the letters of what is encrypted: the program does, before it encrypts.
COUNTED = {
    "event_note": ("words_short", "length(words) <= 200"),
    "safety_plan": ("words_short", "length(words) <= 4000"),
    "preference": ("words_short", "length(words) <= 500"),
    "team_note": ("says_something", "length(trim(words)) > 0 AND length(words) <= 1000"),
}
STILL = {"team_note": "length(trim(words)) > 0"}
INDEXED = ["clinic_id", "role", "family_name", "given_name"]
MANY = 500


def upgrade() -> None:
    """Encrypted"""
    _require_the_secret_of_this_database()
    op.drop_index("ix_person_name", table_name="person")
    for table, columns in COLUMNS.items():
        if op.get_context().dialect.name == "sqlite":
            _rewrite(table, dict.fromkeys(columns, "TEXT"), columns, back=False)
        else:
            _let_in(table, columns)
        _each(table, tuple(columns), vault_lock)
        if op.get_context().dialect.name != "sqlite":
            for column in columns:
                op.create_check_constraint(op.f(f"ck_{table}_{column}_locked"), table, LOCKED.format(column))
    op.create_index("ix_person_role", "person", ["clinic_id", "role"])
    op.create_table(
        "emergency_reason",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(words)) > 0", name=op.f("ck_emergency_reason_says_something")),
        sa.CheckConstraint(LOCKED.format("words"), name=op.f("ck_emergency_reason_words_locked")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_emergency_reason_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_reason")),
    )
    op.create_index(op.f("ix_emergency_reason_patient_id"), "emergency_reason", ["patient_id"])


def downgrade() -> None:
    """Back to plain words"""
    op.drop_index(op.f("ix_emergency_reason_patient_id"), table_name="emergency_reason")
    op.drop_table("emergency_reason")
    op.drop_index("ix_person_role", table_name="person")
    for table, columns in COLUMNS.items():
        if op.get_context().dialect.name == "sqlite":
            _rewrite(table, columns, dict.fromkeys(columns, "TEXT"), back=True)
            _each(table, tuple(columns), vault_unlock)
        else:
            for column in columns:
                op.drop_constraint(op.f(f"ck_{table}_{column}_locked"), table, type_="check")
            _each(table, tuple(columns), vault_unlock)
            _let_out(table, columns)
    op.create_index("ix_person_name", "person", INDEXED)


def _require_the_secret_of_this_database() -> None:
    """Nobody's name is encrypted under the secret of a shell that happens to have another one, or none."""
    key_id = op.get_bind().execute(sa.text("SELECT key_id FROM log_head WHERE id = 1")).scalar()
    if key_id and key_id not in secrets_by_name():
        raise Unsafe(f"Not migrated: the database is sealed with key {key_id}; name its secret in FAIRTRIAL_SECRET_KEY.")


def vault_lock(words: str, place: str) -> str:
    """As it lies from now on; what is blank holds nothing."""
    return vault.lock(words, place, findable=place in FINDABLE) if words.strip(" ") else words


def vault_unlock(stored: str, place: str) -> str:
    """As it lay before."""
    try:
        return vault.unlock(stored, place) if stored.strip(" ") else stored
    except Unsafe as refused:
        raise Unsafe(f"Not done: {place} cannot be read. {refused}") from None


def _each(table: str, columns: tuple[str, ...], turned: Any) -> None:
    """Turn the words of every row, some hundred rows at a time; all in the migration's one transaction."""
    connection = op.get_bind()
    keys = sa.inspect(connection).get_pk_constraint(table)["constrained_columns"]
    there = sa.table(table, *[sa.column(name, sa.Text()) for name in (*keys, *columns)])
    rows = connection.execute(sa.select(*[there.c[name] for name in (*keys, *columns)])).all()
    change = sa.update(there).where(*[there.c[name] == sa.bindparam(f"of_{name}") for name in keys])
    change = change.values({name: sa.bindparam(f"new_{name}") for name in columns})
    told = [
        {f"of_{name}": row[place] for place, name in enumerate(keys)}
        | {
            f"new_{name}": None if (value := row[len(keys) + place]) is None else turned(str(value), f"{table}.{name}")
            for place, name in enumerate(columns)
        }
        for row in rows
        if any(value is not None for value in row[len(keys) :])
    ]
    for start in range(0, len(told), MANY):
        connection.execute(change, told[start : start + MANY])


def _let_in(table: str, columns: dict[str, str]) -> None:
    """PostgreSQL: room for what is encrypted, and no counting of its letters."""
    if table in COUNTED:
        op.drop_constraint(op.f(f"ck_{table}_{COUNTED[table][0]}"), table, type_="check")
    for column in columns:
        op.alter_column(table, column, type_=sa.Text(), postgresql_using=f"{column}::text")
    if table in STILL:
        op.create_check_constraint(op.f(f"ck_{table}_{COUNTED[table][0]}"), table, STILL[table])


def _let_out(table: str, columns: dict[str, str]) -> None:
    if table in STILL:
        op.drop_constraint(op.f(f"ck_{table}_{COUNTED[table][0]}"), table, type_="check")
    for column, kind in columns.items():
        was = {"DATE": sa.Date(), "JSON": sa.JSON()}.get(kind) or sa.String(int(kind[8:-1]))
        op.alter_column(table, column, type_=was, postgresql_using=f"{column}::{kind}")
    if table in COUNTED:
        op.create_check_constraint(op.f(f"ck_{table}_{COUNTED[table][0]}"), table, COUNTED[table][1])


def _rewrite(table: str, to: dict[str, str], was: dict[str, str], *, back: bool) -> None:
    """SQLite: the same in the table's own definition, as its manual shows it where nothing stored changes its form.

    To make the tables again would take every reference to them along. Part of the transaction like any other change.
    """
    connection = op.get_bind()
    sql = str(connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"), {"t": table}).scalar())
    for column, kind in to.items():
        sql = _once(rf'([\s,(]"?{column}"? ){re.escape(was[column])}', rf"\g<1>{kind}", sql)
    if table in COUNTED:
        name, counted = COUNTED[table]
        line = rf",\s*CONSTRAINT \"?ck_{table}_{name}\"? CHECK \([^\n]*\)(?=\s*(,|\)$))"
        if not back:
            sql = _once(line, f", \n\tCONSTRAINT ck_{table}_{name} CHECK ({STILL[table]})" if table in STILL else "", sql)
        elif table in STILL:
            sql = _once(line, f", \n\tCONSTRAINT ck_{table}_{name} CHECK ({counted})", sql)
        else:
            sql = _with(sql, f"CONSTRAINT ck_{table}_{name} CHECK ({counted})")
    for column in to:
        name, rule = f"ck_{table}_{column}_locked", LOCKED.format(column)
        if back:
            sql = _once(rf", \n\tCONSTRAINT {name} CHECK \({re.escape(rule)}\)", "", sql)
        else:
            sql = _with(sql, f"CONSTRAINT {name} CHECK ({rule})")
    version = int(connection.execute(sa.text("PRAGMA schema_version")).scalar() or 0)
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    change = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :t")
    connection.execute(change, {"sql": sql, "t": table})
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))


def _once(pattern: str, by: str, sql: str) -> str:
    found, count = re.subn(pattern, by, sql)
    if count != 1:
        raise Unsafe("Not migrated: a table is not as the migrations made it; run: fairtrial verify.")
    return found


def _with(sql: str, constraint: str) -> str:
    return f"{sql[: sql.rindex(')')].rstrip()}, \n\t{constraint}\n)"
