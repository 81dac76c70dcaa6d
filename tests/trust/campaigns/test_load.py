"""Forty copies while four write, and two hundred random tampers of each kind with the log (F19, L05)."""

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import database
from models.sealing.log import LOG
from models.settings import settings
from tests.trust.conftest import Run, Ward, broken, past_the_doors
from tests.trust.test_copies import backed_up_under_load

pytestmark = [pytest.mark.campaign, pytest.mark.slow]


def test_f19_forty_copies_under_load(ward: Ward, data_dir: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backed_up_under_load(ward, data_dir, 40) == 40
    for number in range(40):
        url = f"sqlite:///{data_dir / f'elsewhere-{number}.sqlite3'}"
        monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
        settings.cache_clear()
        assert run("restore", str(data_dir / f"copy-{number}.bak"))[0] == 0
        assert broken() == ""
        database.engine_for(url).dispose()


def test_l05_two_hundred_tampers_of_each_kind(ward: Ward) -> None:
    chance = random.Random(5)
    with database.session() as db:
        numbers = list(db.connection().execute(sa.select(LOG.c.number)).scalars())
    for _ in range(200):
        for kind in ("edit", "delete", "swap", "forge", "cut"):
            one, other = chance.sample(numbers, 2)
            with pytest.raises(ZeroDivisionError), past_the_doors() as connection:
                _tamper(connection, kind, one, other)
                assert _noticed(connection)
                raise ZeroDivisionError  # and all is as before
    assert broken() == ""


def _tamper(connection: sa.Connection, kind: str, one: int, other: int) -> None:
    if kind == "edit":
        connection.execute(sa.update(LOG).where(LOG.c.number == one).values(actor_role="nobody at all"))
    elif kind == "delete":
        connection.execute(sa.delete(LOG).where(LOG.c.number == one))
    elif kind == "cut":
        connection.execute(sa.delete(LOG).where(LOG.c.number >= one))
    elif kind == "forge":
        copied = connection.execute(sa.select(LOG).where(LOG.c.number == one)).mappings().one()
        last = connection.execute(sa.select(sa.func.max(LOG.c.number))).scalar_one()
        connection.execute(sa.insert(LOG).values({**copied, "number": last + 1}))
    else:
        for number, to in ((one, -1), (other, one), (-1, other)):
            connection.execute(sa.update(LOG).where(LOG.c.number == number).values(number=to))


def _noticed(connection: sa.Connection) -> bool:
    from models.sealing import checking
    from models.sealing import head as heads

    chain = checking.Chain()
    chain.walk(connection, heads.read(connection) or heads.Head(), None)
    return bool(chain.breaches)
