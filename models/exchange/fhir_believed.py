"""What a FHIR resource must say before it is believed: about this patient, done and not taken back, in doses a day."""

from collections.abc import Container, Mapping
from typing import Any

Entry = Mapping[str, Any]
# What an export of ours says; "entered-in-error", "not-done" or "intended" tell of something that did not happen.
STATUS = {
    "EpisodeOfCare": ("active", "finished"),
    "MedicationStatement": ("active", "completed", "stopped"),
    "Procedure": ("in-progress", "completed", "stopped"),
    "Encounter": ("finished", "cancelled"),
    "QuestionnaireResponse": ("completed",),
    "Observation": ("final",),
}
DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


def why_not(one: Entry, patient: str, forms: Container[str]) -> tuple[str, str] | None:
    """The element that forbids to believe a resource, and what is allowed; None where nothing does.

    `patient` is the address of the bundle's one patient, `forms` those of its filled-in forms.
    """
    kind = str(one["resourceType"])
    whose = "patient" if kind == "EpisodeOfCare" else "subject"
    if kind != "Patient" and _led_to(one.get(whose)) != patient:
        return whose, "a reference to the Patient of this bundle expected"
    if kind in STATUS and one.get("status") not in STATUS[kind]:
        return "status", f"allowed: {', '.join(STATUS[kind])}"
    if one.get("derivedFrom") and not _follows(one["derivedFrom"], forms):
        return "derivedFrom", "a reference to a QuestionnaireResponse of this bundle expected"
    if not _is_daily(one.get("dosage")):
        return "dosage", "doses are told in mg once a day: frequency 1, period 1, periodUnit d"
    return None


def _led_to(found: Any) -> str | None:
    return str(found.get("reference")) if isinstance(found, dict) else None


def _follows(found: Any, forms: Container[str]) -> bool:
    return isinstance(found, list) and all(_led_to(each) in forms for each in found)


def _is_daily(steps: Any) -> bool:
    """True also where there are no steps; what is no list of steps is told where it is read."""
    found = [each["timing"]["repeat"] for each in steps or () if isinstance(each, dict) and _has_repeat(each)]
    return all(repeat.get(name, value) == value for repeat in found for name, value in DAILY.items())


def _has_repeat(step: Entry) -> bool:
    timing = step.get("timing")
    return isinstance(timing, dict) and isinstance(timing.get("repeat"), dict)
