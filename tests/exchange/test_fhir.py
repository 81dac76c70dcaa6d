"""FHIR R4: each resource has what the standard asks for, every reference leads somewhere, a bundle comes back."""

import re
from typing import Any

import orjson
import pytest
from sqlmodel import select

from models import history
from models.access import Actor, system_actor
from models.database import session
from models.errors import Invalid
from models.exchange.fhir_in import history_text, history_texts
from models.exchange.fhir_out import bundle_of, pseudonym, written
from models.recording import ClinicInput, add_clinic
from models.records import Person
from tests.exchange.history_documents import document
from tests.exchange.test_history_exchange import out, plain, take

# From hl7.org/fhir/R4: what each resource must have, and the words that its status may be.
REQUIRED: dict[str, set[str]] = {
    "Patient": set(),
    "Condition": {"subject"},
    "EpisodeOfCare": {"status", "patient"},
    "MedicationStatement": {"status", "medicationCodeableConcept", "subject"},
    "Procedure": {"status", "subject"},
    "Encounter": {"status", "class"},
    "QuestionnaireResponse": {"status"},
    "Observation": {"status", "code"},
}
STATUS: dict[str, set[str]] = {
    "EpisodeOfCare": {"planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error"},
    "MedicationStatement": {
        "active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken",
    },
    "Procedure": {
        "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown",
    },
    "Encounter": {
        "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error",
        "unknown",
    },
    "QuestionnaireResponse": {"in-progress", "completed", "amended", "entered-in-error", "stopped"},
    "Observation": {
        "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown",
    },
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def bundle(actor: Actor, *, identified: bool = True) -> dict[str, Any]:
    (record,) = history.export_records(actor, history.patients_to_export(actor), "fhir")
    told: dict[str, Any] = orjson.loads(written(bundle_of(record, identified=identified), one_line=True))
    return told


def inside(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Every value in the bundle with its key."""
    if isinstance(value, dict):
        return [(key, value), *(each for name, one in value.items() for each in inside(one, name))]
    if isinstance(value, list):
        return [(key, value), *(each for one in value for each in inside(one, key))]
    return [(key, value)]


def test_each_resource_has_what_the_standard_requires(clinic: Actor) -> None:
    take(clinic, document())
    told = bundle(clinic)
    assert (told["resourceType"], told["type"]) == ("Bundle", "collection")
    kinds = [one["resource"]["resourceType"] for one in told["entry"]]
    assert set(kinds) == set(REQUIRED)
    for one in told["entry"]:
        resource = one["resource"]
        assert REQUIRED[resource["resourceType"]] <= resource.keys()
        assert resource.get("status") in STATUS.get(resource["resourceType"], {resource.get("status")})
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
        assert one["fullUrl"] == f"urn:uuid:{resource['id']}"
    assert len({one["fullUrl"] for one in told["entry"]}) == len(told["entry"])


def test_nothing_is_empty_and_every_reference_leads_somewhere(clinic: Actor) -> None:
    take(clinic, document())
    told = bundle(clinic)
    urls = {one["fullUrl"] for one in told["entry"]}
    for key, value in inside(told):
        assert value not in (None, "", [], {}), key
        if key == "reference":
            assert value in urls
        if key in ("start", "end", "authored", "effectiveDateTime", "birthDate", "onsetDateTime"):
            assert DATE.fullmatch(value)
    for extension in [value for key, value in inside(told) if key == "extension" and isinstance(value, dict)]:
        assert extension["url"].startswith("urn:fairtrial:")
        assert sum(name.startswith("value") for name in extension) + ("extension" in extension) == 1


def test_codes_are_those_of_the_definitions(clinic: Actor) -> None:
    take(clinic, document())
    resources = [one["resource"] for one in bundle(clinic)["entry"]]
    scores = [one for one in resources if one["resourceType"] == "Observation"]
    phq9 = [one for one in scores if {"system": "urn:fairtrial:score", "code": "phq9.total"} in one["code"]["coding"]]
    assert all({"system": "http://loinc.org", "code": "44261-6"} in one["code"]["coding"] for one in phq9)
    (answered,) = [one for one in phq9 if "derivedFrom" in one]
    assert answered["valueQuantity"]["value"] == 11
    form = next(one for one in resources if one.get("questionnaire") == "urn:fairtrial:instrument:phq9|1")
    assert form["item"][0]["answer"][0]["valueCoding"]["code"] == "LA6570-1"


def test_a_bundle_comes_back_whole(clinic: Actor) -> None:
    take(clinic, document())
    found = history_texts([("bundle.json", orjson.dumps(bundle(clinic)))])
    assert not take(clinic, orjson.loads(found[0][1])).anything
    elsewhere = system_actor(add_clinic(system_actor(), ClinicInput(name="Elsewhere")))
    take(elsewhere, orjson.loads(found[0][1]))
    assert plain(out(elsewhere)) == plain(out(clinic))


def test_P11_a_pseudonym_tells_nobody_who_it_is(clinic: Actor) -> None:
    """P12."""
    take(clinic, document(patient={"id": "MRN-4711", "born_on": "1984-03-02", "sex": "female"}))
    told = bundle(clinic, identified=False)
    text = orjson.dumps(told).decode()
    with session() as db:
        person = db.exec(select(Person).where(Person.record_number == "MRN-4711")).one()
    assert not [each for each in ("MRN-4711", "1984-03-02", person.id, "Participant") if each in text]
    patient = told["entry"][0]["resource"]
    assert patient["birthDate"] == "1984"
    assert patient["identifier"][0]["value"] == pseudonym(person.id)
    assert bundle(clinic, identified=False) == told
    elsewhere = system_actor(add_clinic(system_actor(), ClinicInput(name="Elsewhere")))
    back = orjson.loads(history_text(orjson.dumps(told)))
    assert take(elsewhere, back).patients == 1
    assert not take(elsewhere, back).anything


def broken(told: dict[str, Any], kind: str, *path: str) -> dict[str, Any]:
    """The bundle with one element of one resource left out."""
    where: Any = next(one["resource"] for one in told["entry"] if one["resource"]["resourceType"] == kind)
    for step in path[:-1]:
        where = where[step]
    del where[path[-1]]
    return told


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("EpisodeOfCare", ("identifier",)),
        ("MedicationStatement", ("medicationCodeableConcept",)),
        ("MedicationStatement", ("effectivePeriod",)),
        ("Procedure", ("performedPeriod",)),
        ("Encounter", ("reasonReference",)),
        ("Encounter", ("period",)),
        ("QuestionnaireResponse", ("authored",)),
        ("Observation", ("valueQuantity", "value")),
        ("Observation", ("code", "coding")),
    ],
)
def test_what_lacks_what_is_needed_is_refused_with_its_place(clinic: Actor, kind: str, path: tuple[str, ...]) -> None:
    take(clinic, document())
    with pytest.raises(Invalid) as refused:
        history_text(orjson.dumps(broken(bundle(clinic), kind, *path)))
    assert re.match(r"entry\[\d+\]\.resource", refused.value.problems[0].field)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"{}", b'{"resourceType": "Patient"}', b'{"resourceType": "Bundle", "entry": {}}',
     b'{"resourceType": "Bundle", "entry": []}', b'{"resourceType": "Bundle", "entry": [1, {"resource": 2}]}',
     b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Basic"}}]}',
     b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "identifier": 3}}]}'],
)  # fmt: skip
def test_what_is_no_bundle_of_ours_is_refused(text: bytes) -> None:
    with pytest.raises(Invalid):
        history_text(text)


@pytest.mark.parametrize(
    ("kind", "path", "value", "named"),
    [
        ("Observation", ("subject", "reference"), "urn:uuid:somebody-else", "subject"),
        ("QuestionnaireResponse", ("subject",), None, "subject"),
        ("EpisodeOfCare", ("patient", "reference"), "Patient/other", "patient"),
        ("Observation", ("status",), "entered-in-error", "status"),
        ("QuestionnaireResponse", ("status",), "in-progress", "status"),
        ("MedicationStatement", ("status",), "not-taken", "status"),
        ("Procedure", ("status",), "not-done", "status"),
        ("Observation", ("derivedFrom",), [{"reference": "urn:uuid:no-form"}], "derivedFrom"),
        ("MedicationStatement", ("dosage", 0, "timing", "repeat", "period"), 2, "dosage"),
        ("MedicationStatement", ("dosage", 0, "timing", "repeat", "frequency"), 3, "dosage"),
        ("MedicationStatement", ("dosage", 0, "doseAndRate", 0, "doseQuantity"), {"value": 1, "unit": "g"}, ""),
        ("QuestionnaireResponse", ("item", 0, "linkId"), 5, ""),
        ("QuestionnaireResponse", ("item", 1, "linkId"), "q1", ""),
        ("QuestionnaireResponse", ("item", 0, "answer"), [{"valueInteger": 0}, {"valueInteger": 3}], ""),
    ],
)
def test_what_is_of_another_patient_taken_back_or_ambiguous_is_not_believed(
    clinic: Actor, kind: str, path: tuple[str | int, ...], value: object, named: str
) -> None:
    """B11, B40, B79: neither another patient's score, nor one entered in error, nor a dose every other day."""
    take(clinic, document())
    told = bundle(clinic)
    where: Any = next(one["resource"] for one in told["entry"] if one["resource"]["resourceType"] == kind)
    for step in path[:-1]:
        where = where[step]
    where[path[-1]] = value
    with pytest.raises(Invalid) as refused:
        history_text(orjson.dumps(told))
    assert re.fullmatch(rf"entry\[\d+\]\.resource{named and '.' + named}", refused.value.problems[0].field)
    assert "somebody-else" not in str(refused.value)
