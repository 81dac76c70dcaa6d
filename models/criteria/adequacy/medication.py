"""A drug trial is a fair one when enough weeks were spent at or above the smallest effective dose, and it was taken."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from models.criteria.adequacy.dose import DaysAtDose, days_at_dose, stretches
from models.criteria.adequacy.result import Adequacy, Progress
from models.criteria.case import Trial
from models.criteria.formulary import Drug, formulary
from models.criteria.rule import Rule, provenance, weaker
from models.criteria.settings import RuleSettings
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, Reason, Verdict, answer, both
from models.criteria.wording import amount, day, sentence, span


@dataclass(frozen=True, slots=True)
class Terms:
    """What a drug has to reach: the smallest dose that counts and the days it has to be taken."""

    minimum_mg: float
    days: int
    weeks: str
    required: float
    criterion: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Further:
    """Another criterion, the status that it leads to when it does not hold, and the day since when it holds."""

    reason: Reason
    shortfall: str
    since: date | None = None


@cache
def terms(minimum: Rule, weeks: float, weeks_rule: str) -> Terms:
    """The terms of one drug under one profile; cached because a caseload asks for the same few again and again."""
    source, mark = provenance(weeks_rule, weeks)
    criterion = f"weeks at or above {amount(minimum.number)} mg/day"
    both_sources = f"{source}; dose: {minimum.source}"
    days = round(weeks * 7)
    required = days // 7 if days % 7 == 0 else round(days / 7, 2)
    weaker_mark = weaker(mark, minimum.mark)
    return Terms(minimum.number, days, amount(weeks), required, criterion, both_sources, weaker_mark)


def judge_monotherapy(trial: Trial, as_of: date, settings: RuleSettings) -> Adequacy:
    """A drug on its own, or in combination with another antidepressant."""
    drug = formulary().find(trial.agent)
    minimum = drug.minimum(settings.dose_profile) if drug else None
    rule = f"{settings.dose_profile}/{amount(settings.weeks)}wk"
    if minimum is None:
        return without_minimum(trial, drug, as_of, settings, rule)
    needed = terms(minimum, settings.weeks, "adequacy.weeks")
    return judge_dosing(trial, drug, needed, as_of, settings, rule)


def without_minimum(trial: Trial, drug: Drug | None, as_of: date, settings: RuleSettings, rule: str) -> Adequacy:
    """No smallest effective dose is known, so nothing can be counted; only poor adherence still decides."""
    if not trial.agent:
        why, change = "the drug is not recorded", "record which drug was given"
    elif drug is None:
        why = f"{trial.agent} is not in the formulary"
        change = f"record {trial.agent} under its generic name, or have its smallest effective dose added"
    else:
        why = f"no smallest effective dose is known for {drug.name} under {settings.dose_profile}"
        change = f"judge {drug.name} under another dose profile, or have its smallest effective dose added"
    criterion = "smallest effective dose known"
    unknown = Reason(criterion, UNKNOWN, None, None, "mg/day", "formulary", "policy", change)
    taken = adherence_reason(trial, settings)
    verdict = Verdict(_decide(unknown, taken), (unknown, taken))
    shortfall = "inadequate-adherence" if taken.verdict is NO else "not-ascertainable"
    text = sentence(f"cannot be judged: {why}")
    return Adequacy(verdict, rule, shortfall, None, None, None, lambda: text, lambda: _notes(trial, drug))


def judge_dosing(
    trial: Trial,
    drug: Drug | None,
    needed: Terms,
    as_of: date,
    settings: RuleSettings,
    rule: str,
    further: tuple[Further, ...] = (),
) -> Adequacy:
    """Weeks at dose and adherence, with `further` criteria (of an adjunct) that must hold as well."""
    last = trial.last_day(as_of)
    minimum = needed.minimum_mg
    sure = stretches(trial.doses, trial.started_on, last, lambda mg: mg is not None and mg >= minimum)
    at_dose = days_at_dose(sure, last, needed.days, settings.gap_days)
    weeks = weeks_reason(trial, needed, at_dose, last, settings)
    taken = adherence_reason(trial, settings)
    held = both((_decide(weeks, taken), *(one.reason.verdict for one in further)))
    verdict = Verdict(held, (weeks, taken, *(one.reason for one in further)))
    running = trial.running(as_of)
    expected_on = _expected(at_dose, needed, last) if running and weeks.verdict is NO else None
    if _blocked(taken, further):
        expected_on = None
    complete_on = _complete_on(at_dose, further) if held is YES else None
    return Adequacy(
        verdict,
        rule,
        _shortfall(weeks, taken, at_dose, further),
        Progress(at_dose.days / 7, needed.days / 7, "weeks"),
        complete_on,
        expected_on,
        lambda: _sentence(verdict, needed, at_dose, complete_on or expected_on, trial, as_of),
        lambda: (*_notes(trial, drug), *_break(at_dose, settings)),
        minimum,
        tuple(sure),
    )


def weeks_reason(trial: Trial, needed: Terms, at_dose: DaysAtDose, last: date, settings: RuleSettings) -> Reason:
    """Whether the needed weeks at dose are complete; doses that are not recorded leave it unknown."""
    missing = needed.days - at_dose.days
    held, observed, change = missing <= 0, round(at_dose.days / 7, 2), None
    verdict = answer(held)
    if not held:
        change = f"{span(missing)} more at {amount(needed.minimum_mg)} mg/day or more"
        if not trial.doses:
            return _weeks(needed, UNKNOWN, None, "record each dose with the day from which it was taken")
        if any(step.mg_per_day is None for step in trial.doses):
            at_best = stretches(trial.doses, trial.started_on, last, lambda mg: mg is None or mg >= needed.minimum_mg)
            if days_at_dose(at_best, last, needed.days, settings.gap_days).days >= needed.days:
                verdict, change = UNKNOWN, "record the doses that are missing"
    return _weeks(needed, verdict, observed, change)


def _weeks(needed: Terms, verdict: Answer, observed: float | None, change: str | None) -> Reason:
    return Reason(needed.criterion, verdict, observed, needed.required, "weeks", needed.source, needed.mark, change)


def adherence_reason(trial: Trial, settings: RuleSettings) -> Reason:
    """Whether it was taken. Not recorded is shown as unknown and passes (our policy): see `_decide`."""
    return _taken(trial.adherence, settings.adherence_floor)


@lru_cache(maxsize=1024, typed=True)
def _taken(share: float | None, floor: float) -> Reason:
    source, mark = provenance("adequacy.adherence_floor", floor)
    if share is None:
        verdict, change = UNKNOWN, "record how much of the medication was taken"
    elif share < floor:
        verdict, change = NO, f"at least {amount(round(floor * 100, 1))} % of the doses taken"
    else:
        verdict, change = YES, None
    return Reason("share of doses taken", verdict, share, floor, "share", source, mark, change)


def _decide(weeks: Reason, taken: Reason) -> Answer:
    """Both must hold, except that unrecorded adherence does not hold a trial up."""
    if taken.verdict is UNKNOWN:
        return weeks.verdict
    return both((weeks.verdict, taken.verdict))


def _blocked(taken: Reason, further: tuple[Further, ...]) -> bool:
    return taken.verdict is NO or any(one.reason.verdict is NO for one in further)


def _complete_on(at_dose: DaysAtDose, further: tuple[Further, ...]) -> date:
    """The first day on which everything held; asked only where everything holds."""
    assert at_dose.complete_on is not None
    return max([date.fromordinal(at_dose.complete_on), *(one.since for one in further if one.since)])


def _expected(at_dose: DaysAtDose, needed: Terms, last: date) -> date | None:
    return last + timedelta(days=needed.days - at_dose.days) if at_dose.at_dose_now else None


def _shortfall(weeks: Reason, taken: Reason, at_dose: DaysAtDose, further: tuple[Further, ...]) -> str:
    if weeks.verdict is NO:
        return "inadequate-duration" if at_dose.days else "inadequate-dose"
    if taken.verdict is NO:
        return "inadequate-adherence"
    return next((one.shortfall for one in further if one.reason.verdict is NO), "not-ascertainable")


def _sentence(verdict: Verdict, needed: Terms, at_dose: DaysAtDose, on: date | None, trial: Trial, as_of: date) -> str:
    """`on` is the day on which it became adequate, or would if continued."""
    had = f"{at_dose.days / 7:.1f}"
    dose = f"{amount(needed.minimum_mg)} mg or more"
    if verdict.answer is YES and on is not None:
        return f"Adequate since {day(on)}: {had} weeks at {dose}, {needed.weeks} needed."
    if verdict.answer is UNKNOWN:
        return sentence(f"cannot be judged yet: {'; '.join(_open(verdict))}")
    running = trial.running(as_of)
    begin = f"Not adequate{' yet' if running else ''}: "
    weeks = verdict.reasons[0]
    if weeks.verdict is not NO:
        known = f"{had} weeks at {dose}; " if weeks.verdict is YES else ""
        return sentence(f"{begin}{known}needed: {'; '.join(_open(verdict))}")
    text = f"{begin}{had} of {needed.weeks} weeks at {dose}"
    if on:
        return f"{text}; adequate on {day(on)} if continued."
    if running and not at_dose.at_dose_now:
        return f"{text}; {_present(trial, as_of)}."
    others = [reason for reason in verdict.reasons[1:] if reason.verdict is NO]
    return sentence("; ".join([text, *(f"needed: {reason.would_change}" for reason in others)]))


def _open(verdict: Verdict) -> list[str]:
    """What decided against a yes, in words."""
    return [
        reason.would_change for reason in verdict.reasons if reason.would_change and reason.verdict == verdict.answer
    ]


def _present(trial: Trial, as_of: date) -> str:
    """The present dose in words, where it does not count."""
    begun = [step for step in trial.doses if step.from_on <= as_of]
    if not begun:
        return "no dose has been taken yet"
    step = max(begun, key=lambda one: one.from_on)
    if step.to_on is not None and step.to_on < as_of:
        return "no dose is being taken at present"
    if step.mg_per_day is None:
        return "the present dose is not recorded"
    return f"the present dose of {amount(step.mg_per_day)} mg is below that"


def _notes(trial: Trial, drug: Drug | None) -> tuple[Reason, ...]:
    """A dose above the label: unusual, shown, and no reason against the trial."""
    most = drug.label_maximum_mg if drug else None
    highest = max((step.mg_per_day or 0 for step in trial.doses), default=0)
    if most is None or highest <= most:
        return ()
    return (Reason("dose within the label", NO, highest, most, "mg/day", "formulary", "verified", "check the dose"),)


def _break(at_dose: DaysAtDose, settings: RuleSettings) -> tuple[Reason, ...]:
    """An interruption too long to be bridged: the weeks before and after it are added, and this is said."""
    if not at_dose.longest_break:
        return ()
    source, mark = provenance("adequacy.gap_days", settings.gap_days)
    allowed = settings.gap_days
    return (Reason("without interruption", NO, at_dose.longest_break, allowed, "days", source, mark, None),)
