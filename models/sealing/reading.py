"""A row that is shown is compared with its seal: who somebody is must be as this program wrote it, at each look."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.sealing.keys import keyring
from models.sealing.plain import key_of, shapes
from models.sealing.rows import SEALS, seal_of
from models.sealing.session import TOUCHED


def not_as_sealed(db: Session, table: str, keys: Collection[str]) -> frozenset[str]:
    """Which of these rows were changed past the program since they were sealed; a row moved, too, or one half of two.

    One statement reads each row together with its seal, so that nobody who writes meanwhile comes in between. What this
    very transaction has written is sealed when it ends, and is not asked about.
    """
    if table in db.info.get(TOUCHED, {}):
        return frozenset()
    shape, known = shapes()[table], keyring().known
    width = len(shape.kinds)
    changed = set()
    for row in db.connection().execute(_with_seals(table), {"keys": list(keys)}):
        mac, key_id = row[width], row[width + 1]
        key = known.get(key_id)
        if key is None or mac != seal_of(key, shape, row[:width]):
            changed.add(key_of(row[place] for place in shape.places))
    return frozenset(changed)


@lru_cache(maxsize=8)
def _with_seals(table: str) -> sa.Select[Any]:
    shape = shapes()[table]
    (name,) = shape.key
    own = shape.raw.c[name]
    there = sa.and_(SEALS.c.entity == table, SEALS.c.key == own)
    query = sa.select(shape.raw, SEALS.c.mac, SEALS.c.key_id).select_from(shape.raw.join(SEALS, there, isouter=True))
    return query.where(own.in_(sa.bindparam("keys", expanding=True)))
