"""The log of acts: written with the act, never altered unseen, and whole to its end (L01 to L18)."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models import clock, history, recording
from models.access import system_actor
from models.database import engine, session
from models.errors import Unsafe
from models.records import AccessLog, ItemAnswer, LogHead
from models.sealing import head as heads
from models.sealing.keys import keyring
from models.sealing.log import LOG, append, entry
from models.settings import settings
from tests.trust.conftest import Ward, broken, past_the_doors

HEAD: sa.Table = LogHead.__table__  # type: ignore[attr-defined]


def number_of_entries() -> int:
    with session() as db:
        return len(db.exec(select(AccessLog)).all())


def test_l01_no_act_without_its_entry_and_no_entry_without_its_act(ward: Ward) -> None:
    before = number_of_entries()
    ward.tap("q1")
    assert number_of_entries() == before + 1
    with pytest.raises(RuntimeError), session(write=True) as db:
        db.add(AccessLog(at=clock.now(), actor_role="system", act="broken off", was_permitted=True))
        db.flush()
        raise RuntimeError
    assert number_of_entries() == before + 1
    assert broken() == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET act = 'nothing' WHERE number = 2",
        "DELETE FROM access_log WHERE number = 2",
        "DELETE FROM access_log",
        "INSERT INTO access_log (number, at, actor_role, act, was_permitted) VALUES (2, '2026-01-01', 'x', 'x', true)",
        "INSERT INTO access_log (number, at, actor_role, act, was_permitted) VALUES (99, '2026-01-01', 'x', 'x', true)",
    ],
)
def test_l02_the_database_refuses_to_change_an_entry(ward: Ward, statement: str) -> None:
    with pytest.raises(DBAPIError), engine().begin() as connection:
        connection.execute(sa.text(statement))
    assert broken() == ""


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_l03_insert_or_replace_is_refused(sqlite_ward: Ward, recursive: str) -> None:
    replace = (
        "INSERT OR REPLACE INTO access_log (number, at, actor_role, act, was_permitted) VALUES (2, '', 'x', 'x', 1)"
    )
    with engine().connect() as connection:
        connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql(replace)
        connection.exec_driver_sql("PRAGMA recursive_triggers = ON")
    assert broken() == ""


def test_l03_truncate_is_refused(request: pytest.FixtureRequest, postgres_database: str) -> None:
    with pytest.raises(DBAPIError), engine().begin() as connection:
        connection.execute(sa.text("TRUNCATE access_log"))


def test_l04_a_guard_that_was_taken_away_is_noticed(ward: Ward) -> None:
    on_table = " ON access_log" if engine().dialect.name == "postgresql" else ""
    with engine().begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER access_log_kept{on_table}")
    assert "access_log_kept" in broken()


def test_l04_a_rule_that_was_taken_away_is_noticed(sqlite_ward: Ward) -> None:
    with engine().begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_safety_flag_one_open")
    assert "index uq_safety_flag_one_open is missing" in broken()


def edit(connection: sa.Connection) -> None:
    connection.execute(sa.update(LOG).where(LOG.c.number == 3).values(actor_id="somebody else"))


def delete_middle(connection: sa.Connection) -> None:
    connection.execute(sa.delete(LOG).where(LOG.c.number == 3))


def delete_tail(connection: sa.Connection) -> None:
    last = connection.execute(sa.select(sa.func.max(LOG.c.number))).scalar()
    connection.execute(sa.delete(LOG).where(LOG.c.number == last))


def delete_first(connection: sa.Connection) -> None:
    connection.execute(sa.delete(LOG).where(LOG.c.number == 1))


def delete_all(connection: sa.Connection) -> None:
    connection.execute(sa.delete(LOG))


def insert_forged(connection: sa.Connection) -> None:
    last = dict(connection.execute(sa.select(LOG).order_by(LOG.c.number.desc()).limit(1)).one()._mapping)
    connection.execute(sa.insert(LOG).values({**last, "number": last["number"] + 1, "act": "forged"}))


def reorder(connection: sa.Connection) -> None:
    for number, other in ((3, -3), (4, 3), (-3, 4)):
        connection.execute(sa.update(LOG).where(LOG.c.number == number).values(number=other))


def replace_by_another(connection: sa.Connection) -> None:
    third = dict(connection.execute(sa.select(LOG).where(LOG.c.number == 3)).one()._mapping)
    connection.execute(sa.delete(LOG).where(LOG.c.number == 4))
    connection.execute(sa.insert(LOG).values({**third, "number": 4}))


def unseal(connection: sa.Connection) -> None:
    connection.execute(sa.update(LOG).values(mac=None))


def move_the_end(connection: sa.Connection) -> None:
    delete_tail(connection)
    last = connection.execute(sa.select(LOG).order_by(LOG.c.number.desc()).limit(1)).one()
    connection.execute(sa.update(HEAD).values(number=last.number, mac=last.mac))


def empty_the_end(connection: sa.Connection) -> None:
    connection.execute(sa.update(HEAD).values(number=0, mac="", key_id="", seal=""))


def remove_the_end(connection: sa.Connection) -> None:
    connection.execute(sa.delete(HEAD))


TAMPERS: list[Callable[[sa.Connection], None]] = [
    edit,
    delete_middle,
    delete_tail,
    delete_first,
    delete_all,
    insert_forged,
    reorder,
    replace_by_another,
    unseal,
    move_the_end,
    empty_the_end,
    remove_the_end,
]


@pytest.mark.parametrize("tamper", TAMPERS)
def test_l05_every_kind_of_tampering_is_noticed(ward: Ward, tamper: Callable[[sa.Connection], None]) -> None:
    assert broken() == ""
    with past_the_doors() as connection:
        tamper(connection)
    assert broken() != ""


def test_l05_the_entry_is_named_and_no_patient(ward: Ward) -> None:
    with past_the_doors() as connection:
        edit(connection)
    assert broken() == "entry 3 was changed past the program"


def test_l06_a_log_that_was_put_back_as_a_whole_is_noticed_by_its_anchor(ward: Ward) -> None:
    tables = ("access_log", "log_head")
    with session() as db:
        before = {
            name: [dict(row._mapping) for row in db.connection().execute(sa.text(f"SELECT * FROM {name}"))]
            for name in tables
        }
    _act("an act")
    assert broken() == ""
    with past_the_doors() as connection:
        kept = len(before["access_log"])
        connection.execute(sa.delete(LOG).where(LOG.c.number > kept))
        connection.execute(sa.update(HEAD).values(before["log_head"][0]))
    assert "the log was put back" in broken()
    for number in range(3):
        _act(f"act {number} since, which covers nothing up")
        assert "the log was put back" in broken()


def _act(what: str) -> None:
    with session(write=True) as db:
        db.add(AccessLog(at=clock.now(), actor_role="system", act=what, was_permitted=True))


def test_l07_a_chain_that_was_rebuilt_without_the_key_is_noticed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with the database and the program, but not with the installation's secret."""
    with session() as db:
        told = [dict(row._mapping) for row in db.connection().execute(sa.select(LOG).order_by(LOG.c.number))]
    mine = settings().secret_key
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "the guess of somebody who has no business here")
    settings.cache_clear()
    with past_the_doors() as connection:
        connection.execute(sa.delete(LOG))
        head = heads.locked(connection).__class__(log_id="0" * 32)
        told[2]["actor_id"] = None
        heads.save(connection, append(connection, head, keyring().current, told), keyring().current)
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", mine)
    settings.cache_clear()
    assert "FAIRTRIAL_OLD_SECRET_KEYS" in broken()


