"""Z24: a record outside the care team is opened in an emergency only, with a reason, for an hour, and never unseen."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import clock, history, recording
from models.access import Actor, system_actor
from models.database import session
from models.errors import Conflict, Invalid, NotPermitted
from models.history.report import report_record
from models.recording import EmergencyInput, EpisodeInput, PatientInput, PersonRole, StaffInput
from models.records import AccessLog
from pages.parts import own_looks
from tests.pages.desk import Open, open_desk, ward_template
from tests.pages.desk import ward as desk_ward
from tests.pages.ward import Ward as Desks
from tests.recording.conftest import signed_in
from tests.support.patients import make_clinic

__all__ = ["open_desk", "ward_template"]
ward = desk_ward
WHY = EmergencyInput(reason="Police called from the bridge")


class People:
    """A patient with an episode, the clinician of the team, a colleague, and somebody of another clinic."""

    def __init__(self) -> None:
        system, self.clinic = system_actor(), make_clinic()
        self.owner, self.colleague = self._hire(self.clinic, "Owner"), self._hire(self.clinic, "Colleague")
        self.elsewhere = self._hire(make_clinic(), "Elsewhere")
        one = PatientInput.of(
            clinic_id=self.clinic,
            record_number="E-77",
            given_name="Ada",
            family_name="Quillfeather",
            born_on=date(1984, 3, 2),
        )
        self.patient_id = recording.add_patient(system, one)
        assert self.owner.person_id is not None
        recording.join_team(system, self.patient_id, self.owner.person_id)
        self.episode = recording.open_episode(system, self.patient_id, EpisodeInput(started_on=date(2026, 1, 1)))
        self.patient = signed_in(self.patient_id)

    def _hire(self, clinic: str, name: str) -> Actor:
        staff = StaffInput(clinic_id=clinic, role=PersonRole.clinician, given_name="Dr", family_name=name)
        return signed_in(recording.add_staff(system_actor(), staff))


@pytest.fixture
def people(database: str) -> People:
    return People()


def test_the_record_opens_for_an_hour_and_no_longer(people: People) -> None:
    """Z24."""
    with pytest.raises(NotPermitted):
        history.patient_view(people.colleague, people.patient_id)
    until = recording.open_in_emergency(people.colleague, people.patient_id, WHY)
    assert history.patient_view(people.colleague, people.patient_id).header.name == "Ada Quillfeather"
    with clock.at(until - timedelta(seconds=1)):
        history.patient_view(people.colleague, people.patient_id)
    with clock.at(until + timedelta(seconds=1)), pytest.raises(NotPermitted):
        history.patient_view(people.colleague, people.patient_id)


def test_nothing_can_be_written_exported_or_found_in_a_list_by_it(people: People) -> None:
    recording.open_in_emergency(people.colleague, people.patient_id, WHY)
    episode = EpisodeInput(started_on=date(2026, 1, 2))
    for door in (
        lambda: recording.amend_episode(people.colleague, people.episode, episode, "why", 1),
        lambda: recording.issue_check_in(people.colleague, people.patient_id),
        lambda: report_record(people.colleague, people.patient_id),
        lambda: history.check_ins_of(people.colleague, people.patient_id),
    ):
        with pytest.raises(NotPermitted):
            door()
    assert history.caseload(people.colleague).patients == 0


def test_an_emergency_is_the_own_one_and_of_this_patient_only(people: People) -> None:
    other = recording.add_patient(
        system_actor(),
        PatientInput(clinic_id=people.clinic, record_number="E-78", given_name="Bea", family_name="Other"),
    )
    recording.open_in_emergency(people.colleague, people.patient_id, WHY)
    with pytest.raises(NotPermitted):
        history.patient_view(people.colleague, other)
    with pytest.raises(NotPermitted):
        history.patient_view(people._hire(people.clinic, "Third"), people.patient_id)


def test_no_emergency_leads_into_another_clinic_or_to_nobody(people: People) -> None:
    for actor, patient_id in (
        (people.elsewhere, people.patient_id),
        (people.colleague, "0" * 32),
        (people.colleague, ""),
    ):
        with pytest.raises(NotPermitted, match=r"^Not found\.$"):
            recording.open_in_emergency(actor, patient_id, WHY)
    for actor in (people.patient, system_actor()):
        with pytest.raises(NotPermitted):
            recording.open_in_emergency(actor, people.patient_id, WHY)


@pytest.mark.parametrize("reason", ["", "   ", "urgent", " " * 40, "x" * 301])
def test_a_reason_is_asked_for(reason: str) -> None:
    """Z24."""
    with pytest.raises(Invalid) as refused:
        EmergencyInput.of(reason=reason)
    assert refused.value.problems[0].field == "reason"


def test_the_care_team_needs_none(people: People) -> None:
    with pytest.raises(Conflict):
        recording.open_in_emergency(people.owner, people.patient_id, WHY)


def test_team_patient_and_log_are_told_who_when_and_why(people: People) -> None:
    """Z24."""
    recording.open_in_emergency(people.colleague, people.patient_id, WHY)
    (told,) = history.emergencies_of(people.owner, people.patient_id)
    assert (told.by, told.reason, told.is_own) == ("Dr Colleague", WHY.reason, False)
    (own,) = history.emergencies_of(people.colleague, people.patient_id)
    assert own.is_own
    lines = [own_looks.line(one) for one in history.looks_of(people.patient, people.patient_id)]
    (line,) = [one for one in lines if "emergency" in one]
    assert "Dr Colleague (clinician)" in line
    assert "Reason given: “Police called from the bridge”" in line
    with session() as db:
        entry = db.exec(select(AccessLog).where(AccessLog.act == "open_in_emergency")).one()
    assert entry.patient_id == people.patient_id
    assert set(entry.detail or {}) == {"reason_id", "minutes"}  # the reason itself lies encrypted beside the log


def test_a_number_leads_to_a_record_only_with_the_birth_date(people: People) -> None:
    born = date(1984, 3, 2)
    find = history.find_for_emergency
    assert find(people.colleague, "E-77", born) == people.patient_id
    assert find(people.colleague, "E-77", date(1984, 3, 3)) is None
    assert find(people.colleague, "E-7%", born) is None
    assert find(people.elsewhere, "E-77", born) is None
    with pytest.raises(NotPermitted):
        find(people.patient, "E-77", born)


def test_being_put_on_the_team_ends_the_emergency(people: People) -> None:
    recording.open_in_emergency(people.colleague, people.patient_id, WHY)
    assert people.colleague.person_id is not None
    recording.join_team(system_actor(), people.patient_id, people.colleague.person_id)
    assert not history.emergencies_of(people.colleague, people.patient_id)[0].is_own


def test_the_page_offers_it_alike_for_what_exists_and_what_does_not(open_desk: Open, ward: Desks) -> None:
    there, nowhere = (open_desk("stranger", "patient", id=each).words for each in (ward.marta, "0" * 32))
    assert there == nowhere
    assert "Open this record for one hour" in there


def test_the_page_opens_the_record_with_a_reason_and_says_so(open_desk: Open, ward: Desks) -> None:
    desk = open_desk("stranger", "patient", id=ward.marta).tap("Open this record for one hour")
    assert "Lindqvist" not in desk.words
    assert "at least 10 characters" in desk.words
    desk.field("text_area", "Why it cannot wait").input("Her sister calls: she has taken tablets")
    desk.tap("Open this record for one hour")
    assert "Marta Lindqvist" in desk.words
    assert "You are not on this care team. You can read until" in desk.words
    assert "Send a link" not in desk.words
    team = open_desk("rivera", "patient", id=ward.marta).words
    assert "Opened in an emergency by Bo Stranger" in team
    assert "Her sister calls" in team


def test_the_page_finds_nobody_of_another_clinic(open_desk: Open, ward: Desks) -> None:
    desk = open_desk("elsewhere", "patient", id=ward.marta)
    desk.field("text_area", "Why it cannot wait").input("A reason that is long enough")
    desk.tap("Open this record for one hour")
    assert "Nobody of your clinic was found." in desk.words
    assert "Lindqvist" not in desk.words
    desk = open_desk("stranger", "patient")
    desk.field("text_area", "Why it cannot wait").input("A reason that is long enough")
    desk.field("text_input", "Record number").input("A-2041")
    desk.tap("Open this record for one hour")
    assert "Lindqvist" not in desk.words
    desk.field("date_input", "Birth date").set_value(date(1984, 3, 2))
    desk.tap("Open this record for one hour")
    assert "Marta Lindqvist" in desk.words
