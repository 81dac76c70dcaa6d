"""A psychotherapy is a fair trial when enough sessions of a therapy that works took place with a trained therapist."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from models.criteria.adequacy.result import Adequacy, Progress
from models.criteria.adequacy.sessions import Attended, attended, expected_day
from models.criteria.adequacy.therapist import therapist_reason
from models.criteria.adequacy.therapy_warnings import warnings
from models.criteria.case import TherapyFormat, Trial
from models.criteria.rule import rule, rules
from models.criteria.settings import RuleSettings
from models.criteria.therapies import Therapy, therapies
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, Reason, Verdict, all_of, answer
from models.criteria.wording import amount, day, plural, sentence


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What one published rule asks of a course of psychotherapy; made by `profile` alone, each one once."""

    name: str
    sessions: int
    experienced: bool
    low_intensity_counts: bool
    days_between: float | None
    source: str
    mark: str


@cache
def profile(name: str) -> Profile:
    sessions = rule(f"psychotherapy.{name}.sessions")
    frequency = rules("psychotherapy").get(f"psychotherapy.{name}.days_between")
    return Profile(
        name,
        sessions.whole,
        bool(rule(f"psychotherapy.{name}.experienced").value),
        bool(rule(f"psychotherapy.{name}.low_intensity").value),
        frequency.number if frequency else None,
        sessions.source,
        sessions.mark,
    )


def judge_psychotherapy(trial: Trial, as_of: date, settings: RuleSettings) -> Adequacy:
    asked = profile(settings.psychotherapy_profile)
    seen = attended(trial, as_of, once_a_day=True)
    therapy = evidence_reason(trial, asked)
    reasons = [sessions_reason(seen, asked), therapy]
    if asked.experienced:
        reasons.append(therapist_reason(trial.therapist, asked.source, asked.mark))
    if asked.days_between is not None:
        reasons.append(frequency_reason(seen, asked))
    verdict = all_of(reasons)
    running = trial.running(as_of)
    expected_on = _expected(verdict, seen, asked, as_of) if running else None
    adequate_on = _adequate_on(seen, asked) if verdict.answer is YES else None
    progress = Progress(seen.number, asked.sessions, "sessions")
    return Adequacy(
        verdict,
        f"{asked.name}/{asked.sessions} sessions",
        _shortfall(verdict, therapy),
        progress,
        adequate_on,
        expected_on,
        lambda: _sentence(verdict, seen, asked, adequate_on, expected_on, running),
        lambda: warnings(trial, seen, as_of),
        visits=seen,
    )


def sessions_reason(seen: Attended, asked: Profile) -> Reason:
    """Sessions attended; an undated count that may reach beyond the day still decides when it is too small."""
    held, change = answer(None if seen.number is None else seen.number >= asked.sessions), None
    if seen.at_most is not None and seen.at_most < asked.sessions:
        held = NO
    if held is NO:
        short = asked.sessions - (seen.number if seen.number is not None else seen.at_most or 0)
        change = f"{'one more session' if short == 1 else f'{short} more sessions'} attended"
    elif held is UNKNOWN:
        change = "record the sessions attended, with their dates"
    return Reason("sessions attended", held, seen.number, asked.sessions, "sessions", asked.source, asked.mark, change)


def evidence_reason(trial: Trial, asked: Profile) -> Reason:
    """Whether the therapy is one that works in depression: by the list, or by the clinician's stated reason."""
    listed = therapies().find(trial.therapy)
    if trial.evidence_based is not None and not (listed and listed.evidence_based == trial.evidence_based):
        return _overruled(trial)
    if listed is None:
        return _unlisted(trial.therapy)
    return _listed(listed, trial.format == TherapyFormat.internet_guided, asked)


def _unlisted(therapy: str | None) -> Reason:
    change = "record which therapy was given"
    if therapy:
        change = f"say whether {therapy} is an evidence-based treatment of depression, and why"
    return _evidence(UNKNOWN, therapy, therapies().source, therapies().mark, change)


