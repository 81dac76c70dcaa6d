"""Points without a ceiling: one for each fair trial without response, half for each way it was improved."""

import numpy as np

from models.criteria.formulary import formulary
from models.criteria.registry.answers import NO_, NOT_APPLICABLE_, UNKNOWN_, YES_, Answers, Flags, Ints
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, numbers
from models.criteria.registry.groups import count, total
from models.criteria.registry.states import look_up
from models.criteria.staging.definition import Definition


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    found = np.where(evidence.is_added & (evidence.trials.augments >= 0), NO_, evidence.counted(terms))
    courses = evidence.failed_within("current", terms, evidence.ECT)
    added, plain = _additions(evidence, own), _plain(evidence, own)
    low = _points(evidence, own, found == YES_, plain, added == YES_, courses == YES_)
    high = _points(evidence, own, found != NO_, plain, added != NO_, courses != NO_)
    decided = low == high
    return alone(np.where(decided, NOT_APPLICABLE_, UNKNOWN_).astype(np.int8), numbers(low, decided))


def _points(
    evidence: Evidence, own: Definition, which: Flags, plain: Ints, added: Flags, courses: Flags
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    steps = plain + count(evidence.trials.base[added], np.ones(int(added.sum()), dtype=np.bool_), len(plain))
    points = np.where(which, own.number("trial") + own.number("step") * steps, 0)
    return total(evidence.patient, points, evidence.patients) + own.number("ect") * evidence.any(courses)


def _plain(evidence: Evidence, own: Definition) -> Ints:
    """A raised dose and a longer trial are a step each."""
    taken = evidence.judged.drugs
    longer = ~np.isnan(taken.minimum) & (taken.days >= own.number("optimised_weeks") * 7)
    line = look_up(np.float64, lambda agent: _line(agent, own), evidence.trials.agent)
    steps = evidence.judged.steps
    held = steps.stretches(steps.at_least(line)).all_days
    raised = ~np.isnan(line) & (held >= own.number("peak_weeks") * 7)
    found: Ints = longer.astype(np.int64) + raised
    return found


def _line(agent: str | None, own: Definition) -> float:
    """Twice the minimum, or the upper end of the range, whichever is less."""
    drug = formulary().find(agent)
    if drug is None:
        return np.nan
    least = drug.figures.get("mgh_atrq") or drug.figures.get("other")
    lines = [own.number("dose_factor") * least.number] if least else []
    lines += [drug.range_mg[1]] if drug.range_mg else []
    return min(lines, default=np.nan)


def _additions(evidence: Evidence, own: Definition) -> Answers:
    """An adjunct by its own rule; a second antidepressant at dose for as long."""
    weeks = evidence.at_least_days(round(own.number("added_weeks") * 7))
    found = np.where(evidence.judged.drugs.is_adjunct, evidence.judged.adequacy.verdict, weeks)
    here = evidence.present & evidence.is_added & (evidence.trials.base >= 0)
    return np.where(here, found, NO_).astype(np.int8)
