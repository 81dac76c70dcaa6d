"""From nonresponder over five stages of resistance to chronic resistance, by the number of fair trials."""

from collections.abc import Iterable
from itertools import chain

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Counted, Evidence
from models.criteria.staging.kinds.failures import with_procedures
from models.criteria.staging.telling import another, counted_trials, more, to_record
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES
from models.criteria.wording import amount


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    found = with_procedures(evidence, own, terms, "current")
    weeks = treatment_weeks(found.sure, evidence.adjuncts)
    adjuncts = {one.judged.adequacy.verdict.answer for one in evidence.adjuncts}
    low = stage(found.sure, YES in adjuncts, weeks, own)
    most = treatment_weeks(found.possible, evidence.adjuncts) if found.open else weeks
    high = stage(found.possible, YES in adjuncts or UNKNOWN in adjuncts, most, own)
    reasons = (*counted_trials(found, own.needed, terms), *_weeks(low, weeks, own))
    if low != high:
        told = (*reasons, f"Between {low} and {high}.")
        return Finding(None, UNKNOWN, told, _to_record(found, evidence, terms))
    if low[:3] in ("TRD", "CRD"):
        return Finding(low, YES, reasons)
    short = own.needed - min(len(found.sure), 1)
    return Finding(low, NO, reasons, (more(short, terms, another("class", found.sure, short)),))


def stage(failed: Iterable[TrialEvidence], adjunct: bool, weeks: float, own: Definition) -> str:
    """By the number of trials: the printed bands of weeks overlap, and leave a gap."""
    listed = tuple(failed)
    needed = own.needed
    if not listed:
        return "none"
    if len(listed) < needed or len({one.klass for one in listed}) < needed:
        return "A"
    if adjunct and weeks >= own.number("chronic_weeks"):
        return "CRD"
    return f"TRD{min(len(listed) - 1, own.whole('stages'))}"


def treatment_weeks(failed: Iterable[TrialEvidence], adjuncts: Iterable[TrialEvidence]) -> float:
    """Weeks under fair treatment, days that two of them share counted once."""
    fair = [one for one in adjuncts if one.judged.adequate]
    spans = sorted(chain.from_iterable([one.judged.adequacy.at_dose for one in (*failed, *fair)]))
    days, reached = 0, 0
    for first, last in spans:
        days += max(0, last - max(first, reached + 1) + 1)
        reached = max(reached, last)
    return days / 7


def _weeks(found: str, weeks: float, own: Definition) -> tuple[str, ...]:
    """The treatment time, with a flag where it lies outside the band that is printed for the stage."""
    told = f"{amount(round(weeks, 1))} weeks of fair treatment in all."
    if not found.startswith("TRD"):
        return (told,)
    low, high = own.rules["bands"].value[int(found[3:]) - 1]
    if low <= weeks <= high:
        return (told,)
    return (told, f"That lies outside the {amount(low)} to {amount(high)} weeks printed for {found}.")


def _to_record(found: Counted, evidence: Evidence, terms: Terms) -> tuple[str, ...]:
    record = to_record(found.open, terms)
    adjuncts = [one for one in evidence.adjuncts if one.judged.adequacy.verdict.answer is UNKNOWN]
    return (*record, *to_record(adjuncts, terms))
