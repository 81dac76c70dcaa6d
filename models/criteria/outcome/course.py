"""The course of one scale over an episode: response, remission, recovery, relapse, under three conventions at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from models.criteria.calendar import months_later
from models.criteria.case import Case, Modality, Trial
from models.criteria.outcome.change import change
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.outcome.window import all_scores
from models.criteria.rule import number, rules, whole
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


class Reading(NamedTuple):
    on: date
    score: float


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
    spells = {name: _spells(readings, facts, name, as_of) for name in _conventions(facts)}
    first = next(iter(spells.values()))
    faded = _tachyphylaxis(first, trials, as_of, settings)
    return Course(
        facts.instrument,
        facts.scale,
        _first_response(readings, facts, trials, settings),
        first[0].onset if first else None,
        {name: _first(spell.recovery_on for spell in found) for name, found in spells.items() if name != DE_ZWART},
        _events(spells),
        faded[0],
        faded[1],
    )


def _conventions(facts: ScaleFacts) -> tuple[str, ...]:
    """De Zwart's line was drawn for the Hamilton scale alone."""
    drawn = f"course.{DE_ZWART}.remission.{facts.instrument}" in rules("course")
    return (*WITH_RECOVERY, DE_ZWART) if drawn else WITH_RECOVERY


def _readings(case: Case, facts: ScaleFacts, since: date | None, as_of: date, settings: RuleSettings) -> list[Reading]:
    first = since - timedelta(days=settings.baseline_days_before) if since else date.min
    days, scores, _ = all_scores(case, facts)
    found = [Reading(date.fromordinal(on), score) for on, score in zip(days, scores, strict=True)]
    return [one for one in found if first <= one.on <= as_of]


def _first_response(
    readings: Sequence[Reading], facts: ScaleFacts, trials: Sequence[Trial], settings: RuleSettings
) -> date | None:
    """The first reading that is better by the margin of a response than the one before the first treatment."""
    if not readings:
        return None
    begun = min((one.started_on for one in trials), default=readings[0].on)
    last = begun + timedelta(days=settings.baseline_days_after)
    before = [one for one in readings if one.on <= last] or list(readings[:1])
    baseline = before[-1]
    later = (one for one in readings if one.on > baseline.on)
    return _first(
        one.on for one in later if change(baseline.score, one.score, facts).at_least(settings.response_percent)
    )


def _first(days: Iterable[date | None]) -> date | None:
    return next((on for on in days if on is not None), None)


def _spells(readings: Sequence[Reading], facts: ScaleFacts, convention: str, as_of: date) -> list[Spell]:
    """Remissions one after the other; a remission is lost by a relapse alone."""
    line = rules("course").get(f"course.{convention}.relapse.{facts.instrument}")
    found: list[Spell] = []
    position = 0
    while position < len(readings):
        if not _confirmed(readings, position, facts, convention, as_of):
            position += 1
            continue
        onset = readings[position].on
        lost = _relapse(readings, position + 1, line.number) if line else None
        lost_on = readings[lost].on if lost is not None else None
        recovery_on = _recovery(onset, lost_on, readings, convention) if line else None
        found.append(Spell(onset, recovery_on, lost_on))
        position = len(readings) if lost is None else lost + 1
    return found


def _in_remission(reading: Reading, facts: ScaleFacts, convention: str) -> bool:
    own = rules("course").get(f"course.{convention}.remission.{facts.instrument}")
    if own:
        return reading.score <= own.number
    return facts.remission is not None and facts.remission.holds(reading.score)


def _confirmed(readings: Sequence[Reading], position: int, facts: ScaleFacts, convention: str, as_of: date) -> bool:
    """By the next reading, or by time enough without a contrary one; De Zwart asks for neither."""
    if not _in_remission(readings[position], facts, convention):
        return False
    if convention == DE_ZWART:
        return True
    following = readings[position + 1] if position + 1 < len(readings) else None
    if following and _in_remission(following, facts, convention):
        return True
    until = following.on if following else as_of
    return (until - readings[position].on).days >= whole("course.confirming_days")


def _relapse(readings: Sequence[Reading], position: int, line: float) -> int | None:
    """Where the depression returned: the first of the readings at or above the line, with none below between them."""
    first: int | None = None
    for at in range(position, len(readings)):
        if readings[at].score < line:
            first = None
        elif first is None:
            first = at
        elif (readings[at].on - readings[first].on).days >= whole("course.relapse_days"):
            return first
    return None


def _recovery(onset: date, lost_on: date | None, readings: Sequence[Reading], convention: str) -> date | None:
    """Months after the onset, when no relapse had come by then and somebody has looked since."""
    if convention == DE_ZWART:
        return None
    due = months_later(onset, whole(f"course.{convention}.recovery_months"))
    if lost_on is not None and lost_on < due:
        return None
    return due if readings[-1].on >= due else None


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
