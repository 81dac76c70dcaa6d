"""Which records stand behind each line of a payer's rule: what counts, what does not and why, what is missing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.criteria.case import StopReason
from models.criteria.outcome.change import NONRESPONSE
from models.criteria.outcome.domains import depression_scales
from models.criteria.payers.asking import asks, measure, time
from models.criteria.payers.judging import answer_of
from models.criteria.payers.policy import Criterion
from models.criteria.payers.predicates import ASKED, Figures, Held, is_named, recent, since, terms_of
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.terms import line
from models.criteria.staging.trial_evidence import SCORE_MISSING, TrialEvidence
from models.criteria.verdict import Answer
from models.criteria.wording import amount, plural

ELSEWHERE = "if it took place elsewhere, record it with its dates"
RUNNING = "still running: looked at once it has ended"
# Facts of the person or the episode, and what to record where one is missing.
TO_RECORD = {
    "age": "record the date of birth",
    "diagnosis": "record the diagnosis",
    "severity": "record the severity of the present episode",
    "not_psychotic": "record whether there is psychosis in the present episode",
    "months": "record when the present episode began",
    "not_readable": "read the policy itself: its text could not be read for this rule",
}
NOUNS = {
    "age": "age ",
    "severity": "severity ",
    "diagnosis": "the diagnosis ",
    "months": "the present episode ",
    "episodes": "episodes: ",
}
FACT_OF = {
    "age": "person",
    "diagnosis": "episode",
    "severity": "episode",
    "not_psychotic": "episode",
    "months": "episode",
    "episodes": "episodes",
}


@dataclass(frozen=True)
class TracedTrial:
    """One trial in the light of one criterion: does it count, and the words that say why."""

    trial: str
    answer: Answer
    words: str


@dataclass(frozen=True)
class Trace:
    """Everything behind one criterion. `scores` are (instrument, day); `fact` says of whom a basic fact is told.

    `missing` are (trial or None, what to record or what is still asked for). A criterion with `ways` has one of these
    for each, and nothing of its own.
    """

    held: Held
    asks: str
    trials: tuple[TracedTrial, ...] = ()
    scores: tuple[tuple[str, date], ...] = ()
    fact: str = ""
    missing: tuple[tuple[str | None, str], ...] = ()
    ways: tuple["Trace", ...] = ()


def trace(one: Criterion, evidence: Evidence) -> Trace:
    """One criterion, record by record; the answer is the one that the judgement gives."""
    found = answer_of(one, evidence)
    if one.ways:
        return Trace(found, "", ways=tuple(trace(way, evidence) for way in one.ways))
    return Trace(
        found,
        asks(one.predicate, one.figures),
        tuple(_trials(one, evidence)),
        tuple(_scores(one, evidence)),
        FACT_OF.get(one.predicate, ""),
        tuple(dict.fromkeys(_missing(one, found, evidence))) if found.answer != Answer.yes else (),
    )


# The trials


def _trials(one: Criterion, evidence: Evidence) -> Iterator[TracedTrial]:
    """Those that the criterion looks at, then those of the same kind that it leaves out."""
    if one.predicate == "nothing_beside":
        for judged in evidence.judgement.current:
            if judged.trial.procedure:
                yield TracedTrial(judged.trial.id, Answer.no, "runs at the same time")
    if one.predicate not in ASKED:
        return
    looked_at = ASKED[one.predicate](evidence, one.figures)
    for each, found in looked_at:
        yield TracedTrial(each.trial.id, found, _words(one, each, found))
    seen = {each.trial.id for each, _ in looked_at}
    kind = KINDS[one.predicate]
    for each in evidence.trials:
        if kind(each) and each.trial.id not in seen:
            yield TracedTrial(each.trial.id, Answer.no, _left_out(one.figures, each, evidence))
    for judged in evidence.judgement.current:
        if kind(TrialEvidence(judged, Answer.yes)):
            yield TracedTrial(judged.trial.id, Answer.no, RUNNING)


KINDS: Mapping[str, Callable[[TrialEvidence], bool]] = {
    "adjuncts": lambda one: one.is_adjunct,
    "drugs": lambda one: one.is_drug,
    "psychotherapy": lambda one: one.is_psychotherapy,
    "treatments": lambda one: True,
}


def _left_out(figures: Figures, each: TrialEvidence, evidence: Evidence) -> str:
    if figures.get("alone") and each.is_added:
        return "added to another drug, asked for on its own"
    if not recent(each, evidence, figures):
        return f"ended {plural(figures['within_years'], 'year')} ago or longer"
    return "belongs to an earlier episode"


def _words(one: Criterion, each: TrialEvidence, found: Answer) -> str:
    if found == Answer.unknown:
        return "; ".join(_to_record(one, each)) or "cannot be judged yet"
    if found == Answer.no:
        return "; ".join(_against(one, each)) or "does not count"
    if one.figures.get("or_intolerance") and each.trial.stop_reason == StopReason.intolerance:
        return "stopped for side effects"
    return "; ".join(filter(None, (_had(each), _did(each))))


def _had(each: TrialEvidence) -> str:
    """How much of it there was, which is known wherever it decides."""
    progress = each.judged.adequacy.progress
    assert progress
    assert progress.observed is not None
    if progress.unit == "weeks":
        return f"{progress.observed:.1f} weeks at {amount(each.judged.adequacy.minimum_mg or 0)} mg or more"
    if progress.unit == "months":
        return f"{plural(int(progress.observed), 'month')} since the implant"
    return f"{plural(int(progress.observed), 'session')} {'attended' if each.is_psychotherapy else 'given'}"


def _did(each: TrialEvidence) -> str:
    """What it did, measured or remembered."""
    outcome = each.judged.outcome
    if outcome.recalled:
        return "no response as remembered" if outcome.category == NONRESPONSE else each.improvement_words
    percent = outcome.improvement_percent or 0
    if outcome.remission == Answer.yes:
        return "remission"
    return f"{abs(percent):.1f} % {'worse' if percent < 0 else 'better'}"


def _against(one: Criterion, each: TrialEvidence) -> Iterator[str]:
    """Each thing that keeps a trial from counting; those of other episodes were never looked at."""
    if one.predicate == "psychotherapy":
        yield from _talk_against(one.figures, each)
        return
    asked = terms_of(one.figures)
    if (each.is_drug or each.is_adjunct) and each.at_least_days(asked.days) == Answer.no:
        yield f"{_had(each)}, {time(one.figures)} asked for"
    elif each.adequate(asked) == Answer.no:
        yield each.why_not(asked)
    if each.nonresponse(asked.line) == Answer.no:
        yield _did(each)


def _talk_against(figures: Figures, each: TrialEvidence) -> Iterator[str]:
    attended = each.judged.adequacy.progress.observed if each.judged.adequacy.progress else None
    if attended is not None and attended < figures["value"]:
        yield f"{plural(int(attended), 'session')} attended of {figures['value']} asked for"
    if _kind(figures, each) == Answer.no:
        yield "not a therapy that the payer names" if figures.get("therapies") else "not an evidence-based therapy"
    if each.nonresponse(line(figures.get("percent", 50))) == Answer.no:
        yield _did(each)


def _kind(figures: Figures, each: TrialEvidence) -> Answer:
    """Whether it is a therapy of the kind that is asked for."""
    named = figures.get("therapies", [])
    return is_named(each, named) if named else each.has_evidence


def _to_record(one: Criterion, each: TrialEvidence) -> list[str]:
    """What to record so that a trial can be judged by this criterion."""
    if one.predicate != "psychotherapy":
        asked = terms_of(one.figures)
        found = list(each.missing(asked))
        if each.is_adjunct:
            reasons = each.judged.adequacy.verdict.reasons
            found += [each_.would_change for each_ in reasons if each_.verdict == Answer.unknown and each_.would_change]
        if "partial_weeks" in one.figures and not found:
            found.append("record whether its highest dose was the most that was tolerated")
        return list(dict.fromkeys(words.removeprefix(f"{each.name}: ") for words in found))
    found = []
    progress = each.judged.adequacy.progress
    if progress is None or progress.observed is None:
        found.append("record the sessions attended, with their dates")
    if _kind(one.figures, each) == Answer.unknown:
        found.append("record which therapy it was, and why it counts as evidence-based")
    if each.nonresponse(line(one.figures.get("percent", 50))) == Answer.unknown:
        found.append(SCORE_MISSING.format(name=each.name))
    if each.in_episode == Answer.unknown:
        found.append(f"record to which episode {each.name} belongs")
    return found


# The scores


def _scores(one: Criterion, evidence: Evidence) -> Iterator[tuple[str, date]]:
    if one.predicate == "score":
        for name in one.figures["value"]:
            days, _ = evidence.readings(name)
            if days and days[-1] >= since(evidence, one.figures):
                yield name, date.fromordinal(days[-1])
    if one.predicate == "severity":
        yield from _beside_the_grade(evidence)
    if one.predicate == "ratings":
        for facts in depression_scales():
            if (facts.instrument, facts.scale) in evidence.case.measured:
                days, _ = evidence.readings(facts.instrument)
                yield from (
                    (facts.instrument, date.fromordinal(on)) for on in days if on >= since(evidence, one.figures)
                )


def _beside_the_grade(evidence: Evidence) -> Iterator[tuple[str, date]]:
    """The newest depression score: a grade given when the episode began may no longer be how the patient is."""
    measured = [facts for facts in depression_scales() if (facts.instrument, facts.scale) in evidence.case.measured]
    last = [
        (days[-1], facts.instrument) for facts in measured for days in [evidence.readings(facts.instrument)[0]] if days
    ]
    if last:
        newest, instrument = max(last)
        yield instrument, date.fromordinal(newest)


# What is missing


def _missing(one: Criterion, found: Held, evidence: Evidence) -> Iterator[tuple[str | None, str]]:
    if found.answer == Answer.not_applicable:
        return
    if one.predicate in ASKED:
        yield from _trials_missing(one, found, evidence)
    elif found.answer == Answer.unknown:
        yield None, TO_RECORD.get(one.predicate) or f"record {measure(one.figures)}"
    else:
        yield None, f"the record shows {NOUNS.get(one.predicate, '')}{found.observed}; the rule asks for {one.text}"


def _trials_missing(one: Criterion, found: Held, evidence: Evidence) -> Iterator[tuple[str | None, str]]:
    answered = ASKED[one.predicate](evidence, one.figures)
    for each, answer in answered:
        if answer == Answer.unknown:
            yield from ((each.trial.id, words) for words in _to_record(one, each))
    if not answered and found.answer == Answer.unknown:
        yield None, "record whether psychotherapy was available, or the course that took place"
    if found.answer == Answer.no:
        counts = sum(answer == Answer.yes for _, answer in answered)
        yield None, f"{_so_far(counts, one)}; asked for: {asks(one.predicate, one.figures)}; {ELSEWHERE}"
        for judged in evidence.judgement.current:
            if KINDS[one.predicate](TrialEvidence(judged, Answer.yes)):
                yield judged.trial.id, RUNNING


def _so_far(number: int, one: Criterion) -> str:
    if one.predicate != "psychotherapy" and number >= one.figures["value"]:
        return f"so far {number} count, all of one kind"
    return "so far 1 counts" if number == 1 else f"so far {number or 'none'} count"
