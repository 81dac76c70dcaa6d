"""A score of 2 to 27 that adds psychotherapy, impairment and what surrounds the depression to the Maudsley items."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds.maudsley import Points, duration_and_severity, failed_drugs, known, total
from models.criteria.staging.telling import to_record
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES
from models.criteria.wording import count

GRADED = {
    "functional_impairment": "functional impairment",
    "comorbid_anxiety": "comorbid anxiety",
    "personality_disorder": "personality disorder",
    "psychosocial_stressor": "psychosocial stressors",
    "intensified_treatment": "intensified treatment",
}


def judge(evidence: Evidence, own: Definition) -> Finding:
    items = [
        *duration_and_severity(evidence, own),
        failed_drugs(evidence, own),
        _added(evidence, own),
        known(own.number("ect") * bool(evidence.ECT), "ECT used" if evidence.ECT else "No ECT"),
        _psychotherapy(evidence, own),
        *[_graded(evidence, own, name) for name in GRADED],
    ]
    low, high = sum([item.low for item in items]), sum([item.high for item in items])
    reasons = tuple([f"{item.words}." for item in items])
    if low == high:
        return Finding(total(low), NOT_APPLICABLE, reasons)
    terms = own.terms(evidence.settings)
    open_ = to_record(evidence.counted(terms).open, terms)
    change = tuple(dict.fromkeys((*open_, *(each for item in items for each in item.record))))
    return Finding(None, UNKNOWN, (*reasons, f"Between {low:g} and {high:g} points."), change)


def _added(evidence: Evidence, own: Definition) -> Points:
    """Drugs added to an antidepressant: points by their number."""
    number = sum([one.is_added for one in evidence.present])
    told = f"{count(number).capitalize()} {'drug' if number == 1 else 'drugs'} added"
    return known(sum([number >= line for line in own.rules["added_lines"].value]), told)


def _psychotherapy(evidence: Evidence, own: Definition) -> Points:
    """None, a therapy without evidence in depression, one with, two or more with."""
    points = own.rules["psychotherapy"].value
    answers = [one.has_evidence for one in evidence.psychotherapies]
    if not answers:
        return known(points[0], "No psychotherapy")
    fair, maybe = answers.count(YES), len(answers) - answers.count(NO)
    most = len(points) - 2
    low, high = points[min(fair, most) + 1], points[min(maybe, most) + 1]
    unknown = [one for one in evidence.psychotherapies if one.has_evidence is UNKNOWN]
    record = tuple(f"say whether {one.name} is an evidence-based treatment of depression, and why" for one in unknown)
    if low != high:
        return Points(low, high, f"Psychotherapy: {low:g} to {high:g} points", record)
    if not fair:
        return known(low, "Psychotherapy without evidence in depression")
    return known(low, f"{count(fair).capitalize()} {'psychotherapy' if fair == 1 else 'psychotherapies'} with evidence")


def _graded(evidence: Evidence, own: Definition, name: str) -> Points:
    """An item that the clinician grades; not recorded it may be anything."""
    grade = getattr(evidence.episode, name) if evidence.episode else None
    told = GRADED[name]
    if grade is None:
        return Points(0, own.rules[name].number, f"{told.capitalize()} not recorded", (f"record {told}",))
    return known(grade, told.capitalize())
