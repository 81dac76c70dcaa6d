"""The schema: an upgrade from empty is what the program knows, and each invariant holds on both databases."""

import threading
from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, SQLAlchemyError, StatementError
from sqlmodel import SQLModel, select

from models import database as databases
from models import records as r
from models.database import PRAGMAS, engine_for, migrate, ready, schema_of, session
from models.words import Ascertainment, Modality, Role, StopReason

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = date(2026, 11, 1)


def test_an_upgrade_from_empty_equals_the_tables_that_the_program_knows(database: str) -> None:
    command.check(databases._alembic(database))
    assert set(inspect(engine_for(database)).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}


def test_every_check_of_the_tables_is_in_the_migrated_database(database: str) -> None:
    inspector = inspect(engine_for(database))
    for name, table in SQLModel.metadata.tables.items():
        wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert wanted <= {c["name"] for c in inspector.get_check_constraints(name)}, name


def test_down_and_up_again_leaves_the_same_schema(database: str) -> None:
    command.downgrade(databases._alembic(database), "base")
    assert inspect(engine_for(database)).get_table_names() == ["alembic_version"]
    migrate(database)
    command.check(databases._alembic(database))


def test_readiness_tells_an_older_schema_from_a_current_one(database: str) -> None:
    """F10."""
    assert ready().ok
    command.downgrade(databases._alembic(database), "base")
    assert not ready().ok
    assert "fairtrial migrate" in ready().reason
    assert schema_of(database)[0] is None


def test_sqlite_runs_with_every_safeguard_on(sqlite_database: str) -> None:
    with engine_for(sqlite_database).connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert found == PRAGMAS


def person(**changes: object) -> r.Person:
    facts = {"clinic_id": "c", "role": r.PersonRole.patient, "given_name": "Ada", "family_name": "Ro"}
    return r.Person(**{**facts, "record_number": "A-1", "added_at": AT, **changes})


def trial(**changes: object) -> r.Trial:
    facts = {"patient_id": "p", "episode_id": "e", "modality": Modality.medication, "agent": "sertraline"}
    known = {"role": Role.monotherapy, "started_on": DAY, "ascertainment": Ascertainment.prospective, "recorded_at": AT}
    return r.Trial(**{**facts, **known, **changes})


def check_in(**changes: object) -> r.CheckIn:
    facts = {"patient_id": "p", "occasion": "w1", "instruments": ["phq9"], "status": r.CheckInStatus.due}
    return r.CheckIn(**{**facts, "due_on": DAY, "closes_on": DAY, **changes})


def answer(**changes: object) -> r.ItemAnswer:
    facts = {"check_in_id": "k", "instrument": "phq9", "item": "q1", "state": r.AnswerState.answered, "value": 1}
    return r.ItemAnswer(**{**facts, "saved_at": AT, **changes})


def use(**changes: object) -> r.InstrumentUse:
    facts = {"clinic_id": "c", "instrument": "who5", "statement": "Not commercial.", "stated_by_id": "d"}
    return r.InstrumentUse(**{**facts, "stated_at": AT, **changes})


def visit(**changes: object) -> r.Visit:
    facts = {"token_hash": "h", "person_id": "p", "kind": r.VisitKind.kiosk, "check_in_id": "k", "layout": r.Layout.one}
    return r.Visit(**{**facts, "started_at": AT, "seen_at": AT, "expires_at": AT, **changes})


@pytest.fixture
def world(database: str) -> None:
    with session(write=True) as db:
        db.add(r.Clinic(id="c", name="Clinic", time_zone="UTC", language="en", answers_read="On working days."))
        db.flush()
        db.add(person(id="p"))
        db.add(person(id="d", role=r.PersonRole.clinician, record_number=None))
        db.flush()
        db.add(r.Episode(id="e", patient_id="p", number=1, started_on=date(2026, 1, 1)))
        db.add(check_in(id="k"))
        db.flush()
        db.add(trial(id="t"))
        db.add(visit(id="v", token_hash="v", kind=r.VisitKind.account, check_in_id=None))


