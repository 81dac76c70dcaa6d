"""A course of stimulation, or of a rapid agent, is a fair trial when the whole course was given."""

from collections import Counter
from datetime import date

from models.criteria.adequacy.result import Adequacy, Progress
from models.criteria.adequacy.sessions import Attended, attended, expected_day
from models.criteria.calendar import months_later
from models.criteria.case import Placement, Procedure, Trial
from models.criteria.rule import Rule, rule
from models.criteria.settings import RuleSettings
from models.criteria.verdict import NO, UNKNOWN, YES, Reason, Verdict, all_of, answer
from models.criteria.wording import amount, day, plural, sentence


def judge_neuromodulation(trial: Trial, as_of: date, settings: RuleSettings) -> Adequacy:
    if trial.procedure is None:
        return _procedure_unknown()
    if trial.procedure == Procedure.VNS:
        return _implanted(trial, as_of)
    asked = rule(f"neuromodulation.{trial.procedure}.sessions")
    seen = attended(trial, as_of, once_a_day=False)
    reasons = [_sessions(seen, asked, trial)]
    if trial.procedure == Procedure.tDCS:
        reasons.append(_course_length(seen))
    verdict = all_of(reasons)
    adequate_on = _adequate_on(trial, seen, asked) if verdict.answer is YES else None
    short = verdict.reasons[0].verdict is NO and trial.running(as_of)
    expected_on = expected_day(seen, asked.whole, as_of) if short else None
    return Adequacy(
        verdict,
        f"neuromodulation/{trial.procedure}",
        "inadequate-sessions" if verdict.answer is NO else "not-ascertainable",
        Progress(seen.number, asked.number, "sessions"),
        adequate_on,
        expected_on,
        lambda: _sentence(verdict, seen, asked, adequate_on or expected_on, trial.running(as_of)),
        lambda: _warnings(trial, seen),
    )


def _procedure_unknown() -> Adequacy:
    change = "record which procedure was given"
    reason = Reason("procedure recorded", UNKNOWN, None, None, "", "the record", "policy", change)
    verdict = Verdict(UNKNOWN, (reason,))
    return Adequacy(verdict, "neuromodulation", "not-ascertainable", None, None, None, lambda: sentence(change))


def _sessions(seen: Attended, asked: Rule, trial: Trial) -> Reason:
    """Treatments given. Theta bursts count by day, unless it was a complete accelerated course."""
    number = seen.number
    if trial.procedure == Procedure.iTBS and seen.days and not _accelerated(seen):
        number = len(set(seen.days))
    held, change = answer(None if number is None else number >= asked.number), None
    if seen.at_most is not None and seen.at_most < asked.number:
        held = NO
    if held is NO:
        short = asked.whole - (number if number is not None else seen.at_most or 0)
        change = f"{'one more treatment' if short == 1 else f'{short} more treatments'}"
    elif held is UNKNOWN:
        change = "record the treatments given, with their dates"
    return Reason("treatments given", held, number, asked.value, "sessions", asked.source, asked.mark, change)


def _accelerated(seen: Attended) -> bool:
    """Many treatments a day on enough days, as in the published accelerated protocol."""
    days, sessions = rule("neuromodulation.iTBS.accelerated_days"), rule("neuromodulation.iTBS.accelerated_sessions")
    daily = sessions.number / days.number
    full = [on for on, treatments in Counter(seen.days).items() if treatments >= daily]
    return len(full) >= days.number


def _course_length(seen: Attended) -> Reason:
    """Enough weeks between the first and the last treatment, both days counted."""
    asked = rule("neuromodulation.tDCS.course_days")
    length = (seen.days[-1] - seen.days[0]).days + 1 if seen.days else None
    held = answer(None if length is None else length >= asked.number)
    change = {
        UNKNOWN: "record the dates of the treatments",
        NO: f"a course of at least {amount(asked.number)} days",
    }.get(held)
    criterion = "days from first to last treatment"
    return Reason(criterion, held, length, asked.value, "days", asked.source, asked.mark, change)


def _adequate_on(trial: Trial, seen: Attended, asked: Rule) -> date | None:
    """The day of the treatment that completed the course; None where the treatments have no dates."""
    if not seen.days:
        return None
    if trial.procedure == Procedure.iTBS:
        return _bursts_complete_on(seen, asked)
    complete_on = seen.days[asked.whole - 1]
    if trial.procedure != Procedure.tDCS:
        return complete_on
    length = rule("neuromodulation.tDCS.course_days").number
    return next(on for on in seen.days if on >= complete_on and (on - seen.days[0]).days + 1 >= length)


def _bursts_complete_on(seen: Attended, asked: Rule) -> date:
    """The first day on which the bursts, by day or as an accelerated course, were enough."""
    days = sorted(set(seen.days))
    return next(
        on
        for number, on in enumerate(days, start=1)
        if number >= asked.number or _accelerated(Attended(None, tuple(each for each in seen.days if each <= on)))
    )


def _implanted(trial: Trial, as_of: date) -> Adequacy:
    """Vagus nerve stimulation is judged by the months since the implant."""
    asked = rule("neuromodulation.VNS.months")
    last = trial.last_day(as_of)
    due = months_later(trial.started_on, asked.whole)
    had = (last.year - trial.started_on.year) * 12 + last.month - trial.started_on.month
    had -= last < months_later(trial.started_on, had)
    held = answer(last >= due)
    change = None if held is YES else f"{plural(asked.whole - had, 'more month')} since the implant"
    reason = Reason("months since implant", held, had, asked.value, "months", asked.source, asked.mark, change)
    running = trial.running(as_of)
    text = (
        f"Adequate since {day(due)}."
        if held is YES
        else (
            f"Not adequate{' yet' if running else ''}: {had} of {asked.whole} months"
            + (f"; adequate on {day(due)} if continued." if running else ".")
        )
    )
    return Adequacy(
        Verdict(held, (reason,)),
        f"neuromodulation/{trial.procedure}",
        "inadequate-duration",
        Progress(had, asked.number, "months"),
        due if held is YES else None,
        due if held is NO and running else None,
        lambda: text,
    )


def _warnings(trial: Trial, seen: Attended) -> tuple[Reason, ...]:
    asked = rule("neuromodulation.ECT.unilateral_sessions")
    if trial.procedure != Procedure.ECT or trial.placement != Placement.unilateral:
        return ()
    if seen.number is None or seen.number >= asked.number:
        return ()
    criterion = "treatments with unilateral placement"
    return (Reason(criterion, NO, seen.number, asked.value, asked.unit, asked.source, asked.mark, None),)


def _sentence(verdict: Verdict, seen: Attended, asked: Rule, on: date | None, running: bool) -> str:
    given = verdict.reasons[0].observed
    if verdict.answer is YES:
        since = f" since {day(on)}" if on else ""
        return f"Adequate{since}: {given} treatments given, {asked.whole} needed."
    open_ = [reason for reason in verdict.reasons if reason.verdict == verdict.answer]
    changes = "; ".join(reason.would_change or "" for reason in open_)
    if verdict.answer is UNKNOWN:
        return sentence(f"cannot be judged yet: {changes}")
    begin = f"Not adequate{' yet' if running else ''}"
    if verdict.reasons[0].verdict is not NO:
        return sentence(f"{begin}: {given} treatments given; needed: {changes}")
    had = given if given is not None else f"at most {seen.at_most}"
    text = f"{begin}: {had} of {asked.whole} treatments given"
    return f"{text}; adequate about {day(on)} at the present pace." if on else f"{text}."
