"""What stands beside the scores: events pinned to their day, and what the patient would like to try."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import history, recording
from models.database import session
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import EventKind, EventNoteInput, PreferenceInput, Stance
from models.records import Preference
from tests.recording.conftest import NOW, World, signed_in


def job(on: date = date(2026, 9, 1), words: str = "laid off") -> EventNoteInput:
    return EventNoteInput(happened_on=on, kind=EventKind.job, words=words)


def test_an_event_is_pinned_by_the_team_or_by_the_patient(world: World) -> None:
    recording.note_event(world.patient, world.patient_id, job())
    recording.note_event(world.clinician, world.patient_id, job(date(2026, 8, 1), ""))
    events = history.patient_view(world.clinician, world.patient_id).events
    assert [(one.happened_on.month, one.by_patient, one.by) for one in events] == [
        (8, False, "Ines Vale"),
        (9, True, "Ada Ro"),
    ]
    assert history.own_view(world.patient, world.patient_id).events == events, "the patient sees them all"


@pytest.mark.parametrize("on", [NOW.date() + timedelta(days=1), date(1984, 3, 1)])
def test_an_event_lies_in_the_patient_s_life_so_far(world: World, on: date) -> None:
    with pytest.raises(Invalid) as refused:
        recording.note_event(world.patient, world.patient_id, job(on))
    assert [one.field for one in refused.value.problems] == ["happened_on"]


def test_another_event_says_what_it_was(world: World) -> None:
    with pytest.raises(Invalid):
        recording.note_event(
            world.patient, world.patient_id, EventNoteInput(happened_on=NOW.date(), kind=EventKind.other, words="  ")
        )
    with pytest.raises(Invalid):
        EventNoteInput.of(happened_on=NOW.date(), kind="job", words="x" * 201)


def test_a_patient_takes_back_the_own_notes_only_and_the_team_any(world: World) -> None:
    theirs = recording.note_event(world.clinician, world.patient_id, job())
    own = recording.note_event(world.patient, world.patient_id, job())
    with pytest.raises(NotPermitted):
        recording.withdraw_event(world.patient, theirs)
    recording.withdraw_event(world.patient, own)
    with pytest.raises(Conflict):
        recording.withdraw_event(world.clinician, own)
    recording.withdraw_event(world.clinician, theirs)
    assert history.patient_view(world.clinician, world.patient_id).events == ()


def test_somebody_else_s_event_is_out_of_reach(world: World) -> None:
    number = recording.PatientInput(clinic_id=world.clinic_id, record_number="A-2", given_name="Bo", family_name="Li")
    other = recording.add_patient(world.system, number)
    note = recording.note_event(world.patient, world.patient_id, job())
    for act in (
        lambda: recording.note_event(signed_in(other), world.patient_id, job()),
        lambda: recording.withdraw_event(signed_in(other), note),
        lambda: recording.note_event(world.clinician, other, job()),
        lambda: recording.withdraw_event(world.clinician, "nothing"),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_newest_word_about_an_option_holds_with_who_and_when(world: World) -> None:
    for stance, words in ((Stance.rather_not, "needles"), (Stance.would_try, "")):
        said = PreferenceInput(about="tms", stance=stance, words=words)
        recording.record_preference(world.clinician, world.patient_id, said)
    recording.record_preference(world.clinician, world.patient_id, PreferenceInput(about="matters", words="my garden"))
    found = {one.about: one for one in history.patient_view(world.clinician, world.patient_id).preferences}
    assert set(found) == {"tms", "matters"}
    assert found["matters"].words == "my garden"
    assert (found["matters"].by, found["matters"].recorded_at) == ("Ines Vale", NOW)


@pytest.mark.parametrize("said", [{"about": "leeches", "stance": "would_try"}, {"about": "tms"}])
def test_a_preference_says_something_about_something(world: World, said: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        recording.record_preference(world.clinician, world.patient_id, PreferenceInput.of(**said))


@pytest.mark.parametrize("about", ["tms", "general"])
def test_only_the_team_writes_a_preference_down(world: World, about: str) -> None:
    with pytest.raises(NotPermitted):
        recording.record_preference(world.patient, world.patient_id, PreferenceInput(about=about, words="yes"))


def test_the_patient_alone_says_what_matters(world: World) -> None:
    recording.record_preference(world.patient, world.patient_id, PreferenceInput(about="matters", words="my garden"))
    with session() as db:
        kept = db.exec(select(Preference).where(Preference.patient_id == world.patient_id)).one()
    assert (kept.about, kept.words, kept.recorded_by_id) == ("matters", "my garden", world.patient_id)
