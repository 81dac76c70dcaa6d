"""Each treatment as a numbered record: what, how much, for how long, how it is known, and what the scores did."""

from collections.abc import Iterator
from typing import Any

from models.criteria.case import Modality, Role, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.verdict import Answer
from models.criteria.wording import amount, day, plural
from models.exchange.report.facts import (
    NOT_RECORDED,
    Fact,
    fact,
    known,
    period,
    score_words,
    sentence,
    signed_percent,
    unknown,
    whole,
)
from models.exchange.report.numbers import Numbers
from models.exchange.report.of_medication import agent_words, medication_facts
from models.exchange.report.of_sessions import neuromodulation_facts, psychotherapy_facts, therapy_words
from models.exchange.report.sources import rule_words
from models.history import PatientView

LONG = 2500  # letters of a record that may break over two pages
KINDS = {
    Modality.medication: "Medication",
    Modality.psychotherapy: "Psychotherapy",
    Modality.neuromodulation: "Neuromodulation",
}
STOPPED = {
    "nonresponse": "no response",
    "partial_response": "partial response only",
    "intolerance": "side effects (intolerance)",
    "remission": "remission",
    "completed": "course completed",
    "logistics": "outside reasons (access, cost or the like)",
    "preference": "the patient’s wish",
    "other": "another reason",
}
KNOWN_FROM = {
    "prospective": "followed while it ran",
    "record": "taken from earlier records",
    "recall": "recalled by the patient",
}
STATUS = {
    "adequate-failed": "Adequate, no response",
    "adequate-partial": "Adequate, partial response",
    "adequate-response": "Adequate, response",
    "adequate-remission": "Adequate, remission",
    "inadequate-dose": "Not adequate: dose too low",
    "inadequate-duration": "Not adequate: too short",
    "inadequate-adherence": "Not adequate: not taken enough",
    "inadequate-sessions": "Not adequate: too few sessions",
    "not-evidence-based": "Not adequate: no evidence-based therapy",
    "intolerant": "Stopped for side effects",
    "not-ascertainable": "Cannot be judged",
    "ongoing": "Still running",
}


def treatments_told(view: PatientView, numbers: Numbers) -> list[dict[str, Any]]:
    """In order of their start."""
    return [_treatment(one, view, numbers) for one in view.judgement.trials]


def _treatment(one: TrialJudgement, view: PatientView, numbers: Numbers) -> dict[str, Any]:
    trial = one.trial
    facts = list(_facts(one, view, numbers))
    return {
        "number": numbers.trial(trial.id),
        "name": treatment_name(trial),
        "kind": kind_of(trial, numbers),
        "period": period(trial.started_on, trial.ended_on, view.as_of),
        "status": _status(one),
        "glance": _glance(one, view),
        "facts": facts,
        "long": bool(trial.sessions) or sum(len(each["words"]) for each in facts) > LONG,
    }


def _status(one: TrialJudgement) -> str:
    if not one.running:
        return STATUS.get(one.status, one.status)
    known = {Answer.yes: "adequate", Answer.no: "not adequate yet"}
    return f"Still running, {known.get(one.adequacy.verdict.answer, 'cannot be judged')}"


def _glance(one: TrialJudgement, view: PatientView) -> dict[str, str]:
    """What a reviewer looks for first, one line a treatment."""
    trial, outcome, progress = one.trial, one.outcome, one.adequacy.progress
    until = "still running" if one.running or trial.ended_on is None else f"to {day(trial.ended_on)}"
    sizes = [step.mg_per_day for step in trial.doses if step.mg_per_day is not None and step.from_on <= view.as_of]
    attended = progress.observed if progress and progress.unit == "sessions" else None
    most = f"{amount(max(sizes))} mg/day" if sizes else NOT_RECORDED
    if trial.modality is not Modality.medication:
        most = NOT_RECORDED if attended is None else plural(int(attended), "session")
    counted = "unknown"
    if progress and progress.observed is not None:
        had = f"{progress.observed:.1f}" if progress.unit == "weeks" else amount(progress.observed)
        counted = f"{had} of {amount(progress.required)} {progress.unit}"
    scores = "not recorded"
    if outcome.recalled:
        scores = outcome.sentence
    elif outcome.baseline is not None and outcome.end is not None:
        percent = f", {signed_percent(outcome.improvement_percent)}" if outcome.improvement_percent is not None else ""
        scores = f"{outcome.name} {score_words(outcome.baseline)} to {score_words(outcome.end)}{percent}"
    return {"dates": f"{day(trial.started_on)} {until}", "most": most, "counted": counted, "scores": scores}


