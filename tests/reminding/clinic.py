"""Patients who agreed to be reminded, made through the write door."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from models import history, recording
from models.access import Actor, system_actor
from models.clock import at
from models.recording import ClinicInput, PatientInput
from models.reminding import Mail, Summary, remind

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)  # a Monday
SENDER = "no-reply@clinic.example"


@dataclass(frozen=True)
class Reminded:
    """A clinic of one patient with a weekly plan."""

    clinic_id: str
    patient_id: str

    @property
    def actor(self) -> Actor:
        return system_actor()

    def lines(self) -> list[tuple[int, str]]:
        """Number and state of each message, in the order of sending."""
        view = history.reminders_of(self.actor, self.patient_id)
        return [(line.number, line.status.value) for line in reversed(view.lines)]

    def open_check_in(self) -> str:
        found = recording.open_due_check_in(self.actor, self.patient_id)
        assert found is not None
        return found


def add_patient(
    clinic_id: str, number: int, zone: str = "Europe/London", language: str = "en", *, hour: int = 10, every: int = 7
) -> str:
    actor = system_actor()
    person = PatientInput(
        clinic_id=clinic_id,
        record_number=f"R{number:04}",
        given_name="Canary",
        family_name=f"Yellow{number}",
        born_on=date(1984, 3, 2),
        time_zone=zone,
        language=language,
    )
    patient_id = recording.add_patient(actor, person)
    recording.set_reminders(actor, patient_id, f"p{number}@example.org", hour, True)
    recording.set_plan(actor, patient_id, every)
    return patient_id


def make(language: str = "en", zone: str = "Europe/London", message_name: str | None = "Canal House") -> Reminded:
    clinic = ClinicInput(name="Depression clinic", time_zone="Europe/London", message_name=message_name)
    clinic_id = recording.add_clinic(system_actor(), clinic)
    return Reminded(clinic_id, add_patient(clinic_id, 1, zone, language))


def a_round(url: str, when: datetime, patience: float = 5.0) -> Summary:
    with at(when):
        return remind(Mail(url, SENDER, patience))
