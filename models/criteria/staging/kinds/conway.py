"""Two or three kinds of treatment without response, a class of drugs and a psychotherapy counting alike."""

from models.criteria.adequacy.psychotherapy import profile
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, sort_out
from models.criteria.staging.telling import the_others, to_record
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import UNKNOWN, Answer, answer, both
from models.criteria.wording import count, listed

PROFILE = "conway"


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    drugs = evidence.counted(terms)
    talking = sort_out([(one, _failed(one, terms)) for one in evidence.psychotherapies])
    sure = _kinds((*drugs.sure, *talking.sure), evidence)
    low = high = _stage(sure, own)
    if drugs.open or talking.open:
        high = _stage(_kinds((*drugs.possible, *talking.possible), evidence), own)
    reasons = [f"Kinds of treatment without response: {listed(sorted(sure)) or 'none'}."]
    reasons += the_others(drugs, terms)
    if talking.open:
        reasons.append(f"Cannot be judged: {listed([one.name for one in talking.open])}.")
    if low != high:
        change = tuple(dict.fromkeys((*to_record(drugs.open, terms), *to_record(talking.open, terms))))
        return Finding(None, UNKNOWN, (*reasons, f"Between stage {low} and stage {high}."), change)
    change = () if low else (_one_more(own.whole("first_stage") - len(sure)),)
    return Finding(low, answer(low > 0), tuple(reasons), change)


def _one_more(missing: int) -> str:
    kinds, each = ("kind", "") if missing == 1 else ("kinds", "each ")
    what = f"a class of drugs, or a psychotherapy of {profile(PROFILE).sessions} sessions or more"
    return f"{count(missing)} more {kinds} of treatment ({what}), {each}with a fair trial without response"


def _failed(one: TrialEvidence, terms: Terms) -> Answer:
    return both((one.therapy_failed(PROFILE, terms.line), one.in_episode))


def _kinds(trials: tuple[TrialEvidence, ...], evidence: Evidence) -> set[str]:
    """Classes of drugs and families of psychotherapy; by choice each psychotherapy is a kind of its own."""
    each = evidence.settings.conway_each_therapy
    return {(one.name if each else one.family) if one.is_psychotherapy else one.klass for one in trials}


def _stage(kinds: set[str], own: Definition) -> int:
    return (len(kinds) >= own.whole("first_stage")) + (len(kinds) >= own.whole("second_stage"))
