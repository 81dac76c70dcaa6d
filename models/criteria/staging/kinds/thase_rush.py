"""Stages 0 to V: each class of antidepressant without response is one step further, bilateral ECT the last."""

from collections.abc import Sequence

from models.criteria.case import Placement
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, sort_out
from models.criteria.staging.telling import counted_trials, to_record
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, answer
from models.criteria.wording import amount, listed

STAGES = ("0", "I", "II", "III", "IV", "V")
BILATERAL = (Placement.bilateral, Placement.bitemporal, Placement.bifrontal)


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    drugs = evidence.counted(terms)
    lenient = evidence.settings.tr97_lenient
    courses = [(one, _bilateral(one, one.failed_within("current", terms))) for one in evidence.ECT]
    ect = sort_out(courses)
    low = stage(drugs.sure, bool(ect.sure), lenient)
    high = stage(drugs.possible, bool(ect.possible), lenient) if drugs.open or ect.open else low
    reasons = [*counted_trials(drugs, own.needed, terms), _classes(drugs.sure)]
    if evidence.ECT:
        reasons.append(f"Courses of bilateral ECT without response: {len(ect.sure)}.")
    if low != high:
        reasons.append(f"Between stage {STAGES[low]} and stage {STAGES[high]}.")
        record = to_record((*drugs.open, *ect.open), terms)
        return Finding(None, UNKNOWN, tuple(reasons), (*record, *_placement(ect.open)))
    met = answer(low >= own.whole("resistant_from_stage"))
    return Finding(STAGES[low], met, tuple(reasons), () if met is YES else _next(low, terms.weeks))


def stage(failed: Sequence[TrialEvidence], ect: bool, lenient: bool) -> int:
    """The stage of these failures. Each stage wants a failure more than the one below; `lenient` counts one for two."""
    classes = [one.klass for one in failed]
    if not classes:
        return 0
    if len(set(classes)) == 1:
        return 1
    reached = _ladder(classes, lenient)
    return reached + (reached == len(STAGES) - 2 and ect)


def _ladder(classes: list[str], lenient: bool) -> int:
    """Two classes are stage II; a tricyclic beyond them III; an MAO inhibitor beyond those IV."""
    with_tca = "TCA" in classes and (lenient or _two_classes(_without(classes, "TCA")))
    if not with_tca:
        return STAGES.index("II")
    if "MAOI" not in classes:
        return STAGES.index("III")
    rest = _without(classes, "MAOI")
    beyond = lenient or ("TCA" in rest and _two_classes(_without(rest, "TCA")))
    return STAGES.index("IV" if beyond else "III")


def _without(classes: list[str], one: str) -> list[str]:
    position = classes.index(one)
    return [*classes[:position], *classes[position + 1 :]]


def _two_classes(classes: Sequence[str]) -> bool:
    return len(set(classes)) > 1


def _bilateral(one: TrialEvidence, failed: Answer) -> Answer:
    """Unilateral ECT gives no stage V; a placement that is not recorded leaves it open."""
    if failed is NO or one.trial.placement == Placement.unilateral:
        return NO
    return failed if one.trial.placement in BILATERAL else UNKNOWN


def _placement(open_: Sequence[TrialEvidence]) -> tuple[str, ...]:
    return tuple("record the placement of the electrodes" for one in open_ if one.trial.placement is None)[:1]


def _classes(failed: Sequence[TrialEvidence]) -> str:
    classes = sorted({one.klass for one in failed})
    return f"Classes without response: {listed(classes) or 'none'}."


def _next(reached: int, weeks: float) -> tuple[str, ...]:
    """What leads to the next stage."""
    which = "an antidepressant" if reached == 0 else "an antidepressant of another class"
    return (f"{which} with a fair trial ({amount(weeks)} weeks or more at dose) without response",)
