"""Points without a ceiling: one for each fair trial without response, half for each way it was improved."""

from functools import cache

from models.criteria.formulary import Drug
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, sort_out
from models.criteria.staging.kinds.maudsley import total
from models.criteria.staging.telling import the_others, to_record
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES, Answer
from models.criteria.wording import amount


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    found = evidence.counted(terms)
    low, high, told = 0.0, 0.0, []
    for one in found.possible:
        if _is_addition(one):
            continue
        least, most, words = _points(one, evidence, own, terms)
        low, high = low + (least if one in found.sure else 0), high + most
        told.append(f"{one.name}: {words}.")
    courses = sort_out([(one, one.failed_within("current", terms)) for one in evidence.ECT])
    ect = own.number("ect")
    low, high = low + ect * bool(courses.sure), high + ect * bool(courses.possible)
    if courses.sure:
        told.append(f"ECT: {amount(ect)}.")
    reasons = (*told, *the_others(found, terms))
    if low != high:
        change = to_record((*found.open, *courses.open, *_open_additions(evidence)), terms)
        return Finding(None, UNKNOWN, (*reasons, f"Between {low:g} and {high:g} points."), change)
    return Finding(total(low), NOT_APPLICABLE, reasons, _one_more(terms))


def _points(one: TrialEvidence, evidence: Evidence, own: Definition, terms: Terms) -> tuple[float, float, str]:
    """Fewest and most points of one trial, and what they are made of."""
    half = own.number("step")
    parts, steps = ["1 for the trial"], 0
    if _dose_raised(one, own):
        parts, steps = [*parts, f"{half:g} for a raised dose"], steps + 1
    if (one.days_at_dose or 0) >= own.number("optimised_weeks") * 7:
        parts, steps = [*parts, f"{half:g} for a longer trial"], steps + 1
    added = [other for other in additions(evidence) if other.trial.augments == one.trial.id]
    answers = [_added(other, own) for other in added]
    sure, possible = answers.count(YES), len(answers) - answers.count(NO)
    if sure:
        parts.append(f"{half * sure:g} for what was added")
    whole = own.number("trial")
    return whole + half * (steps + sure), whole + half * (steps + possible), ", ".join(parts)


def additions(evidence: Evidence) -> tuple[TrialEvidence, ...]:
    return tuple(one for one in evidence.within("current") if _is_addition(one))


def _is_addition(one: TrialEvidence) -> bool:
    """A drug given alone is a trial of its own, even where its record names another."""
    return one.is_added and bool(one.trial.augments)


def _added(one: TrialEvidence, own: Definition) -> Answer:
    """An adjunct by its own rule; a second antidepressant at dose for as long."""
    if one.is_adjunct:
        return one.judged.adequacy.verdict.answer
    return one.at_least_days(round(own.number("added_weeks") * 7))


def _open_additions(evidence: Evidence) -> list[TrialEvidence]:
    return [one for one in additions(evidence) if one.judged.adequacy.verdict.answer is UNKNOWN]


def _dose_raised(one: TrialEvidence, own: Definition) -> bool:
    """A peak of twice the minimum, or of the upper end of the range, held long enough."""
    line = _raised_from(one.drug, own.number("dose_factor")) if one.drug else None
    return line is not None and one.held_at(line) >= own.number("peak_weeks") * 7


@cache
def _raised_from(drug: Drug, factor: float) -> float | None:
    """The dose that is a peak; None where no figure of the drug tells."""
    least = drug.figures.get("mgh_atrq") or drug.figures.get("other")
    lines = [factor * least.number] if least else []
    lines += [drug.range_mg[1]] if drug.range_mg else []
    return min(lines, default=None)


def _one_more(terms: Terms) -> tuple[str, ...]:
    return (f"each further fair trial ({amount(terms.weeks)} weeks or more at dose) without response adds a point",)
