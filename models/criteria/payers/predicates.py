"""What payers ask, as predicates over the same evidence that the definitions read."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from models.criteria.calendar import months_later
from models.criteria.case import INTOLERANCE, NEUROMODULATION, Diagnosis, Severity
from models.criteria.outcome.domains import depression_scales
from models.criteria.outcome.scale import scale_facts
from models.criteria.staging.evidence import Counted, Evidence, sort_out
from models.criteria.staging.kinds.failures import enough
from models.criteria.staging.terms import Line, Terms, line, terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.therapies import therapies
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES, Answer, answer, both, either
from models.criteria.wording import amount, day, listed

NARROWER = ("or_intolerance", "within_years", "alone", "partial_weeks")  # figures that change which drugs count
SEVERITIES = tuple(Severity)  # from the mildest on
Figures = Mapping[str, Any]
Answered = list[tuple[TrialEvidence, Answer]]


@dataclass(slots=True)
class Held:
    """`not_applicable` means that no record can tell: somebody has to attest it."""

    answer: Answer
    observed: str


ATTEST = Held(NOT_APPLICABLE, "")


def _attested(_: Evidence, __: Figures) -> Held:
    return ATTEST


def _not_readable(_: Evidence, __: Figures) -> Held:
    return Held(UNKNOWN, "the policy's text could not be read")


def _age(evidence: Evidence, figures: Figures) -> Held:
    born_on = evidence.case.patient.born_on
    if born_on is None:
        return Held(UNKNOWN, "date of birth not recorded")
    years = _years(born_on, evidence.as_of)
    return Held(answer(figures["value"] <= years <= figures.get("to", years)), f"{years} years")


def _years(since: date, until: date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _diagnosis(evidence: Evidence, _: Figures) -> Held:
    found = evidence.case.diagnosis
    if found is None:
        return Held(UNKNOWN, "diagnosis not recorded")
    return Held(answer(found == Diagnosis.MDD), str(found).replace("_", " "))


def _severity(evidence: Evidence, figures: Figures) -> Held:
    """The clinician's grade of the present episode."""
    found = evidence.episode.severity if evidence.episode else None
    if found is None:
        return Held(UNKNOWN, "severity not recorded")
    return Held(answer(SEVERITIES.index(found) >= SEVERITIES.index(figures["value"])), str(found))


def _not_psychotic(evidence: Evidence, figures: Figures) -> Held:
    """By the record; where the payer takes a statement in its place, only its absence is known."""
    found = evidence.episode.psychotic if evidence.episode else None
    if found is not False and figures.get("or_attested"):
        return ATTEST
    if found is None:
        return Held(UNKNOWN, "psychosis not recorded")
    return Held(answer(not found), "psychotic" if found else "no psychosis")


def _score(evidence: Evidence, figures: Figures) -> Held:
    """The latest score of one of the named scales reaches the line; by choice only of the last days."""
    first = since(evidence, figures)
    found = []
    for name, least in figures["value"].items():
        days, scores = evidence.readings(name)
        if days and days[-1] >= first:
            told = f"{scale_name(name)} {amount(scores[-1])} on {day(date.fromordinal(days[-1]))}"
            found.append((answer(scores[-1] >= least), told))
    if not found:
        return Held(UNKNOWN, "no such score recorded")
    return Held(either([each for each, _ in found]), "; ".join([told for _, told in found]))


def scale_name(instrument: str) -> str:
    """A scale as clinicians call it."""
    facts = scale_facts(instrument)
    return facts.name if facts else instrument


def since(evidence: Evidence, figures: Figures) -> int:
    """The first day that is looked at, as an ordinal."""
    days = figures.get("within_days")
    return evidence.as_of.toordinal() - days if days else 0


