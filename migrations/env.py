"""Runs the migrations: each one in a transaction of its own, on SQLite as on PostgreSQL."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from models.database import engine_for
from models.records.base import UTCDateTime, Word
from models.records.locked import Locked
from models.sealing import migrating


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write plain column types into a migration, so that it never depends on today's code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(item, Locked):
        return "sa.Text()"
    if kind == "type" and isinstance(item, AutoString | sa.String):
        return f"sa.String(length={item.length})"
    return False


def seal_again(step: Any, **_: Any) -> None:
    """In the transaction of the migration itself: the rows are sealed as the migration leaves them."""
    migrating.seal_again(connection, context.config.attributes.get("loose", frozenset()), str(step.up_revision_id))


with engine_for(context.config.attributes["url"]).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
        on_version_apply=seal_again,
    )
    with context.begin_transaction():
        context.run_migrations()
