"""Patients see who has looked at their record, in plain words, and nobody else's looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import clock, history, recording
from models.access import Actor, ActorKind, system_actor
from models.errors import NotPermitted
from models.recording import PersonRole, StaffInput
from pages.parts import own_looks
from tests.support.patients import ask_patient, make_clinic

Doctor = Callable[[str], Actor]


@pytest.fixture
def clinic(database: str) -> str:
    return make_clinic()


@pytest.fixture
def doctor(clinic: str) -> Doctor:
    def hire(family_name: str) -> Actor:
        person = StaffInput(clinic_id=clinic, role=PersonRole.clinician, given_name="Dr", family_name=family_name)
        person_id = recording.add_staff(system_actor(), person)
        return Actor(person_id, PersonRole.clinician, ActorKind.account, clinic, visit_id=person_id)

    return hire


def as_patient(patient_id: str, clinic: str) -> Actor:
    return Actor(patient_id, PersonRole.patient, ActorKind.account, clinic)


def test_a_look_is_told_with_name_role_and_what_for(clinic: str, doctor: Doctor) -> None:
    """L16."""
    asked, osei = ask_patient(clinic), doctor("Osei")
    recording.join_team(system_actor(), asked.patient_id, str(osei.person_id))
    for hours in (3, 2):
        with clock.at(clock.now() - timedelta(hours=hours)):
            history.patient_view(osei, asked.patient_id)
    lines = [own_looks.line(each) for each in history.looks_of(as_patient(asked.patient_id, clinic), asked.patient_id)]
    assert any("Dr Osei (clinician): read your record" in line for line in lines)
    assert any("Your clinic’s computer: asked you a check-in" in line for line in lines)
    assert sum("read your record" in line for line in lines) <= 2


def test_a_refused_look_is_told_too(clinic: str, doctor: Doctor) -> None:
    """L11, L16."""
    asked, stranger = ask_patient(clinic), doctor("Stranger")
    with pytest.raises(NotPermitted):
        history.patient_view(stranger, asked.patient_id)
    looks = history.looks_of(as_patient(asked.patient_id, clinic), asked.patient_id)
    assert any("was not let in" in own_looks.line(each) for each in looks)


def test_own_acts_and_those_of_more_than_a_year_ago_are_left_out(clinic: str) -> None:
    with clock.at(clock.now() - timedelta(days=400)):
        asked = ask_patient(clinic)
    patient = as_patient(asked.patient_id, clinic)
    history.own_view(patient, asked.patient_id)
    assert history.looks_of(patient, asked.patient_id) == []


def test_nobody_sees_the_looks_at_somebody_else(clinic: str, doctor: Doctor) -> None:
    one, other = ask_patient(clinic), ask_patient(clinic)
    for actor in (as_patient(one.patient_id, clinic), doctor("Osei")):
        with pytest.raises(NotPermitted):
            history.looks_of(actor, other.patient_id)


def test_a_name_is_shown_as_it_is(clinic: str, doctor: Doctor) -> None:
    asked, odd = ask_patient(clinic), doctor('<img src=x onerror="alert(1)"> **bold**')
    recording.join_team(system_actor(), asked.patient_id, str(odd.person_id))
    history.patient_view(odd, asked.patient_id)
    looks = history.looks_of(as_patient(asked.patient_id, clinic), asked.patient_id)
    assert any("**bold** (clinician)" in own_looks.line(each) for each in looks)