def test_l09_entries_under_an_old_key_stay_provable_and_the_old_key_vouches_for_the_new(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = settings().secret_key
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "a new secret of the same installation, as long")
    monkeypatch.setenv("FAIRTRIAL_OLD_SECRET_KEYS", f'["{old}"]')
    settings.cache_clear()
    ward.tap("q1")
    with session() as db:
        acts = [row.act for row in db.exec(select(AccessLog).order_by(LOG.c.number)).all()]
        assert len({row.key_id for row in db.exec(select(AccessLog)).all()}) == 2
    assert acts[-2:] == ["new_key", "save_answer"]
    assert broken() == ""
    monkeypatch.delenv("FAIRTRIAL_OLD_SECRET_KEYS")
    settings.cache_clear()
    assert "which is not in the settings" in broken()


def test_l09_a_key_for_which_nobody_vouches_is_noticed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    old = settings().secret_key
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "another secret, put there by somebody else")
    settings.cache_clear()
    ward.tap("q1")
    monkeypatch.setenv("FAIRTRIAL_OLD_SECRET_KEYS", f'["{old}"]')
    settings.cache_clear()
    assert "the former one does not vouch" in broken()


def test_l10_a_read_is_logged_without_what_was_read(ward: Ward) -> None:
    history.patient_view(ward.clinician, ward.patient_id)
    with session() as db:
        row = db.exec(select(AccessLog).where(AccessLog.act == "patient_view")).one()
    assert (row.actor_id, row.patient_id, row.detail) == (ward.clinician.person_id, ward.patient_id, None)


def test_l15_where_the_log_cannot_go_on_nothing_is_written(ward: Ward) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.delete(HEAD))
    with pytest.raises(Unsafe):
        ward.tap("q1")
    with session() as db:
        assert db.exec(select(ItemAnswer).where(ItemAnswer.check_in_id == ward.asked.check_in_id)).all() == []


def test_l18_entries_keep_their_order_when_the_clock_goes_back(ward: Ward) -> None:
    with clock.at(datetime.now(UTC) - timedelta(days=400)):
        ward.tap("q1")
    ward.tap("q2")
    with session() as db:
        numbers = [row.number for row in db.exec(select(AccessLog).order_by(LOG.c.number)).all()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert broken() == ""


def test_what_was_logged_before_there_was_a_chain_is_covered_by_its_first_entry(database: str) -> None:
    with engine().begin() as connection:
        for number in (1, 2):
            connection.execute(sa.insert(LOG).values({**entry("earlier", {}), "number": number}))
    recording.add_clinic(system_actor(), recording.ClinicInput(name="Canal House"))
    assert broken() == ""
    with past_the_doors() as connection:
        connection.execute(sa.update(LOG).where(LOG.c.number == 1).values(act="later"))
    assert broken() == "entries older than the chain were changed past the program"


def _write(url: str, times: int) -> None:
    for number in range(times):
        with session(write=True) as db:
            db.add(AccessLog(at=clock.now(), actor_role="system", act=f"act {number}", was_permitted=True))


def test_the_chain_stays_one_line_with_many_writers_in_several_processes(ward: Ward, database: str) -> None:
    engine().dispose()
    before = number_of_entries()
    engine().dispose()
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_write, args=(database, 25)) for _ in range(3)]
    threads = [threading.Thread(target=_write, args=(database, 25)) for _ in range(4)]
    for one in (*others, *threads):
        one.start()
    for one in (*others, *threads):
        one.join()
    assert [one.exitcode for one in others] == [0, 0, 0]
    assert number_of_entries() == before + 7 * 25
    assert broken() == ""
