"""What a licence asks of a clinic: stated by a person, on record, and nothing is asked of patients without it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from instruments import shelf, use_own
from models import history, recording
from models.access import Actor
from models.clock import at
from models.database import session
from models.errors import Invalid, NotPermitted
from models.recording import AnswerState
from models.records import InstrumentUse, PersonRole
from tests.recording.conftest import NOW, World, signed_in

YES = {"is_noncommercial": True, "has_read_terms": True}


@pytest.fixture
def admin(world: World) -> Actor:
    staff = recording.StaffInput(clinic_id=world.clinic_id, role=PersonRole.admin, given_name="Di", family_name="Lee")
    return signed_in(recording.add_staff(world.system, staff))


@pytest.fixture
def worded(tmp_path: Path) -> Iterator[None]:
    """A clinic's own words for the WHO-5: invented here, for nothing of the real form is ours to print."""
    one = shelf()["who5"]
    lines = ['id = "who5"', f'version = "{one.version}"', 'language = "en"', 'source = "invented for a test"']
    if one.recall_texts:
        lines.append('recall = "In a test"')
    if one.stems:
        lines.append('stem = "For a test"')
    lines += ["[items]", *(f'{item.id} = "Question {item.id}"' for item in one.items)]
    for name in dict.fromkeys(item.choice_set for item in one.items):
        item = next(each for each in one.items if each.choice_set == name)
        lines += [f"[choices.{name}]", *(f'{value:g} = "Answer {value:g}"' for value in item.values)]
    (tmp_path / "who5-en.toml").write_text("\n".join(lines), encoding="utf-8")
    use_own(tmp_path)
    yield
    use_own(None)


def line(actor: Actor, clinic_id: str, name: str) -> history.ShelfLine:
    return next(one for one in history.shelf_of(actor, clinic_id) if one.id == name)


def refusal(world: World, name: str) -> str:
    with pytest.raises(Invalid) as refused:
        recording.issue_check_in(world.clinician, world.patient_id, [name])
    return " ".join(problem.message for problem in refused.value.problems)


def test_every_instrument_of_the_shelf_is_told_with_its_licence(world: World, admin: Actor) -> None:
    lines = {one.id: one for one in history.shelf_of(admin, world.clinic_id)}
    assert set(lines) == set(shelf())
    assert (lines["phq9"].may_be_asked, lines["phq9"].has_text, lines["phq9"].needs_statement) == (True, True, False)
    assert lines["who5"].attribution
    assert not any(one.may_be_asked for one in lines.values() if one.licence_class in "CDE")


@pytest.mark.parametrize(
    ("name", "why"), [("who5", "stated its use"), ("isi", "words are not here"), ("bdi2", "no form")]
)
def test_what_may_not_be_asked_is_refused_with_the_reason(world: World, name: str, why: str) -> None:
    assert why in refusal(world, name)


@pytest.mark.usefixtures("worded")
def test_class_c_is_off_until_its_use_is_stated_and_off_again_when_that_ends(world: World, admin: Actor) -> None:
    assert "stated its use" in refusal(world, "who5")
    recording.state_use(admin, world.clinic_id, "who5", **YES)
    told = line(admin, world.clinic_id, "who5")
    assert (told.may_be_asked, told.in_use_since, told.in_use_by) == (True, NOW, "Di Lee")
    assert recording.issue_check_in(world.clinician, world.patient_id, ["who5"])
    recording.end_use(admin, world.clinic_id, "who5")
    assert not line(admin, world.clinic_id, "who5").may_be_asked
    assert "stated its use" in refusal(world, "who5")


def test_a_statement_alone_does_not_bring_the_words(world: World, admin: Actor) -> None:
    recording.state_use(admin, world.clinic_id, "who5", **YES)
    assert refusal(world, "who5") == f"WHO-5: {line(admin, world.clinic_id, 'who5').why_not[0]}"
    assert "words are not here" in refusal(world, "who5")


