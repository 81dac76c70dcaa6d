"""The course of one scale over an episode: response, remission, recovery, relapse, under three conventions at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from models.criteria.calendar import months_later
from models.criteria.case import Case, Modality, Trial
from models.criteria.outcome.change import change
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.outcome.window import all_scores
from models.criteria.rule import Rule, number, rules, whole
from models.criteria.settings import RuleSettings
from models.criteria.wording import day

WITH_RECOVERY = ("acnp2006", "frank1991")
DE_ZWART = "dezwart2019"
PROMPT = (
    "Ask what has changed between this person and others: loss of effect often follows interpersonal stress, "
    "and a psychotherapy may answer it better than another drug."
)


@dataclass(frozen=True, slots=True)
class Event:
    """A return of the depression: a relapse before recovery, a recurrence after it."""

    on: date
    kind: str
    convention: str


@dataclass(frozen=True, slots=True)
class Course:
    """`remission_on` is the onset of the first confirmed remission. A day is None where it has not come.

    `recovery_on` has one entry for each convention that draws a line for this scale.
    """

    instrument: str
    scale: str
    first_response_on: date | None
    remission_on: date | None
    recovery_on: Mapping[str, date | None]
    events: tuple[Event, ...]
    tachyphylaxis_on: date | None
    tachyphylaxis_drug: str | None = None

    @property
    def prompt(self) -> str | None:
        """What to ask when a drug that had worked works no more."""
        if self.tachyphylaxis_on is None:
            return None
        return f"{self.tachyphylaxis_drug} lost its effect on {day(self.tachyphylaxis_on)}. {PROMPT}"


class Readings(NamedTuple):
    """Scores of one scale in order of their days (ordinals)."""

    days: Sequence[int]
    scores: Sequence[float]


class Spell(NamedTuple):
    """A remission from its onset to the relapse that ended it, if any, and the day on which it became recovery."""

    onset: date
    recovery_on: date | None
    lost_on: date | None


def judge_course(
    case: Case, facts: ScaleFacts, trials: Sequence[Trial], since: date | None, as_of: date, settings: RuleSettings
) -> Course:
    """Readings of one scale from `since` (the beginning of the episode) on, whatever trial they are tied to."""
    readings = _readings(case, facts, since, as_of, settings)
    seen: dict[object, list[tuple[int, int | None]]] = {}
    well = facts.remission.each(readings.scores) if facts.remission else [False] * len(readings.scores)
    spells = {name: _spells(readings, well, facts.instrument, name, as_of, seen) for name in _conventions(facts)}
    first = next(iter(spells.values()))
    faded = _tachyphylaxis(first, trials, as_of, settings)
    return Course(
        facts.instrument,
        facts.scale,
        _first_response(readings, facts, trials, settings),
        first[0].onset if first else None,
        {name: _first([spell.recovery_on for spell in found]) for name, found in spells.items() if name != DE_ZWART},
        _events(spells),
        faded[0],
        faded[1],
    )


@cache
def _conventions(facts: ScaleFacts) -> tuple[str, ...]:
    """De Zwart's line was drawn for the Hamilton scale alone."""
    drawn = f"course.{DE_ZWART}.remission.{facts.instrument}" in rules("course")
    return (*WITH_RECOVERY, DE_ZWART) if drawn else WITH_RECOVERY


def _readings(case: Case, facts: ScaleFacts, since: date | None, as_of: date, settings: RuleSettings) -> Readings:
    days, scores, _ = all_scores(case, facts)
    first = since.toordinal() - settings.baseline_days_before if since else 0
    begin, end = bisect_left(days, first), bisect_right(days, as_of.toordinal())
    return Readings(days[begin:end], scores[begin:end])


def _first_response(
    readings: Readings, facts: ScaleFacts, trials: Sequence[Trial], settings: RuleSettings
) -> date | None:
    """The first reading that is better by the margin of a response than the one before the first treatment."""
    days, scores = readings
    if not days:
        return None
    begun = min([one.started_on.toordinal() for one in trials], default=days[0])
    at = max(bisect_right(days, begun + settings.baseline_days_after) - 1, 0)
    baseline = best = scores[at]
    for on, score in zip(days[at + 1 :], scores[at + 1 :], strict=True):
        if score >= best if facts.lower_is_better else score <= best:  # what was not enough before is not enough now
            continue
        if change(baseline, score, facts).at_least(settings.response_percent):
            return date.fromordinal(on)
        best = score
    return None


def _first(days: Iterable[date | None]) -> date | None:
    return next((on for on in days if on is not None), None)