BROKEN = {
    "a person of no clinic": person(clinic_id="nobody", record_number="A-2"),
    "a patient without a record number": person(record_number=None),
    "a patient with a blank record number": person(record_number="  "),
    "a blank name": person(given_name=" ", record_number="A-3"),
    "the same record number twice in a clinic": person(record_number="A-1"),
    "a dose below nothing": r.DoseStep(trial_id="t", from_on=DAY, mg_per_day=-50),
    "a dose that is no number": r.DoseStep(trial_id="t", from_on=DAY, mg_per_day=float("inf")),
    "a dose of no trial": r.DoseStep(trial_id="nothing", from_on=DAY, mg_per_day=50),
    "a trial that ends before it starts": trial(ended_on=date(2026, 10, 1)),
    "a stop reason while it runs": trial(stop_reason=StopReason.nonresponse),
    "a medication without a drug": trial(agent=None),
    "a medication without a role": trial(role=None),
    "a psychotherapy without a therapy": trial(modality=Modality.psychotherapy),
    "adherence above one": trial(adherence=1.2, adherence_source=r.AdherenceSource.refill),
    "adherence from nowhere": trial(adherence=0.9),
    "own judgement of evidence without a reason": trial(is_evidence_based=True),
    "an episode numbered nought": r.Episode(patient_id="p", number=0, started_on=DAY),
    "an episode's grade outside its scale": r.Episode(patient_id="p", number=2, started_on=DAY, comorbid_anxiety=0.7),
    "the same occasion twice": check_in(),
    "a check-in sent at no time": check_in(occasion="w2", status=r.CheckInStatus.submitted),
    "an answer without a value": answer(value=None),
    "a skipped item with a value": answer(state=r.AnswerState.skipped),
    "an answer to no check-in": answer(check_in_id="nothing"),
    "a flag of a tier that there is not": r.SafetyFlag(patient_id="p", status=r.FlagStatus.open, tier=3, opened_at=AT),
    "a flag closed without saying what was done": r.SafetyFlag(
        patient_id="p", status=r.FlagStatus.closed, tier=1, opened_at=AT, closed_at=AT, closed_by_id="d"
    ),
    "a password that is not hashed": r.Credential(person_id="d", user_name="d", password_hash="secret", changed_at=AT),
    "a link visit without its check-in": r.Visit(
        token_hash="h",
        person_id="p",
        kind=r.VisitKind.link,
        layout=r.Layout.one,
        started_at=AT,
        seen_at=AT,
        expires_at=AT,
    ),
    "a tablet that leads back to nobody": visit(pin_hash="$argon2id$x"),
    "a tablet without a PIN": visit(opened_from_id="v"),
    "a tablet with a PIN that is not hashed": visit(opened_from_id="v", pin_hash="4829"),
    "a sixth wrong PIN": visit(opened_from_id="v", pin_hash="$argon2id$x", wrong_pins=6),
    "a link with a PIN": visit(kind=r.VisitKind.link, pin_hash="$argon2id$x"),
    "a patient's own account on paper": check_in(occasion="w3", mode=r.EntryMode.account, way=r.EntryWay.paper),
    "staff on the clinic's tablet": check_in(occasion="w3", mode=r.EntryMode.staff, way=r.EntryWay.kiosk),
    "a way without anybody who went it": check_in(occasion="w3", way=r.EntryWay.interview),
    "another event without words": r.EventNote(
        patient_id="p", happened_on=DAY, kind=r.EventKind.other, words=" ", recorded_at=AT
    ),
    "a preference that says nothing": r.Preference(patient_id="p", about="tms", recorded_at=AT),
    "a preference about nothing": r.Preference(patient_id="p", about=" ", words="yes", recorded_at=AT),
    "a score that was not scored and has a value": r.Score(
        check_in_id="k",
        instrument="phq9",
        scale="total",
        patient_id="p",
        answered_on=DAY,
        value=3,
        status=r.ScoreStatus.not_scored,
        instrument_version="1",
    ),
    "a use of an instrument that states nothing": use(statement=" "),
    "a use of no instrument": use(instrument=""),
    "a use stated by nobody": use(stated_by_id="nobody"),
    "a use that ended before it was stated": use(ended_at=datetime(2026, 10, 1, tzinfo=UTC), ended_by_id="d"),
    "a use that was ended by nobody": use(ended_at=AT),
    "somebody on one's own care team": r.CareTeamMember(patient_id="p", clinician_id="p", since_on=DAY),
}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_is_refused_by_the_database_itself(what: str) -> None:
    row = BROKEN[what]
    with pytest.raises(IntegrityError), session(write=True) as db:
        db.add(type(row)(**row.model_dump()))
        db.flush()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("fields", [{"role": "nurse"}, {"added_at": datetime(2026, 11, 1, 9)}])
def test_unknown_words_and_instants_without_a_zone_are_refused(fields: dict[str, object]) -> None:
    """B27, F29."""
    with pytest.raises((StatementError, ValueError)), session(write=True) as db:
        db.add(person(record_number="A-9", **fields))
        db.flush()


@pytest.mark.usefixtures("world")
def test_only_one_flag_of_a_patient_is_open_at_a_time() -> None:
    with pytest.raises(IntegrityError), session(write=True) as db:
        for _ in range(2):
            db.add(r.SafetyFlag(patient_id="p", status=r.FlagStatus.open, tier=1, opened_at=AT))
        db.flush()


@pytest.mark.usefixtures("world")
def test_a_use_is_stated_once_at_a_time_and_again_after_it_ended() -> None:
    with session(write=True) as db:
        db.add(use(ended_at=AT, ended_by_id="d"))
        db.add(use())
    with pytest.raises(IntegrityError), session(write=True) as db:
        db.add(use())
        db.flush()


@pytest.mark.usefixtures("world")
def test_an_instant_comes_back_as_the_same_instant() -> None:
    with session() as db:
        assert db.exec(select(r.Person.added_at).where(r.Person.id == "p")).one() == AT


@pytest.mark.usefixtures("world")
def test_a_transaction_that_breaks_leaves_nothing() -> None:
    """L01."""
    with pytest.raises(SQLAlchemyError), session(write=True) as db:
        db.add(person(record_number="A-8", given_name="Kept?"))
        db.flush()
        db.add(r.DoseStep(trial_id="t", from_on=DAY, mg_per_day=-1))
        db.flush()
    with session() as db:
        assert db.exec(select(r.Person).where(r.Person.record_number == "A-8")).first() is None


def test_many_writers_at_once_all_get_their_turn(world: None) -> None:
    """F14, F27."""

    def write(number: int) -> None:
        with session(write=True) as db:
            found = db.get_one(r.Clinic, "c")
            found.answers_read = f"{found.answers_read}{number % 10}"

    threads = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with session() as db:
        written = db.get_one(r.Clinic, "c").answers_read.removeprefix("On working days.")
    if databases.engine().dialect.name == "sqlite":
        assert sorted(written) == sorted(str(number % 10) for number in range(40)), "read, then written: none was lost"
