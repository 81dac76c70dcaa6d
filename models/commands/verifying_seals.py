"""What `fairtrial verify` proves with the seals: nobody changed the schema, a row or the log past the program."""

import re
import tempfile
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from models import database
from models.commands.result import Result, short
from models.sealing import anchor, checking, proved
from models.sealing import head as heads
from models.sealing.plain import shapes

GUARDS = {"access_log_next", "access_log_kept", "access_log_stays", "access_log_whole"}


def guards() -> Result:
    """The database refuses to change the log, and every rule of its tables is as the migrations made it."""
    with database.session() as db:
        connection = db.connection()
        if connection.dialect.name == "sqlite":
            breaches = _unlike(_schema_of(connection), _schema_as_made())
        else:
            on = sa.text("SELECT tgname FROM pg_trigger WHERE tgrelid = 'access_log'::regclass AND tgenabled = 'O'")
            there = set(connection.execute(on).scalars())
            breaches = [f"the trigger {name} is missing or off" for name in sorted(GUARDS - there)]
    return Result("the rules of the tables and the guards of the log are in force", short(breaches))


def seals() -> Result:
    """Every row is as the program left it, and none is missing."""
    with database.session() as db:
        connection = db.connection()
        breaches = [
            f"{table} {key}: {wrong}" for table, key, wrong in checking.rows(connection, list(shapes().values()))
        ]
        head = heads.read(connection)
        if head is not None:
            breaches += checking.total(connection, head)
    return Result("every row is as the program left it", short(breaches))


def entries() -> Result:
    """The log's chain is whole up to its end, and goes on from where its anchor lies."""
    with database.session() as db:
        log_id = (heads.read(db.connection()) or heads.Head()).log_id
    # Asked for before the log is looked at: others go on writing, and the anchor goes with them.
    anchored = anchor.read(log_id)
    with database.session() as db:
        connection = db.connection()
        breaches = list(checking.end(connection))
        head = heads.read(connection) or heads.Head()
        chain = checking.Chain()
        chain.walk(connection, head, anchored if head.is_begun else None)
    if not (breaches := [*breaches, *chain.breaches]) and head.is_begun:
        anchor.perhaps(0, head)
    if head.is_begun:
        proved.note(head.log_id, chain.entries, len(breaches))
    return Result(
        f"the chain of the log is whole: {chain.entries} entries, the last is {head.mac[:16] or 'none'}",
        short(breaches),
    )


def _schema_of(connection: sa.Connection) -> dict[str, str]:
    parts = connection.execute(sa.text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {f"{kind} {name}": _plain(str(sql)) for kind, name, sql in parts}


def _plain(sql: str) -> str:
    """A definition without quotes; a migration that makes a table again may tell its constraints in any order."""
    lines = (re.sub(r"[ \t\r\"]+", " ", line).strip(" ,") for line in sql.split("\n"))
    return "\n".join(sorted(line for line in lines if line))


@lru_cache(maxsize=1)
def _schema_as_made() -> dict[str, str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{Path(folder) / 'schema.sqlite3'}"
        database.migrate(url)
        engine = database.engine_for(url)
        with engine.execution_options(fairtrial_writes=False).connect() as connection:
            made = _schema_of(connection)
        engine.dispose()
    return made


def _unlike(there: dict[str, str], made: dict[str, str]) -> list[str]:
    return [
        *(f"{each} is missing" for each in sorted(made.keys() - there.keys())),
        *(f"{each} is not of this program" for each in sorted(there.keys() - made.keys())),
        *(f"{each} was changed" for each in sorted(made.keys() & there.keys()) if made[each] != there[each]),
    ]
