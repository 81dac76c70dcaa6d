"""Stages 0 to V: each class of antidepressant without response is one step further, bilateral ECT the last."""

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Answers, Flags, Ints, answered
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, words
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.thase_rush import BILATERAL, STAGES

FIRST, SECOND, THIRD, FOURTH = 1, 2, 3, 4


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    found, courses = evidence.counted(terms), _bilateral(evidence, own)
    low = _stage(evidence, found == YES_, courses == YES_)
    high = _stage(evidence, found != NO_, courses != NO_)
    met = np.where(low == high, answered(low >= own.whole("resistant_from_stage")), UNKNOWN_).astype(np.int8)
    return alone(met, words(low, STAGES, low == high))


def _bilateral(evidence: Evidence, own: Definition) -> Answers:
    """Unilateral ECT gives no stage V; a placement that is not recorded leaves it open."""
    placement = evidence.trials.placement
    failed = evidence.failed_within("current", own.terms(evidence.settings), evidence.ECT)
    sure = np.where(placement.among(BILATERAL), failed, np.where(failed == NO_, NO_, UNKNOWN_))
    known = placement.codes >= 0
    return np.where(known & ~placement.among(BILATERAL), NO_, sure).astype(np.int8)


def _stage(evidence: Evidence, which: Flags, ect: Flags) -> Ints:
    """Each stage wants a failure more than the one below; the lenient reading counts one for two."""
    classes = evidence.different(evidence.klass, which)
    reached = _ladder(evidence, which, classes)
    reached = np.where(classes > 1, reached, classes * FIRST)
    found: Ints = reached + ((reached == FOURTH) & evidence.any(ect))
    return found


def _ladder(evidence: Evidence, which: Flags, classes: Ints) -> Ints:
    """Two classes are stage II; a tricyclic beyond them III; an MAO inhibitor beyond those IV."""
    lenient = evidence.settings.tr97_lenient
    klass = evidence.names[0]
    tricyclics, inhibitors = (evidence.number(which & (klass.codes == klass.code(name))) for name in ("TCA", "MAOI"))
    beyond_one = classes - (tricyclics == 1)
    beyond_both = beyond_one - (inhibitors == 1)
    with_tricyclic = (tricyclics > 0) & (lenient | (beyond_one > 1))
    with_both = (inhibitors > 0) & (lenient | (beyond_both > 1))
    return np.where(with_tricyclic, np.where(with_both, FOURTH, THIRD), SECOND)
