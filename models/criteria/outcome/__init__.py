"""What did the trial do? One answer for each scale, and one for each of the five domains."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from models.criteria.case import Case, Trial
from models.criteria.outcome.change import (
    CANNOT_JUDGE,
    NONRESPONSE,
    PARTIAL,
    RESPONSE,
    UNDEFINED,
    WITHOUT_RESPONSE,
    category,
    change,
    reliable,
    remitted,
)
from models.criteria.outcome.domains import SYMPTOMS, depression_scales, domains
from models.criteria.outcome.result import Outcome
from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.outcome.window import Score, Window, tells_from, window
from models.criteria.settings import DEFAULT, RuleSettings
from models.criteria.verdict import UNKNOWN, Answer, answer

__all__ = ["Outcome", "judge_outcome", "outcomes_by_domain", "primary_scale"]

NO_THRESHOLD = "no threshold is agreed on for this domain"
NOT_YET = "no score since the trial became adequate"
RECALLED = {"lt25": NONRESPONSE, "25to49": PARTIAL, "50to75": RESPONSE, "gt75": RESPONSE}


def judge_outcome(
    trial: Trial,
    case: Case,
    as_of: date,
    settings: RuleSettings = DEFAULT,
    instrument: str | None = None,
    scale: str | None = None,
    *,
    adequate_on: date | None = None,
) -> Outcome:
    """What a trial did on one scale up to `as_of`; without `instrument`, on the scale that decides for this trial.

    With `adequate_on`, the day on which the trial became adequate, the absence of a response is firm only when a
    score was taken on that day or later, or in the last days of a trial that has ended.
    """
    if instrument is not None:
        facts = scale_facts(instrument, scale)
        if facts is None:
            return _off_the_shelf(instrument, scale or "")
        return _measured(trial, case, facts, as_of, settings, adequate_on)
    found = _deciding(trial, case, as_of, settings, adequate_on)
    if not found.judged and trial.recalled_improvement in RECALLED:
        return _recalled(trial, found)
    return found


def primary_scale(trial: Trial, case: Case, as_of: date, settings: RuleSettings = DEFAULT) -> tuple[str, str]:
    """Instrument and scale that decide what this trial did."""
    found = _deciding(trial, case, as_of, settings, None)
    return found.instrument, found.scale


def _deciding(trial: Trial, case: Case, as_of: date, settings: RuleSettings, adequate_on: date | None) -> Outcome:
    """The trial's own primary instrument; where it cannot be judged on that, the next depression scale that can be."""
    own = scale_facts(trial.primary_instrument)
    first = _measured(trial, case, own, as_of, settings, adequate_on) if own else None
    if first and first.category != CANNOT_JUDGE:
        return first
    for facts in depression_scales():
        if facts is not own and facts.key in case.measured:
            found = _measured(trial, case, facts, as_of, settings, adequate_on)
            if found.category != CANNOT_JUDGE:
                return found
            first = first or found
    return first or _off_the_shelf(trial.primary_instrument, "")


def outcomes_by_domain(
    trial: Trial, case: Case, as_of: date, settings: RuleSettings, primary: Outcome, adequate_on: date | None
) -> Mapping[str, Outcome]:
    """One outcome for each of the five domains: on the first of its scales that can be judged."""
    found = {SYMPTOMS: primary}
    for domain, scales in domains().items():
        if domain != SYMPTOMS or not primary.judged:
            best = _best(trial, case, scales, as_of, settings, adequate_on)
            if domain != SYMPTOMS or best.judged:
                found[domain] = best
    return found


def _best(
    trial: Trial,
    case: Case,
    scales: tuple[ScaleFacts, ...],
    as_of: date,
    settings: RuleSettings,
    adequate_on: date | None,
) -> Outcome:
    first = None
    for facts in scales:
        if facts.key in case.measured:
            found = _measured(trial, case, facts, as_of, settings, adequate_on)
            if found.judged:
                return found
            first = first or found
    return first or _nothing(scales[0])


