"""Which scales speak for which of the five domains, and which of them may decide what a trial did."""

from collections.abc import Mapping
from functools import cache

from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.rule import document

SYMPTOMS = "symptoms"


def _listed(names: list[str]) -> tuple[ScaleFacts, ...]:
    """Scales that are on the shelf; the list may name others that are still to come."""
    found = (scale_facts(*name.split(".")) for name in names)
    return tuple(facts for facts in found if facts)


@cache
def domains() -> Mapping[str, tuple[ScaleFacts, ...]]:
    """The scales of each domain, the preferred one first."""
    return {domain: _listed(entry["scales"]) for domain, entry in document("domains").items()}


@cache
def depression_scales() -> tuple[ScaleFacts, ...]:
    """The scales that may decide what a trial did, where its own primary instrument was not measured."""
    return _listed(document("domains")[SYMPTOMS]["depression"])
