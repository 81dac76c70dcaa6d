"""The words of FHIR R4 that an exchange of ours uses: systems, references, extensions, and which status means what."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

Resource = dict[str, Any]
BASE = "urn:fairtrial:"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
SURVEY = "http://terminology.hl7.org/CodeSystem/observation-category"
NAMESPACE = uuid.UUID("6f1c1f0e-3a50-5a43-9d0b-0f3b6f1f7a11")
INTERRUPTED = {"intolerance", "nonresponse", "partial_response", "logistics", "preference", "other"}


def url_of(patient: str, kind: str, name: str) -> str:
    """The same resource is called the same in every export of this installation, and its name tells nothing."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{patient}/{kind}/{name}')}"


def entry(url: str, resource: Resource) -> Resource:
    """An entry of the bundle, without what is not known."""
    head = {"resourceType": resource["resourceType"], "id": url.removeprefix("urn:uuid:")}
    return {"fullUrl": url, "resource": {**head, **known(resource)}}


def known(facts: Mapping[str, Any]) -> Resource:
    """Without nulls and empty lists, which FHIR does not allow."""
    return {name: value for name, value in facts.items() if value is not None and value not in ([], {})}


def reference(url: str) -> Resource:
    return {"reference": url}


def named(kind: str, name: str) -> list[Resource]:
    """A name under which we, or another program, know the record."""
    return [{"system": f"{BASE}{kind}", "value": name}]


def extensions(facts: Mapping[str, Any]) -> list[Resource]:
    """What FHIR has no place for: one extension a fact, one within the other where a fact has parts."""
    return [_extension(name, value) for name, value in facts.items() if value is not None]


def _extension(name: str, value: Any) -> Resource:
    url = f"{BASE}{name}"
    if isinstance(value, Mapping):
        return {"url": url, "extension": extensions(value)}
    if isinstance(value, bool):
        return {"url": url, "valueBoolean": value}
    if isinstance(value, int):
        return {"url": url, "valueInteger": value}
    if isinstance(value, float):
        return {"url": url, "valueDecimal": value}
    return {"url": url, "valueString": str(value)}


def facts_of(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts that extensions of ours hold."""
    told: dict[str, Any] = {}
    for each in found:
        name = str(each.get("url", ""))
        if name.startswith(BASE):
            value = [value for key, value in each.items() if key.startswith("value")]
            told[name.removeprefix(BASE)] = value[0] if value else facts_of(each.get("extension", ()))
    return told