def _measured(
    trial: Trial, case: Case, facts: ScaleFacts, as_of: date, settings: RuleSettings, adequate_on: date | None
) -> Outcome:
    if facts.key not in case.measured:
        return _nothing(facts)
    seen = window(trial, case, facts, as_of.toordinal(), settings)
    baseline, latest = seen.baseline, seen.latest
    if baseline is None or latest is None:
        return _thin(facts, baseline, latest, seen.number, settings)
    since = tells_from(trial, adequate_on, as_of, settings) if adequate_on else None
    return _judged(trial, facts, seen, baseline, latest, settings, since)


def _judged(
    trial: Trial,
    facts: ScaleFacts,
    seen: Window,
    baseline: Score,
    latest: Score,
    settings: RuleSettings,
    since: date | None,
) -> Outcome:
    end_day, end = latest
    made = change(baseline[1], end, facts)
    called = category(made, facts, settings)
    firm = called not in WITHOUT_RESPONSE or since is None or end_day >= since.toordinal()
    why = None if firm else NOT_YET
    if called == UNDEFINED:
        why = "the baseline was already the best possible score"
    early, early_percent, early_on = _early(trial, facts, baseline, seen, settings)
    return Outcome(
        facts.instrument,
        facts.scale,
        facts.name,
        facts.domain,
        called,
        baseline[1],
        date.fromordinal(baseline[0]),
        end,
        date.fromordinal(end_day),
        made.percent,
        float(made.gain) * (-1 if facts.lower_is_better else 1),
        remitted(end, facts),
        reliable(made, facts),
        early,
        early_percent,
        early_on,
        seen.number,
        firm,
        why,
        None if facts.domain == SYMPTOMS else NO_THRESHOLD,
    )


def _early(
    trial: Trial, facts: ScaleFacts, baseline: Score, seen: Window, settings: RuleSettings
) -> tuple[Answer, float | None, date | None]:
    """Improvement about week 2."""
    start = trial.started_on.toordinal()
    near = seen.nearest(start + settings.early_day, start + settings.early_from_day, start + settings.early_to_day)
    if near is None:
        return UNKNOWN, None, None
    made = change(baseline[1], near[1], facts)
    held = answer(made.at_least(settings.early_percent)) if made.room > 0 else UNKNOWN
    return held, made.percent, date.fromordinal(near[0])


def _thin(
    facts: ScaleFacts, baseline: Score | None, latest: Score | None, number: int, settings: RuleSettings
) -> Outcome:
    """Too little to judge: says what is missing and shows what there is."""
    before, after = settings.baseline_days_before, settings.baseline_days_after
    if baseline is None and latest is None:
        return _nothing(facts)
    if baseline is None:
        why = f"no baseline: no {facts.name} score from {before} days before the start to day {after}"
    else:
        why = f"only one value: no {facts.name} score after day {after} of the trial"
    return Outcome(
        facts.instrument,
        facts.scale,
        facts.name,
        facts.domain,
        CANNOT_JUDGE,
        baseline[1] if baseline else None,
        date.fromordinal(baseline[0]) if baseline else None,
        latest[1] if latest else None,
        date.fromordinal(latest[0]) if latest else None,
        remission=remitted(latest[1], facts) if latest else UNKNOWN,
        scores_after_start=number,
        why=why,
    )


@cache
def _nothing(facts: ScaleFacts) -> Outcome:
    why = f"no {facts.name} score in this trial"
    return Outcome(facts.instrument, facts.scale, facts.name, facts.domain, CANNOT_JUDGE, why=why)


@cache
def _off_the_shelf(instrument: str, scale: str) -> Outcome:
    why = f"the instrument {instrument} is not on the shelf"
    if scale_facts(instrument):
        why = f"the instrument {instrument} has no scale {scale}"
    return Outcome(instrument, scale, instrument, SYMPTOMS, CANNOT_JUDGE, why=why)


def _recalled(trial: Trial, found: Outcome) -> Outcome:
    """An outcome that was remembered: it is shown as such, and never counts as measured."""
    called = RECALLED[str(trial.recalled_improvement)]
    why = "remembered, not measured"
    return Outcome(found.instrument, found.scale, found.name, found.domain, called, why=why, recalled=True)
