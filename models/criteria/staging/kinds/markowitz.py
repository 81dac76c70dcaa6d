"""At least two drugs and a psychotherapy, each with a fair trial without response; perhaps also both together."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Counted, Evidence
from models.criteria.staging.kinds.failures import enough, psychotherapy_arm
from models.criteria.staging.kinds.together import Together, together
from models.criteria.staging.telling import counted_trials, more, outside, to_record
from models.criteria.staging.terms import Terms
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, both


def judge(evidence: Evidence, own: Definition) -> Finding:
    """`no`, `TRD` or `trueTRD`. Reasons begin with a code that says which part is missing."""
    terms, needed = own.terms(evidence.settings), own.needed
    drugs, behind = _prospective(evidence, terms)
    arm = enough(drugs, needed, "trial")
    talking, told, lacking = psychotherapy_arm(evidence, terms)
    reasons = [*counted_trials(drugs, needed, terms), *behind, *_drug_code(drugs, arm, needed), *told]
    reasons += [*_talking_code(evidence, terms, talking), *outside(evidence, "current")]
    met = both((arm, talking))
    if met is not YES:
        change = [*_more_drugs(drugs, arm, needed, terms), *lacking]
        return Finding(None if met is UNKNOWN else "no", met, tuple(reasons), tuple(change))
    both_at_once = together(evidence, terms)
    reasons += both_at_once.reasons
    return Finding(_result(both_at_once), met, tuple(reasons), both_at_once.record)


def _result(found: Together) -> str:
    """Resistance beyond doubt only where the combination is known to have brought no response."""
    return "trueTRD" if found.failed is YES else "TRD"


def _prospective(evidence: Evidence, terms: Terms) -> tuple[Counted, tuple[str, ...]]:
    """Drug trials that were followed while they ran; what is remembered does not count here."""
    found = evidence.counted(terms)
    behind = [one.name for one in found.possible if not one.prospective]
    if not behind:
        return found, ()
    kept = Counted(
        tuple(one for one in found.sure if one.prospective),
        tuple(one for one in found.open if one.prospective),
        found.others,
    )
    return kept, (f"retrospective-only: {', '.join(behind)} not followed while running.",)


def _drug_code(drugs: Counted, arm: Answer, needed: int) -> tuple[str, ...]:
    short = needed - len(drugs.sure)
    return () if arm is YES else (f"drug-arm-short({short}): {short} more needed.",)


def _more_drugs(drugs: Counted, arm: Answer, needed: int, terms: Terms) -> tuple[str, ...]:
    if arm is YES:
        return ()
    record = to_record(drugs.open, terms)
    if arm is UNKNOWN:
        return record
    short = needed - len(drugs.possible)
    return (f"{more(short, terms)}, followed while {'it runs' if short == 1 else 'they run'}", *record)


def _talking_code(evidence: Evidence, terms: Terms, held: Answer) -> tuple[str, ...]:
    """Which part of the psychotherapy arm is missing, by the trial that came nearest."""
    if held is YES:
        return ()
    tried = evidence.talked(terms)
    codes = [_code(reason.criterion, reason.verdict, reason.observed, reason.required)
             for one in (*tried.open, *tried.others)
             if one.nonresponse(terms.line) is not NO
             for reason in one.judged.adequacy.verdict.reasons]  # fmt: skip
    found = tuple(dict.fromkeys(code for code in codes if code))
    return found or ("psychotherapy-missing: no psychotherapy has had a fair trial without response.",)


def _code(criterion: str, held: Answer, observed: object, required: object) -> str:
    if held is NO and criterion == "sessions attended" and isinstance(required, int) and isinstance(observed, int):
        short = required - observed
        return f"sessions-short({short}): {short} more needed."
    if held is NO and criterion == "evidence-based therapy":
        return "not-evidence-based: the therapy given is not one with evidence in depression."
    if held is UNKNOWN and criterion == "experienced therapist":
        return "therapist-unknown: the therapist's training and experience are not recorded."
    return ""