@cache
def _listed(listed: Therapy, guided: bool, asked: Profile) -> Reason:
    held, change = answer(listed.evidence_based), None
    if held is NO:
        change = f"a therapy with evidence in depression instead of {listed.name}"
    elif (guided or listed.low_intensity) and not asked.low_intensity_counts:
        held, change = NO, "sessions with a therapist instead of guided internet treatment"
    return _evidence(held, listed.name, therapies().source, therapies().mark, change)


def _overruled(trial: Trial) -> Reason:
    """The clinician's own statement, against the list or where the list is silent: a yes wants its reason."""
    source = f"stated by the clinician: {trial.evidence_reason}" if trial.evidence_reason else "stated by the clinician"
    if trial.evidence_based and not trial.evidence_reason:
        missing = "give the reason why this therapy counts as evidence-based"
        return _evidence(UNKNOWN, trial.therapy, source, "policy", missing)
    change = None if trial.evidence_based else "a therapy with evidence in depression"
    return _evidence(answer(trial.evidence_based), trial.therapy, source, "policy", change)


def _evidence(held: Answer, observed: str | None, source: str, mark: str, change: str | None) -> Reason:
    return Reason("evidence-based therapy", held, observed, "yes", "", source, mark, change)


def frequency_reason(seen: Attended, asked: Profile) -> Reason:
    """On average at least one session in so many days; without dates it is not known."""
    assert asked.days_between is not None
    interval = seen.mean_interval
    held = answer(None if interval is None else interval <= asked.days_between)
    change = {
        UNKNOWN: "record the dates of the sessions",
        NO: f"sessions at least every {amount(asked.days_between)} days on average",
    }.get(held)
    observed = None if interval is None else round(interval, 1)
    return Reason(
        "mean days between sessions", held, observed, asked.days_between, "days", asked.source, asked.mark, change
    )


def _adequate_on(seen: Attended, asked: Profile) -> date | None:
    """The first session day on which everything held; None where the sessions have no dates."""
    for number in range(asked.sessions, len(seen.days) + 1):
        first = Attended(number, seen.days[:number])
        if asked.days_between is None or (first.mean_interval or 0) <= asked.days_between:
            return seen.days[number - 1]
    return None


def _expected(verdict: Verdict, seen: Attended, asked: Profile, as_of: date) -> date | None:
    """Only where sessions are all that is missing."""
    sessions, *others = verdict.reasons
    if sessions.verdict is not NO or any(reason.verdict is NO for reason in others):
        return None
    return expected_day(seen, asked.sessions, as_of)


def _shortfall(verdict: Verdict, therapy: Reason) -> str:
    """Sessions with an untrained therapist are not the sessions that were needed."""
    if therapy.verdict is NO:
        return "not-evidence-based"
    return "inadequate-sessions" if verdict.answer is NO else "not-ascertainable"


def _sentence(
    verdict: Verdict, seen: Attended, asked: Profile, on: date | None, expected_on: date | None, running: bool
) -> str:
    if verdict.answer is YES:
        since = f" since {day(on)}" if on else ""
        return f"Adequate{since}: {plural(seen.number or 0, 'session')} attended, {asked.sessions} needed."
    changes = "; ".join(
        reason.would_change for reason in verdict.reasons if reason.would_change and reason.verdict == verdict.answer
    )
    if verdict.answer is UNKNOWN:
        return sentence(f"cannot be judged yet: {changes}")
    begin = f"Not adequate{' yet' if running else ''}"
    if verdict.reasons[0].verdict is not NO:
        return f"{begin}: {plural(seen.number or 0, 'session')} attended; needed: {changes}."
    had = seen.number if seen.number is not None else f"at most {seen.at_most}"
    text = f"{begin}: {had} of {asked.sessions} sessions attended"
    if expected_on:
        return f"{text}; adequate about {day(expected_on)} at the present pace."
    others = [reason for reason in verdict.reasons[1:] if reason.verdict is NO]
    return sentence("; ".join([text, *(f"needed: {reason.would_change}" for reason in others)]))