def _spells(
    readings: Readings,
    well: Sequence[bool],
    instrument: str,
    convention: str,
    as_of: date,
    seen: dict[object, list[tuple[int, int | None]]],
) -> list[Spell]:
    """Remissions one after the other, where the readings are `well` by the scale's line or below the convention's own.

    `seen` keeps them for a convention that draws the same lines.
    """
    relapse = _line(convention, "relapse", instrument)
    own = _line(convention, "remission", instrument)
    apart = _line(convention, "relapse_days", instrument)
    key = (relapse.number if relapse else None, own.number if own else None, apart.number if apart else 0)
    if key not in seen:
        if own:
            well = [score <= own.number for score in readings.scores]
        confirming = 0 if own else whole("course.confirming_days")
        seen[key] = _remissions(readings, well, relapse, key[2], confirming, as_of)
    return [_spell(readings, onset, lost, relapse, convention) for onset, lost in seen[key]]


@cache
def _line(convention: str, of: str, instrument: str) -> Rule | None:
    return rules("course").get(f"course.{convention}.{of}.{instrument}")


def _remissions(
    readings: Readings, well: Sequence[bool], relapse: Rule | None, apart: float, confirming: int, as_of: date
) -> list[tuple[int, int | None]]:
    """Where each remission began and where a relapse ended it; a remission is lost by a relapse alone."""
    found: list[tuple[int, int | None]] = []
    after = 0
    for position, held in enumerate(well):
        if not held or position < after or not _confirmed(readings, well, position, confirming, as_of):
            continue
        lost = _relapse(readings, position + 1, relapse.number, apart) if relapse else None
        found.append((position, lost))
        after = len(well) if lost is None else lost + 1
    return found


def _confirmed(readings: Readings, well: Sequence[bool], position: int, confirming: int, as_of: date) -> bool:
    """By the next reading, or by time enough without a contrary one; De Zwart asks for neither."""
    last = position + 1 == len(well)
    if not last and well[position + 1]:
        return True
    until = as_of.toordinal() if last else readings.days[position + 1]
    return until - readings.days[position] >= confirming


def _spell(readings: Readings, onset: int, lost: int | None, relapse: Rule | None, convention: str) -> Spell:
    began = date.fromordinal(readings.days[onset])
    lost_on = None if lost is None else date.fromordinal(readings.days[lost])
    return Spell(began, _recovery(began, lost_on, readings, convention) if relapse else None, lost_on)


def _relapse(readings: Readings, position: int, line: float, apart: float) -> int | None:
    """Where the depression returned: the first of readings at or above the line over so many days, none below between.

    Where no days are asked for, a single reading tells.
    """
    days, scores = readings
    first: int | None = None
    for at in range(position, len(days)):
        if scores[at] < line:
            first = None
            continue
        first = at if first is None else first
        if days[at] - days[first] >= apart:
            return first
    return None


def _recovery(onset: date, lost_on: date | None, readings: Readings, convention: str) -> date | None:
    """Months after the onset, when no relapse had come by then and somebody has looked since."""
    if convention == DE_ZWART:
        return None
    due = months_later(onset, whole(f"course.{convention}.recovery_months"))
    if lost_on is not None and lost_on < due:
        return None
    return due if readings.days[-1] >= due.toordinal() else None


def _events(spells: Mapping[str, Sequence[Spell]]) -> tuple[Event, ...]:
    found = [
        Event(spell.lost_on, "recurrence" if spell.recovery_on else "relapse", name)
        for name, listed in spells.items()
        for spell in listed
        if spell.lost_on
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.convention)))


def _tachyphylaxis(
    spells: Sequence[Spell], trials: Sequence[Trial], as_of: date, settings: RuleSettings
) -> tuple[date | None, str | None]:
    """A drug that brought a lasting remission, and was taken unchanged when the depression returned."""
    lasting = number("course.tachyphylaxis.remission_days")
    for spell in spells:
        if spell.lost_on is None or (spell.lost_on - spell.onset).days < lasting:
            continue
        for trial in trials:
            if _was_on(trial, spell.onset, spell.lost_on, as_of, settings):
                return spell.lost_on, trial.treatment
    return None, None


def _was_on(trial: Trial, onset: date, lost_on: date, as_of: date, settings: RuleSettings) -> bool:
    if trial.modality != Modality.medication or not trial.started_on <= onset <= lost_on <= trial.last_day(as_of):
        return False
    if trial.adherence is None or trial.adherence < settings.adherence_floor:
        return False
    since = lost_on - timedelta(days=whole("course.tachyphylaxis.unchanged_days"))
    stopped = [one.to_on for one in trial.doses if one.to_on]
    changed = [one.from_on for one in trial.doses] + stopped
    return bool(trial.doses) and not any(since < on <= lost_on for on in changed)
