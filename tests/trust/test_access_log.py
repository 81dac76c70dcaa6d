"""L16, P24: an administrator finds who looked at whom and when, of the own clinic alone, and the looking is logged."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, text
from sqlmodel import col, select

from models import history, recording
from models.access import Actor, ActorKind, system_actor
from models.clock import at
from models.database import engine, session
from models.errors import NotPermitted
from models.history import Kind, LogFilter
from models.recording import ClinicInput, PersonRole, StaffInput
from models.records import AccessLog
from models.sealing import anchor, proved
from models.sealing import head as heads
from tests.trust.conftest import CANARY, Ward, broken, past_the_doors

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with at(NOW):
        yield


def admin_of(clinic_id: str) -> Actor:
    staff = StaffInput(clinic_id=clinic_id, role=PersonRole.admin, given_name="Dorothea", family_name="Lang")
    person_id = recording.add_staff(system_actor(), staff)
    return Actor(person_id, PersonRole.admin, ActorKind.account, clinic_id, name="Dorothea Lang", visit_id=uuid4().hex)


def test_L16_P24_who_looked_at_one_patient_is_found_by_the_number_and_told_by_no_name(ward: Ward) -> None:
    admin = admin_of(ward.clinic_id)
    history.patient_view(ward.clinician, ward.patient_id)
    found = history.access_log(admin, LogFilter(record_number="1", person_id=ward.clinician.person_id))
    assert found.lines[0].act == "patient_view"
    assert (found.lines[0].by, found.lines[0].patient) == ("Miriam Osei", "1")
    assert {each.patient for each in found.lines} == {"1"}
    assert CANARY not in repr(history.access_log(admin, LogFilter()))
    told = {each.patient for each in history.access_log(admin).lines}
    assert ward.patient_id[:8] in told
    assert "1" not in told  # the number stands only where somebody asked for it
    assert not history.access_log(admin, LogFilter(record_number="nobody's")).lines
    day = NOW.date()
    assert not history.access_log(admin, LogFilter(until_on=day - timedelta(days=1))).lines
    assert history.access_log(admin, LogFilter(since_on=day, until_on=day)).lines


def test_L10_L11_the_reading_is_logged_and_so_is_who_was_refused(ward: Ward) -> None:
    admin = admin_of(ward.clinic_id)
    with pytest.raises(NotPermitted):
        history.access_log(ward.clinician)
    history.access_log(admin)
    with session() as db:
        last = db.exec(select(AccessLog).order_by(col(AccessLog.number).desc())).first()
    assert last is not None
    assert (last.act, last.actor_id) == ("access_log", admin.person_id)
    refused = history.access_log(admin, LogFilter(kind=Kind.refused)).lines
    assert [(each.act, each.was_permitted) for each in refused] == [("access_log", False)]


def test_another_clinic_has_a_log_of_its_own(ward: Ward) -> None:
    history.patient_view(ward.clinician, ward.patient_id)
    other = admin_of(recording.add_clinic(system_actor(), ClinicInput(name="Elsewhere")))
    assert not history.access_log(other, LogFilter(person_id=ward.clinician.person_id)).lines
    assert not history.access_log(other, LogFilter(record_number="1")).lines
    with pytest.raises(NotPermitted):
        history.access_log(system_actor())


def test_a_screen_ends_where_the_next_begins(sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["models.history.access_log"], "SCREEN", 3)
    admin, seen, before = admin_of(sqlite_ward.clinic_id), [], None
    while True:
        page = history.access_log(admin, before=before)
        seen += [each.number for each in page.lines]
        before = page.before
        if before is None:
            break
    # The first look stands in the log only after it, and the others within a minute are the same look.
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) >= 7


def test_what_is_rare_is_found_by_going_on(sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many entries there are, one screen looks through so many; it says where the next one begins."""
    monkeypatch.setattr(sys.modules["models.history.access_log"], "REACH", 3)
    admin, seen, before, screens = admin_of(sqlite_ward.clinic_id), 0, None, 0
    with pytest.raises(NotPermitted):
        history.access_log(sqlite_ward.clinician)
    for _ in range(4):
        sqlite_ward.tap("q1", float(seen))
        sqlite_ward.tap("q2")
    while True:
        page = history.access_log(admin, LogFilter(kind=Kind.refused), before)
        seen, screens, before = seen + len(page.lines), screens + 1, page.before
        if before is None:
            break
    assert seen == 1
    assert screens > 3
    assert history.access_log(admin, LogFilter(record_number="1", person_id=sqlite_ward.clinician.person_id)).lines


