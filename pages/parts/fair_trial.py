"""Whether a treatment has had a fair trial and what it did, said to the person who took it or to somebody close."""

from models.criteria.case import Modality, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.therapies import therapies
from models.criteria.verdict import Answer
from models.exchange.report.said import Said
from pages.parts.words import number, short_day, word, word_about

ENOUGH_BETTER = {"response": "helped", "partial_response": "helped_some", "deterioration": "helped_worse"}


def name_of(trial: Trial, language: str = "en") -> str:
    """A treatment by the name that its leaflet or its therapist uses."""
    if trial.modality is Modality.psychotherapy:
        known = therapies().find(trial.therapy)
        return Said(language).therapy(known) if known else trial.therapy or word("psychotherapy", language)
    if trial.modality is Modality.neuromodulation:
        return str(trial.procedure or word("stimulation", language))
    return trial.agent.capitalize() if trial.agent else word("medication", language)


def sentences(judged: TrialJudgement, name: str, language: str = "en") -> list[str]:
    """What is tried and since when, whether that was enough, what it has done: a judgement on the treatment."""
    return [when(judged, name, language), *fair(judged, language), *helped(judged, language)]


def when(judged: TrialJudgement, name: str, language: str) -> str:
    """What is tried and since when."""
    trial, name = judged.trial, f"{name[:1].upper()}{name[1:]}"
    if trial.ended_on is None:
        return word("trial_since", language, name=name, day=short_day(trial.started_on, language))
    first, last = short_day(trial.started_on, language), short_day(trial.ended_on, language)
    return word("trial_from_to", language, name=name, first=first, last=last)


def fair(judged: TrialJudgement, language: str, who: str = "") -> list[str]:
    """Whether it was enough; with a name, as somebody close reads it."""
    adequacy = judged.adequacy
    if adequacy.verdict.answer is Answer.yes:
        return [word("fair_yes", language)]
    if judged.running and adequacy.expected_on is not None:
        on = word("fair_running_on", language, day=short_day(adequacy.expected_on, language))
        return [word("fair_running", language, progress=_progress(judged, language)), on]
    if adequacy.verdict.answer is Answer.no and not judged.running:
        return [word_about(who, "fair_no", language)]
    if adequacy.verdict.answer is Answer.no:
        return [word("fair_running", language, progress=_progress(judged, language))]
    return [word("fair_unknown", language)]


def _progress(judged: TrialJudgement, language: str) -> str:
    """How much is done, in whole weeks or sessions; nothing where it is not written down."""
    done = judged.adequacy.progress
    if done is None or done.observed is None or done.unit not in ("weeks", "sessions"):
        return ""
    key = "done_weeks" if done.unit == "weeks" else "done_sessions"
    return word(key, language, observed=int(done.observed), required=number(done.required, language))


def helped(judged: TrialJudgement, language: str, who: str = "") -> list[str]:
    """What it has done; nothing where that is not known."""
    outcome = judged.outcome
    if not outcome.judged:
        return []
    if outcome.remission is Answer.yes:
        return [word("helped_well", language)]
    if outcome.category in ENOUGH_BETTER:
        return [word_about(who, ENOUGH_BETTER[outcome.category], language)]
    return [word_about(who, "helped_not", language)] if judged.without_response else []