def treatment_name(trial: Trial) -> str:
    """The treatment as a heading."""
    if trial.modality is Modality.medication:
        return sentence(agent_words(trial))
    if trial.modality is Modality.psychotherapy:
        return sentence(therapy_words(trial))
    # Procedures are known by their letters: rTMS stays rTMS, also at the beginning of a line.
    return whole(str(trial.procedure)) if trial.procedure else "Neuromodulation, procedure not recorded"


def kind_of(trial: Trial, numbers: Numbers) -> str:
    if trial.role == Role.augmentation:
        added = numbers.trial(trial.augments)
        return f"Augmentation, added to {added}" if added else "Augmentation"
    return "Medication, in combination" if trial.role == Role.combination else KINDS[trial.modality]


def _facts(one: TrialJudgement, view: PatientView, numbers: Numbers) -> Iterator[Fact]:
    trial = one.trial
    yield known("Episode", numbers.episodes.get(trial.episode or ""), "to which episode it belongs")
    yield fact("Dates", period(trial.started_on, trial.ended_on, view.as_of))
    if trial.modality is Modality.medication:
        yield from medication_facts(one)
    elif trial.modality is Modality.psychotherapy:
        yield from psychotherapy_facts(trial, view.as_of)
    else:
        yield from neuromodulation_facts(trial, view.as_of)
    if not one.running:
        yield known("Reason for stopping", STOPPED.get(str(trial.stop_reason)), "why it ended")
    yield fact("Known from", KNOWN_FROM[str(trial.ascertainment)])
    yield from _scores(one, numbers)
    yield _adequacy(one)


def _adequacy(one: TrialJudgement) -> Fact:
    """The sentence of the judgement, with the rule that it stands under."""
    told = fact("Adequacy", f"{one.adequacy.sentence} Rule: {rule_words(one.adequacy.rule)}.")
    return {**told, "unknown": one.adequacy.verdict.answer == Answer.unknown}


def _scores(one: TrialJudgement, numbers: Numbers) -> Iterator[Fact]:
    outcome = one.outcome
    if outcome.recalled:
        yield fact("Outcome", outcome.sentence)
        return
    pairs = (("Score before", outcome.baseline, outcome.baseline_on), ("Score after", outcome.end, outcome.end_on))
    for label, value, on in pairs:
        if value is None or on is None:
            yield unknown(label, "a score from before the start" if label == "Score before" else "a score from the end")
            continue
        number = numbers.score(outcome, on, value)
        see = f" ({number})" if number else ""
        yield fact(label, f"{outcome.name} {score_words(value)} on {day(on)}{see}")
    if outcome.improvement_percent is None or not outcome.judged:
        yield unknown("Improvement", "", sentence(outcome.why or "cannot be judged"))
        return
    called = "remission" if outcome.remission == Answer.yes else CALLED.get(outcome.category, outcome.category)
    note = f"; {outcome.why}" if outcome.why else ""
    yield fact("Improvement", f"{signed_percent(outcome.improvement_percent)}: {called}{note}")


CALLED = {
    "response": "response (at least 50 %)",
    "partial_response": "partial response (25 % to less than 50 %)",
    "nonresponse": "no response (less than 25 %)",
    "deterioration": "worse by at least the reliable change",
}