def _ratings(evidence: Evidence, figures: Figures) -> Held:
    """So many ratings of depression within the last days, whatever they say."""
    first, measured, number = since(evidence, figures), evidence.case.measured, 0
    for facts in depression_scales():
        if facts.key in measured:
            days, _ = evidence.readings(facts.instrument)
            number += len(days) - bisect_left(days, first)
    held = answer(number >= figures["value"] or None)
    return Held(held, f"{number} recorded in {figures['within_days']} days")


def terms_of(figures: Figures) -> Terms:
    """What makes a drug trial count, by the figures of one criterion."""
    found: Terms = figures["terms"]
    return found


def _drugs(evidence: Evidence, figures: Figures) -> Held:
    """Fair drug trials without response, where asked for of different classes; intolerance may count as well."""
    if figures.keys().isdisjoint(NARROWER):
        found = evidence.counted(figures["terms"], figures.get("scope", "current"))
    else:
        found = sort_out(_asked_drugs(evidence, figures))
    different = "class" if figures.get("classes", 1) > 1 else "drug"
    return _enough(found, figures["value"], different)


def _asked_drugs(evidence: Evidence, figures: Figures) -> Answered:
    asked, scope = figures["terms"], figures.get("scope", "current")
    tolerated = not figures.get("or_intolerance", False)
    drugs = _narrowed(evidence.drugs_within(scope), evidence, figures)
    if "partial_weeks" in figures:
        return [(one, either((_failed(one, scope, asked, tolerated), _partial(one, scope, figures)))) for one in drugs]
    return [(one, _failed(one, scope, asked, tolerated)) for one in drugs]


def _narrowed(drugs: Sequence[TrialEvidence], evidence: Evidence, figures: Figures) -> Sequence[TrialEvidence]:
    """Some payers count a second antidepressant as an addition, and not as a drug on its own; some only late ones."""
    if figures.get("alone"):
        drugs = [one for one in drugs if not one.is_added]
    if "within_years" in figures:
        drugs = [one for one in drugs if recent(one, evidence, figures)]
    return drugs


def _partial(one: TrialEvidence, scope: str, figures: Figures) -> Answer:
    """A partial response at the highest labelled dose; a lower one may have been the most that was tolerated."""
    fair = one.failed_within(scope, terms(figures["partial_weeks"], figures["partial_percent"]))
    if fair is NO:
        return NO
    most = one.drug.label_maximum_mg if one.drug else None
    at_most = most is not None and one.held_at(most) >= figures["partial_weeks"] * 7
    return both((fair, YES if at_most else UNKNOWN))


def recent(one: TrialEvidence, evidence: Evidence, figures: Figures) -> bool:
    """Whether it ended within the years that are looked at."""
    years = figures.get("within_years")
    return years is None or one.trial.last_day(evidence.as_of) >= _years_ago(evidence.as_of, years)


@lru_cache(maxsize=64)
def _years_ago(as_of: date, years: int) -> date:
    return months_later(as_of, -12 * years)


def _failed(one: TrialEvidence, scope: str, asked: Terms, tolerated: bool) -> Answer:
    if not tolerated and one.trial.stop_reason == INTOLERANCE:
        return _member(one, scope)
    return one.failed_within(scope, asked)


def _enough(found: Counted, needed: int, different: str) -> Held:
    return Held(enough(found, needed, different), found.names or "none recorded")


def _adjuncts(evidence: Evidence, figures: Figures) -> Held:
    """Fair trials of something added to an antidepressant, without response."""
    found = sort_out(_asked_adjuncts(evidence, figures))
    return _enough(found, figures["value"], "trial")


def _asked_adjuncts(evidence: Evidence, figures: Figures) -> Answered:
    asked, scope = figures["terms"], figures.get("scope", "current")
    return [(one, _added_failed(one, scope, asked)) for one in evidence.within(scope) if one.is_adjunct]


def _member(one: TrialEvidence, scope: str) -> Answer:
    return YES if scope == "any" else one.in_episode