def test_many_entries_cost_what_few_do(sqlite_ward: Ward) -> None:
    """The plan reads the log's own number backwards and sorts nothing, however many entries there are."""
    admin, plans = admin_of(sqlite_ward.clinic_id), []

    def noted(connection: Connection, _: object, statement: str, *__: object) -> None:
        if "FROM access_log LEFT OUTER JOIN" in statement:
            plans.append(statement)

    event.listen(engine(), "before_cursor_execute", noted)
    try:
        history.access_log(admin)
    finally:
        event.remove(engine(), "before_cursor_execute", noted)
    with session() as db:
        asked = db.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + plans[0], (admin.clinic_id,) * 3 + (51, 0))
        plan = " ".join(str(row) for row in asked)
    assert "SCAN access_log" in plan
    assert "ORDER BY" not in plan


def test_L06_L08_the_state_of_the_chain_is_told_with_its_anchor_and_its_last_full_check(ward: Ward) -> None:
    admin = admin_of(ward.clinic_id)
    first = history.log_state(admin)
    assert (first.holds, first.anchored, first.proved) == (True, first.entries, None)
    assert first.looked_at == first.entries > 5
    with session(write=True) as db:
        for _ in range(100 - first.entries):
            db.add(AccessLog(at=NOW, actor_role="system", act="filled", was_permitted=True))
    assert broken() == ""
    told = history.log_state(admin)
    assert told.anchored == told.entries >= 100
    assert told.holds
    assert told.proved is not None
    assert (told.proved.at, told.proved.breaches) == (NOW, 0)
    assert told.proved.entries == told.entries


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE access_log SET act = 'nothing' WHERE number = (SELECT max(number) - 2 FROM access_log)",
        "DELETE FROM access_log WHERE number = (SELECT max(number) FROM access_log)",
        "UPDATE log_head SET number = number - 1",
    ],
)
def test_L05_L06_an_end_that_was_changed_shows_at_the_next_look(ward: Ward, tamper: str) -> None:
    admin = admin_of(ward.clinic_id)
    with past_the_doors() as connection:
        connection.execute(text(tamper))
    assert not history.log_state(admin).holds
    assert broken() != ""
    found = history.log_state(admin).proved
    assert found is None or found.breaches


def test_L06_a_log_that_was_put_back_before_its_anchor_shows(sqlite_ward: Ward) -> None:
    admin = admin_of(sqlite_ward.clinic_id)
    with session() as db:
        head = heads.read(db.connection())
    assert head is not None
    anchor.place(replace(head, mac="0" * 64), back=True)
    assert not history.log_state(admin).holds


def test_L06_a_note_of_a_check_that_nobody_made_is_not_believed(sqlite_ward: Ward) -> None:
    admin = admin_of(sqlite_ward.clinic_id)
    assert broken() == ""
    with session() as db:
        head = heads.read(db.connection())
    assert head is not None
    file = proved.file_of(head.log_id)
    file.write_text(file.read_text("utf-8").replace(f"{head.number}, 0]", f"{head.number + 5}, 0]"), "utf-8")
    assert history.log_state(admin).proved is None


def test_the_state_is_for_administrators(ward: Ward) -> None:
    with pytest.raises(NotPermitted):
        history.log_state(ward.clinician)
