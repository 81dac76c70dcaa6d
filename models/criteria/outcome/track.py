"""Signs that a trial is, or is not, on its way: by kind of treatment, each with its evidence and its limits."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.criteria.case import Case, Modality, Role, Trial
from models.criteria.outcome.change import change
from models.criteria.outcome.reference import references
from models.criteria.outcome.result import Outcome
from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.outcome.sign import Sign, sign
from models.criteria.outcome.sudden import is_gain
from models.criteria.outcome.window import Score, Window, window
from models.criteria.rule import rule, rules, whole
from models.criteria.settings import RuleSettings
from models.criteria.therapies import therapies
from models.criteria.verdict import YES, Answer
from models.criteria.wording import amount, day

__all__ = ["Sign", "signs"]

EARLY = "Most who are not better by then do not respond to this dose: look at the dose. It does not end the trial."
CHECKPOINT = "In two trials of CBT such scores went with no response at the end. Some people respond late."
WORSE = "Worse than the noise of the scale at two check-ins in a row: look again now."
GAIN = "Such gains often last; what came before them is worth asking about."


def signs(trial: Trial, outcome: Outcome, case: Case, as_of: date, settings: RuleSettings) -> tuple[Sign, ...]:
    """Signs on the scale that decides for this trial, up to a day, in order of their days."""
    facts = scale_facts(outcome.instrument, outcome.scale or None)
    if facts is None:
        return ()
    seen = window(trial, case, facts, as_of.toordinal(), settings)
    if seen.baseline is None:
        return ()
    found = [*_early(trial, outcome), *_checkpoints(trial, facts, seen), *_worse(facts, seen), *_sudden(facts, seen)]
    found += references(trial, facts, seen, as_of)
    return tuple(sorted(found, key=lambda one: (one.on, one.kind)))


def _early(trial: Trial, outcome: Outcome) -> Iterator[Sign]:
    """Of drugs only: many people in psychotherapy improve late."""
    is_drug = trial.modality == Modality.medication and trial.role != Role.augmentation
    if is_drug and outcome.early_improvement == Answer.no and outcome.early_on and outcome.early_percent is not None:
        asked = rule("track.early.percent")
        seen = _early_words(outcome.early_percent)
        told = f"{seen} about week 2; {amount(asked.number)} % better is usual in those who respond."
        yield sign("early_non_improvement", outcome.early_on, False, told, EARLY, asked)


def _early_words(improvement: float) -> str:
    """A change that cannot be read the wrong way round: 6.2 % worse, never less than nothing better."""
    share = round(abs(improvement), 1)
    return f"{share:.1f} % {'better' if improvement > 0 else 'worse'}" if share else "no change"


def _checkpoints(trial: Trial, facts: ScaleFacts, seen: Window) -> Iterator[Sign]:
    """The PHQ-9 at weeks 4, 9 and 14 of CBT: the only open rule in numbers for psychotherapy."""
    listed = therapies().find(trial.therapy)
    if facts.instrument != "phq9" or listed is None or listed.family != "CBT":
        return
    around = whole("track.cbt.window_days")
    for name, asked in rules("track").items():
        week = name.removeprefix("track.cbt.week_")
        if not week.isdecimal():
            continue
        due = trial.started_on.toordinal() + 7 * int(week)
        found = seen.nearest(due, due - around, due + around)
        if found and found[1] >= asked.number:
            told = f"PHQ-9 {amount(found[1])} at week {week} of CBT; {amount(asked.number)} or more is a warning."
            yield sign("checkpoint", date.fromordinal(found[0]), False, told, CHECKPOINT, asked)


def _after(seen: Window) -> list[Score]:
    return [(seen.days[at], seen.scores[at]) for at in range(seen.settled, seen.end)]


def _worse(facts: ScaleFacts, seen: Window) -> Iterator[Sign]:
    """Worse than the baseline by the reliable change at two readings in a row; told once."""
    if facts.reliable_change is None or seen.baseline is None:
        return
    start, least = seen.baseline[1], facts.reliable_change
    for (_, first), (on, second) in pairwise(_after(seen)):
        if change(start, first, facts).lost(least) and change(start, second, facts).lost(least):
            when = date.fromordinal(on)
            told = f"{facts.name} {amount(start)} to {amount(second)} on {day(when)}, twice in a row worse."
            mark = "policy"
            yield Sign("reliable_worsening", when, False, told, WORSE, "reliable change of the scale", mark)
            return


def _sudden(facts: ScaleFacts, seen: Window) -> Iterator[Sign]:
    """A sudden gain that has all the scores around it which its criteria look at."""
    if facts.reliable_change is None or seen.baseline is None:
        return
    scores = [seen.baseline, *_after(seen)]
    around, share = whole("track.sudden.sessions"), rule("track.sudden.share")
    course = [score for _, score in scores]
    direction = -1 if facts.lower_is_better else 1
    for at in range(around, len(scores) - around + 1):
        if is_gain(course, at, facts.reliable_change, direction) == YES:
            on = date.fromordinal(scores[at][0])
            fell = f"{amount(course[at - 1])} to {amount(course[at])}"
            told = f"{facts.name} {fell} from one score to the next, on {day(on)}."
            yield sign("sudden_gain", on, True, told, GAIN, share)
