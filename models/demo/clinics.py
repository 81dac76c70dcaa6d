"""The invented clinics and those who work there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffMember:
    """`share` tells how many of every ten patients of the clinic this clinician cares for."""

    given_name: str
    family_name: str
    role: str
    says: str
    share: int = 0


@dataclass(frozen=True)
class DemoClinic:
    """One clinic; `prefix` begins its record numbers, and `message_name` is how it signs reminders."""

    name: str
    message_name: str
    prefix: str
    time_zone: str
    answers_read: str
    staff: tuple[StaffMember, ...]


CLINICS = (
    DemoClinic(
        "Canal House Clinic",
        "Canal House",
        "CH",
        "Europe/London",
        "Your care team reads your answers on working days.",
        (
            StaffMember("Miriam", "Osei", "clinician", "Psychiatrist; cares for everybody at Canal House.", 10),
            StaffMember("Anders", "Holm", "clinician", "Psychotherapist; cares for half of the clinic's patients.", 5),
            StaffMember("Paula", "Reyes", "clinician", "Nurse; cares for some of the clinic's patients.", 3),
            StaffMember("Dorothea", "Lang", "admin", "Looks after accounts at Canal House; sees nothing clinical."),
        ),
    ),
    DemoClinic(
        "Northgate Practice",
        "Northgate",
        "NG",
        "Europe/Dublin",
        "Your care team reads your answers every weekday morning.",
        (
            StaffMember("Ravi", "Menon", "clinician", "Psychiatrist; cares for everybody at Northgate.", 10),
            StaffMember("Ciara", "Doyle", "clinician", "Family doctor; cares for half of the practice's patients.", 5),
            StaffMember("Tomasz", "Wilk", "admin", "Looks after accounts at Northgate; sees nothing clinical."),
        ),
    ),
)