@pytest.mark.parametrize("missing", ["is_noncommercial", "has_read_terms"])
def test_half_a_statement_is_none(world: World, admin: Actor, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        recording.state_use(admin, world.clinic_id, "who5", **{**YES, missing: False})
    assert [problem.field for problem in refused.value.problems] == [missing]
    assert line(admin, world.clinic_id, "who5").in_use_since is None


@pytest.mark.parametrize("name", ["phq9", "madrs", "bdi2", "nothing"])
def test_no_statement_is_taken_where_none_is_asked_for(world: World, admin: Actor, name: str) -> None:
    with pytest.raises(Invalid):
        recording.state_use(admin, world.clinic_id, name, **YES)


def test_a_statement_needs_a_person(world: World) -> None:
    with pytest.raises(Invalid, match="person"):
        recording.state_use(world.system, world.clinic_id, "who5", **YES)


def test_stating_and_ending_twice_is_as_once_and_all_of_it_stays_on_record(world: World, admin: Actor) -> None:
    first = recording.state_use(admin, world.clinic_id, "who5", **YES)
    assert recording.state_use(admin, world.clinic_id, "who5", **YES) == first
    with at(NOW + timedelta(days=1)):
        recording.end_use(admin, world.clinic_id, "who5")
        recording.end_use(admin, world.clinic_id, "who5")
    with at(NOW + timedelta(days=2)):
        assert recording.state_use(admin, world.clinic_id, "who5", **YES) != first
    with session() as db:
        kept = db.exec(select(InstrumentUse).order_by(InstrumentUse.stated_at)).all()
    assert [(use.stated_by_id, use.ended_by_id) for use in kept] == [
        (admin.person_id, admin.person_id),
        (admin.person_id, None),
    ]
    assert "CC BY-NC-SA" in kept[0].statement


def test_only_the_clinics_own_administrators_state_and_only_its_staff_reads(world: World, admin: Actor) -> None:
    other = recording.add_clinic(world.system, recording.ClinicInput(name="Southside"))
    staff = recording.StaffInput(clinic_id=other, role=PersonRole.admin, given_name="No", family_name="One")
    elsewhere = signed_in(recording.add_staff(world.system, staff))
    recording.state_use(admin, world.clinic_id, "who5", **YES)
    for actor in (world.clinician, world.patient, elsewhere):
        with pytest.raises(NotPermitted):
            recording.state_use(actor, world.clinic_id, "who5", **YES)
        with pytest.raises(NotPermitted):
            recording.end_use(actor, world.clinic_id, "who5")
    for actor in (world.patient, elsewhere):
        with pytest.raises(NotPermitted):
            history.shelf_of(actor, world.clinic_id)
    assert line(world.clinician, world.clinic_id, "who5").in_use_by == "Di Lee"
    assert line(elsewhere, other, "who5").in_use_since is None


@pytest.mark.usefixtures("worded")
def test_a_statement_that_ends_stops_what_is_waiting_and_keeps_what_was_answered(world: World, admin: Actor) -> None:
    recording.state_use(admin, world.clinic_id, "who5", **YES)
    sent = recording.issue_check_in(world.clinician, world.patient_id, ["who5"])
    for item in ("q1", "q2", "q3", "q4", "q5"):
        recording.save_answer(world.patient, sent, "who5", item, AnswerState.answered, 3)
    recording.send_check_in(world.patient, sent)
    waiting = recording.issue_check_in(world.clinician, world.patient_id, ["phq9", "who5"])
    recording.end_use(admin, world.clinic_id, "who5")
    assert history.open_check_in(world.patient, waiting).instruments == ("phq9",)
    assert [p.value for p in history.patient_view(world.clinician, world.patient_id).course("who5", "percent")] == [60]


@pytest.mark.usefixtures("worded")
def test_a_check_in_with_nothing_else_to_ask_closes_with_the_statement(world: World, admin: Actor) -> None:
    recording.state_use(admin, world.clinic_id, "who5", **YES)
    waiting = recording.issue_check_in(world.clinician, world.patient_id, ["who5"])
    recording.end_use(admin, world.clinic_id, "who5")
    assert history.open_check_in(world.patient, waiting).is_closed
