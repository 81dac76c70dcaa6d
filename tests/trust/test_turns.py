"""Z22, Z26, Z27, L08, L14: turns at one page, whose record a query names, ids, and a log that nothing switches off."""

import re
from time import perf_counter

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import history, recording
from models.access import system_actor
from models.clock import now
from models.database import engine, session
from models.records import AccessLog, Person
from models.settings import Settings, settings
from tests.trust.access import ask, nothing_kept, registered
from tests.trust.canaries import PERSON, Aviary, aviary, aviary_template, found_in
from tests.trust.conftest import Ward, broken
from tests.trust.test_access import ABOUT, arguments

__all__ = ["aviary", "aviary_template"]
CLINICAL = ("check_in", "score", "item_answer", "trial", "dose_step", "treatment_session", "safety_flag", "event_note")
WHOSE = re.compile(r"(patient_id|check_in_id|trial_id|episode_id|flag_id|\bid) (=|in) ")


def test_Z22_two_who_take_turns_see_each_their_own(aviary: Aviary) -> None:
    team, stranger = aviary.actors["team"], aviary.actors["elsewhere"]
    for _ in range(50):
        assert found_in(history.caseload(team), PERSON)
        assert found_in(history.caseload(stranger), PERSON) == []


def test_Z26_every_query_of_the_record_names_whose_it_is(aviary: Aviary) -> None:
    seen: list[str] = []
    listen = lambda _c, _u, statement, *_: seen.append(" ".join(statement.lower().split()))  # noqa: E731
    event.listen(engine(), "before_cursor_execute", listen)
    try:
        with nothing_kept():
            for door in ABOUT:
                given = arguments(registered()[door], aviary, {"patient_id": aviary.patient, **aviary.ids})
                ask(registered()[door], aviary.actors["team"], given)
    finally:
        event.remove(engine(), "before_cursor_execute", listen)
    clinical = [each for each in seen if re.search(rf"\b(from|update) ({'|'.join(CLINICAL)})\b", each)]
    assert len(clinical) > 50
    assert [each for each in clinical if not WHOSE.search(each.partition(" where ")[2])] == []


def test_Z27_ids_are_random_and_tell_no_order(ward: Ward) -> None:
    person = recording.PatientInput(clinic_id=ward.clinic_id, record_number="Z", given_name="A", family_name="B")
    made = []
    for number in range(20):
        numbered = person.model_copy(update={"record_number": f"Z{number}"})
        made.append(recording.add_patient(system_actor(), numbered))
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in made)
    assert made != sorted(made)
    with session() as db:
        assert {each[12] for each in db.exec(select(Person.id)).all()} == {"4"}, "random ones (UUID version 4)"


@pytest.mark.parametrize("word", ["0", "off", "false", "none"])
def test_L14_no_setting_switches_the_log_off(sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Neither one that there is, nor one that somebody might hope for."""
    assert [name for name in Settings.model_fields if re.search("log|audit|access|seal", name)] == []
    for name in ("LOG", "ACCESS_LOG", "AUDIT", "AUDIT_LOG", "LOGGING", "SEALING"):
        monkeypatch.setenv(f"FAIRTRIAL_{name}", word)
    settings.cache_clear()
    with session() as db:
        before = len(db.exec(select(AccessLog.number)).all())
    sqlite_ward.tap("q1")
    with session() as db:
        assert len(db.exec(select(AccessLog.number)).all()) == before + 1


@pytest.mark.campaign
def test_L08_a_hundred_thousand_entries_are_checked_within_ten_seconds(sqlite_ward: Ward) -> None:
    for _ in range(100):
        with session(write=True) as db:
            for number in range(1000):
                db.add(AccessLog(at=now(), actor_role="system", act=f"act {number}", was_permitted=True))
    begun = perf_counter()
    assert broken() == ""
    took = perf_counter() - begun
    print(f"100,000 entries checked in {took:.1f} s")
    assert took < 10
