"""Choosing a language: at any time, in the patient's own hands, and no answer is lost by it."""

import pytest
from sqlmodel import select

from models import history, recording
from models.access import Actor, system_actor
from models.database import session
from models.errors import Invalid, NotPermitted
from models.recording import AnswerState, CrisisInput
from models.records import AccessLog, CheckIn
from pages.visit import actor_of
from tests.support.patients import Asked, ask_patient, make_clinic


@pytest.fixture
def asked(sqlite_database: str) -> Asked:
    return ask_patient(make_clinic(), ("phq9", "swls"))


def here(asked: Asked) -> Actor:
    actor = actor_of(asked.come_in())
    assert actor is not None
    return actor


def test_the_answers_stay_and_the_forms_change(asked: Asked) -> None:
    """A form that is begun goes on in the new language as a whole; one without it stays in English."""
    actor = here(asked)
    recording.save_answer(actor, asked.check_in_id, "phq9", "q1", AnswerState.answered, 2)
    before = history.open_check_in(actor, asked.check_in_id)
    recording.choose_language(actor, "de")
    actor = here(asked)
    after = history.open_check_in(actor, asked.check_in_id)
    assert (actor.language, after.language) == ("de", "de")
    assert after.form_languages == {"phq9": "de", "swls": "en"}
    assert (after.answers, after.row_version) == (before.answers, before.row_version)
    recording.send_check_in(actor, asked.check_in_id, after.row_version)
    recording.choose_language(actor, "en")
    with session() as db:
        sent = db.exec(select(CheckIn).where(CheckIn.id == asked.check_in_id)).one()
        told = [each.detail for each in db.exec(select(AccessLog).where(AccessLog.act == "choose_language")).all()]
    assert (sent.language, sent.form_languages["phq9"]) == ("de", "de"), "what was sent was answered in German"
    assert told == [{"before": "en", "language": "de"}, {"before": "de", "language": "en"}]


@pytest.mark.parametrize("wrong", ["xx", "", "it", "de-AT", "../de", "EN"])
def test_a_language_that_is_not_offered_is_refused(asked: Asked, wrong: str) -> None:
    with pytest.raises(Invalid):
        recording.choose_language(here(asked), wrong)
    assert here(asked).language == "en"


def test_nobody_chooses_for_somebody_else(asked: Asked) -> None:
    with pytest.raises(NotPermitted):
        recording.choose_language(system_actor(), "de")


def test_the_language_that_is_spoken_already_changes_nothing(sqlite_database: str) -> None:
    """Somebody whose own language is not offered reads English: to choose English again takes no form away."""
    asked = ask_patient(make_clinic(), ("phq9",), language="it")
    recording.choose_language(here(asked), "en")
    assert history.open_check_in(here(asked), asked.check_in_id).form_languages == {"phq9": "it"}


def test_staff_read_english_whatever_the_patient_reads(asked: Asked) -> None:
    recording.choose_language(here(asked), "de")
    view = history.open_check_in(system_actor(), asked.check_in_id)
    assert (view.language, view.form_languages["phq9"]) == ("en", "de")


def test_in_danger_the_words_are_the_readers_and_the_numbers_the_clinics(sqlite_database: str) -> None:
    """A clinic wrote its words in English alone: a German reader gets ours in German, with the clinic's numbers."""
    clinic, numbers = make_clinic(), {"call_number": "116 123", "text_number": "116124", "emergency_number": "110"}
    recording.set_crisis_text(system_actor(), clinic, CrisisInput(message="Call our ward.", **numbers))
    asked = ask_patient(clinic, language="de")
    german = history.crisis_for(here(asked))
    assert german.message.startswith("Danke, dass Sie uns das sagen.")
    assert (german.call_number, german.text_number, german.emergency_number) == ("116 123", "116124", "110")
    own = CrisisInput(language="de", message="Rufen Sie uns an.", **numbers)
    recording.set_crisis_text(system_actor(), clinic, own)
    assert history.crisis_for(here(asked)).message == "Rufen Sie uns an."
    english = ask_patient(clinic)
    assert history.crisis_for(here(english)).message == "Call our ward."
