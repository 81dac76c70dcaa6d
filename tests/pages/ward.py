"""Two small clinics with invented people, for the tests of the clinician's pages; written through the doors."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from models import recording
from models.access import Actor, system_actor
from models.clock import at
from models.recording import (
    ClinicInput,
    DoseInput,
    EpisodeInput,
    PatientInput,
    SessionInput,
    StaffInput,
    TrialInput,
)
from models.recording.sittings import SittingInput
from models.words import Modality, Role, StopReason, TherapyFormat

TODAY = date(2026, 7, 6)
NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
PAYLOAD = '<img src=x onerror="alert(1)"> **bold** # [a](javascript:alert(1)) :red[x] $x$'
TOTALS = [19, 18, 17, 18, 17, 16, 17, 16, 17, 16, 17, 15, 16, 15, 15, 16, 15, 15, 14, 13, 13, 11, 11, 10, 9, 7]
START = date(2026, 1, 5)


@dataclass(frozen=True)
class Ward:
    """Ids of the people, and of the trials of the one whose story is told."""

    clinic: str
    rivera: str
    stranger: str
    elsewhere: str
    admin: str
    marta: str
    odd: str
    new: str
    sertraline: str
    venlafaxine: str
    cbt: str

    def __getitem__(self, who: str) -> str:
        return str(getattr(self, who))


def phq9(total: int, item9: int = 0) -> dict[str, float]:
    """Answers that make this total with this answer to item 9."""
    left, given = total - item9, {}
    for number in range(1, 9):
        given[f"q{number}"] = float(min(3, left))
        left -= int(given[f"q{number}"])
    assert left == 0, "too high a total for that answer to item 9"
    return {**given, "q9": float(item9)}


def sitting(on: date, answers: dict[str, dict[str, float]]) -> SittingInput:
    instant = datetime(on.year, on.month, on.day, 9, 30, tzinfo=UTC)
    return SittingInput(
        at=instant, due_on=on, closes_on=on + timedelta(days=6), occasion=on.isoformat(), answers=answers
    )


def build() -> Ward:
    """Everything, once; the clock stands at NOW."""
    with at(NOW):
        system = system_actor()
        north = recording.add_clinic(system, ClinicInput(name="Northside clinic", time_zone="Europe/London"))
        south = recording.add_clinic(system, ClinicInput(name="Southside clinic", time_zone="Europe/London"))
        rivera = _staff(system, north, "Ana", "Rivera")
        stranger = _staff(system, north, "Bo", "Stranger")
        elsewhere = _staff(system, south, "Cy", "Elsewhere")
        admin = _staff(system, north, "Di", "Admin", "admin")
        marta = _patient(system, north, rivera, "A-2041", "Marta", "Lindqvist")
        odd = _patient(system, north, rivera, "A-0007", PAYLOAD[:90], PAYLOAD[:90])
        new = _patient(system, north, rivera, "A-3001", "Noor", "New")
        trials = _story(system, marta)
        _odd_story(system, odd)
    return Ward(north, rivera, stranger, elsewhere, admin, marta, odd, new, *trials)


def _staff(system: Actor, clinic: str, given: str, family: str, role: str = "clinician") -> str:
    return recording.add_staff(system, StaffInput.of(clinic_id=clinic, role=role, given_name=given, family_name=family))


def _patient(system: Actor, clinic: str, clinician: str, number: str, given: str, family: str) -> str:
    patient = recording.add_patient(
        system,
        PatientInput(
            clinic_id=clinic,
            record_number=number,
            given_name=given,
            family_name=family,
            born_on=date(1984, 3, 2),
            time_zone="Europe/London",
        ),
    )
    recording.join_team(system, patient, clinician)
    return patient


def _story(system: Actor, marta: str) -> tuple[str, str, str]:
    recording.open_episode(system, marta, EpisodeInput(started_on=date(2026, 1, 1), number=3))
    taken = {"adherence": 0.9, "adherence_source": "self_report", "role": Role.monotherapy}
    sertraline = recording.record_trial(
        system,
        marta,
        TrialInput.of(
            modality=Modality.medication,
            agent="sertraline",
            started_on=START,
            ended_on=date(2026, 3, 10),
            stop_reason=StopReason.nonresponse,
            doses=(DoseInput(from_on=START, mg_per_day=50),),
            **taken,
        ),
    )
    second = date(2026, 3, 17)
    venlafaxine = recording.record_trial(
        system,
        marta,
        TrialInput.of(
            modality=Modality.medication,
            agent="venlafaxine",
            started_on=second,
            doses=(
                DoseInput(from_on=second, mg_per_day=37.5),
                DoseInput(from_on=second + timedelta(days=14), mg_per_day=150),
            ),
            **taken,
        ),
    )
    third = date(2026, 5, 4)
    cbt = recording.record_trial(
        system,
        marta,
        TrialInput.of(
            modality=Modality.psychotherapy,
            therapy="CBT",
            format=TherapyFormat.individual,
            started_on=third,
            sessions=tuple(
                SessionInput(held_on=third + timedelta(days=7 * week), attended=week != 4, minutes=50)
                for week in range(9)
            ),
        ),
    )
    sittings = []
    for week, total in enumerate(TOTALS):
        answers = {"phq9": phq9(total, 1 if week in (1, 9) else 0)}
        if week % 4 == 0:
            answers["swls"] = {f"q{number}": float(3 + week // 10) for number in range(1, 6)}
        sittings.append(sitting(START + timedelta(days=7 * week), answers))
    recording.record_sittings(system, marta, sittings, every_days=7)
    return sertraline, venlafaxine, cbt


def _odd_story(system: Actor, odd: str) -> None:
    """Everything that a person can type carries markup."""
    recording.open_episode(system, odd, EpisodeInput(started_on=date(2026, 1, 1)))
    recording.record_trial(
        system,
        odd,
        TrialInput.of(
            modality=Modality.medication,
            agent=PAYLOAD[:78],
            role=Role.monotherapy,
            started_on=date(2026, 5, 1),
            doses=(DoseInput(from_on=date(2026, 5, 1), mg_per_day=10),),
            note=PAYLOAD,
        ),
        confirmed=True,
    )
    days = [date(2026, 5, 1) + timedelta(days=7 * week) for week in range(6)]
    recording.record_sittings(system, odd, [sitting(on, {"phq9": phq9(15, 2 if on == days[-1] else 0)}) for on in days])
