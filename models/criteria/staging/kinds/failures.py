"""So many treatments had a fair trial without response: the commonest kind of definition."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from models.criteria.adequacy.psychotherapy import profile
from models.criteria.case import Diagnosis
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Counted, Evidence, sort_out
from models.criteria.staging.telling import another, counted_trials, more, outside, to_affirm, to_record
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, both

BIPOLAR = (Diagnosis.bipolar_I, Diagnosis.bipolar_II)


class DrugArm(NamedTuple):
    """The part of a definition that asks for drugs: is it met, why, and what is missing."""

    held: Answer
    reasons: tuple[str, ...]
    change: tuple[str, ...]


def judge(evidence: Evidence, own: Definition) -> Finding:
    """Drugs, where the definition says so of different names or classes, stimulation or psychotherapy as well."""
    terms, scope, different = own.terms(evidence.settings), own.scope, own.different
    needed = trials_needed(evidence, own)
    found = with_procedures(evidence, own, terms, scope)
    drugs, reasons, change = drug_arm(found, needed, different, terms)
    reasons += outside(evidence, scope)
    met = drugs
    if "psychotherapy" in own.rules:
        talking, why, lacking = psychotherapy_arm(evidence, terms)
        met = both((drugs, talking))
        reasons += why
        change += lacking
    if different == "class" and drugs is NO and len(found.sure) >= needed:
        reasons += ("The trials without response are all of one class.",)
    return Finding(None if met is UNKNOWN else met is YES, met, reasons, change)


def trials_needed(evidence: Evidence, own: Definition) -> int:
    """Some definitions ask for fewer trials in bipolar depression."""
    if "bipolar_trials" in own.rules and evidence.case.diagnosis in BIPOLAR:
        return own.whole("bipolar_trials")
    return own.needed


def with_procedures(evidence: Evidence, own: Definition, terms: Terms, scope: str) -> Counted:
    """The drug trials, with the courses of stimulation that the definition counts as well."""
    found = evidence.counted(terms, scope)
    if "procedures" not in own.rules:
        return found
    named = own.rules["procedures"].value
    courses = [one for one in evidence.within(scope) if one.is_procedure(*named)]
    if not courses:
        return found
    added = sort_out([(one, one.failed_within(scope, terms)) for one in courses])
    return Counted((*found.sure, *added.sure), (*found.open, *added.open), (*found.others, *added.others))


def drug_arm(found: Counted, needed: int, different: str, terms: Terms) -> DrugArm:
    """Whether these are enough, why, and what is missing; told once for all definitions that ask for the same."""
    key = (needed, different, terms)
    arm: DrugArm | None = found.kept.get(key)
    if arm is None:
        held = enough(found, needed, different)
        change = drugs_missing(found, held, needed, different, terms)
        arm = found.kept[key] = DrugArm(held, counted_trials(found, needed, terms), change)
    return arm


def enough(found: Counted, needed: int, different: str) -> Answer:
    """Yes with those that are sure, no where even the open ones would not do."""
    if len(found.possible) < needed:
        return NO
    if is_enough(found.sure, needed, different):
        return YES
    return UNKNOWN if found.open and is_enough(found.possible, needed, different) else NO


def is_enough(trials: Sequence[TrialEvidence], needed: int, different: str) -> bool:
    if len(trials) < needed:
        return False
    if different == "class":
        return needed == 1 or len({one.klass for one in trials}) > 1
    return different == "trial" or len({one.substance for one in trials}) >= needed


def drugs_missing(found: Counted, held: Answer, needed: int, different: str, terms: Terms) -> tuple[str, ...]:
    if held is YES:
        return ()
    if held is UNKNOWN:
        return to_record(found.open, terms)
    short = max(needed - len(found.possible), 1)
    needs = more(short, terms, another(different, found.sure, short))
    return (*to_affirm(found.others, terms), needs, *to_record(found.open, terms))


def psychotherapy_arm(evidence: Evidence, terms: Terms) -> tuple[Answer, tuple[str, ...], tuple[str, ...]]:
    """At least one fair psychotherapy without response under the profile in force: answer, reasons, what is missing."""
    found = evidence.talked(terms)
    asked = asked_of_psychotherapy(evidence.settings.psychotherapy_profile)
    if found.sure:
        return YES, (f"Psychotherapy with a fair trial ({asked}) without response: {found.sure[0].name}.",), ()
    if found.open:
        return UNKNOWN, ("No psychotherapy can be judged yet.",), to_record(found.open, terms)
    told = f"No psychotherapy with a fair trial ({asked}) without response."
    return NO, (told,), (nearest(found.others, terms, asked),)


@cache
def asked_of_psychotherapy(name: str) -> str:
    """What the rule in force asks of a course of psychotherapy, in a few words."""
    asked = profile(name)
    therapist = " with an experienced therapist" if asked.experienced else ""
    often = " at least weekly" if asked.days_between is not None else ""
    return f"{asked.sessions} sessions or more{often}{therapist}"


def nearest(others: Sequence[TrialEvidence], terms: Terms, asked: str) -> str:
    """Of the psychotherapies that fell short the one that lacks least; without any, a whole course.

    A therapy without evidence in depression does not become one by more sessions.
    """
    short = [
        one
        for one in others
        if one.adequate(terms) is NO and one.nonresponse(terms.line) is not NO and one.has_evidence is not NO
    ]
    lacking = [one.judged.adequacy.verdict.would_change for one in short]
    best = min(zip(lacking, short, strict=True), key=lambda pair: (len(pair[0]), pair[0]), default=None)
    if best is None:
        return f"a fair trial of an evidence-based psychotherapy ({asked}) without response"
    return f"{best[1].name}: {'; '.join(best[0])}"