def _added_failed(one: TrialEvidence, scope: str, asked: Terms) -> Answer:
    """Fair by the rule of adjuncts and at its dose for as long as the payer asks, and without response."""
    fair = (one.judged.adequacy.verdict.answer, one.at_least_days(asked.days))
    return both((*fair, one.nonresponse(asked.line), _member(one, scope)))


def _treatments(evidence: Evidence, figures: Figures) -> Held:
    """Fair treatments of any kind without response, in all the life."""
    found = sort_out(_asked_treatments(evidence, figures))
    return _enough(found, figures["value"], figures.get("different", "trial"))


def _asked_treatments(evidence: Evidence, figures: Figures) -> Answered:
    asked: Terms = figures["terms"]
    return [(one, one.failed(asked)) for one in evidence.trials]


def _psychotherapy(evidence: Evidence, figures: Figures) -> Held:
    """So many sessions attended of a psychotherapy with evidence, or of one that the payer names, without response."""
    if figures.get("if_available") and not evidence.psychotherapies:
        return Held(UNKNOWN, "none recorded, nor whether one was available")
    found = sort_out(_asked_psychotherapies(evidence, figures))
    return _enough(found, 1, "trial")


def _asked_psychotherapies(evidence: Evidence, figures: Figures) -> Answered:
    drawn = line(figures.get("percent", 50))
    named = figures.get("therapies", [])
    return [(one, _talked(one, figures["value"], drawn, named)) for one in evidence.psychotherapies]


def _talked(one: TrialEvidence, sessions: int, drawn: Line, named: Sequence[str]) -> Answer:
    attended = one.judged.adequacy.progress.observed if one.judged.adequacy.progress else None
    counted = answer(None if attended is None else attended >= sessions)
    kind = is_named(one, named) if named else one.has_evidence
    return both((counted, kind, one.nonresponse(drawn), one.in_episode))


def is_named(one: TrialEvidence, named: Sequence[str]) -> Answer:
    """One of the therapies that the payer names, or of their kind; unknown where nobody has listed it."""
    if one.family in named:
        return YES
    return UNKNOWN if therapies().find(one.trial.therapy) is None else NO


def _nothing_beside(evidence: Evidence, _: Figures) -> Held:
    """No course of stimulation runs at the same time."""
    beside = [one.trial.treatment for one in evidence.judgement.current if one.trial.modality == NEUROMODULATION]
    return Held(answer(not beside), listed(beside) or "none running")


def _months(evidence: Evidence, figures: Figures) -> Held:
    """The present episode has lasted so many months."""
    began = evidence.began
    if began is None:
        return Held(UNKNOWN, "beginning of the episode not recorded")
    return Held(answer(evidence.as_of >= months_later(began, figures["value"])), f"since {day(began)}")


def _episodes(evidence: Evidence, figures: Figures) -> Held:
    """So many episodes in all: by their number, or by those recorded."""
    numbers = [one.number or 0 for one in evidence.case.episodes]
    found = max([*numbers, len(numbers)])
    return Held(answer(found >= figures["value"]), f"{found} recorded")


PREDICATES: Mapping[str, Callable[[Evidence, Figures], Held]] = {
    "adjuncts": _adjuncts,
    "age": _age,
    "attested": _attested,
    "diagnosis": _diagnosis,
    "drugs": _drugs,
    "episodes": _episodes,
    "months": _months,
    "not_psychotic": _not_psychotic,
    "not_readable": _not_readable,
    "nothing_beside": _nothing_beside,
    "psychotherapy": _psychotherapy,
    "ratings": _ratings,
    "score": _score,
    "severity": _severity,
    "treatments": _treatments,
}

# Which trials a criterion looks at, and what each of them answers: for whoever tells it record by record.
ASKED: Mapping[str, Callable[[Evidence, Figures], Answered]] = {
    "adjuncts": _asked_adjuncts,
    "drugs": _asked_drugs,
    "psychotherapy": _asked_psychotherapies,
    "treatments": _asked_treatments,
}
