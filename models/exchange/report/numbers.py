"""Every record in a report has a number (E1, T2, S14), so that each line of a rule can be followed to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from instruments import Instrument, Scale, shelf
from models.criteria.outcome.domains import depression_scales
from models.criteria.outcome.result import Outcome
from models.criteria.wording import amount, day
from models.history import Given, PatientView, ScorePoint

Key = tuple[str, str]
HALF, FEW = 12, 3  # rows of scores that stand together; so few stay in one column


@dataclass(frozen=True)
class Numbers:
    """The numbers of one report. Scores are told scale by scale, the scale that decides first."""

    episodes: dict[str, str]
    trials: dict[str, str]
    scales: dict[Key, list[tuple[str, ScorePoint]]]
    _by_day: dict[tuple[str, str, date], list[tuple[str, ScorePoint]]] = field(default_factory=dict)

    def trial(self, trial_id: str | None) -> str:
        return self.trials.get(trial_id or "", "")

    def score(self, outcome: Outcome, on: date | None, value: float | None) -> str:
        """The number of the score that an outcome was read from; empty where it is not in the report."""
        found = self._by_day.get((outcome.instrument, outcome.scale, on or date.min), [])
        return next((number for number, point in found if point.value == value), "")

    def on_day(self, instrument: str, on: date) -> list[str]:
        """The numbers of an instrument's scores on a day."""
        return [
            number
            for (name, _, day), found in self._by_day.items()
            if (name, day) == (instrument, on)
            for number, point in found
            if point.value is not None
        ]


def numbers(view: PatientView) -> Numbers:
    """Episodes by their beginning, trials by their start, scores by their day."""
    scales: dict[Key, list[tuple[str, ScorePoint]]] = {}
    by_day: dict[tuple[str, str, date], list[tuple[str, ScorePoint]]] = {}
    count = 0
    for key in shown_scales(view):
        for point in view.course(*key):
            if point.on > view.as_of:
                continue
            count += 1
            scales.setdefault(key, []).append((f"S{count}", point))
            by_day.setdefault((*key, point.on), []).append((f"S{count}", point))
    return Numbers(
        {one.id: f"E{place}" for place, one in enumerate(view.episodes, start=1)},
        {one.trial.id: f"T{place}" for place, one in enumerate(view.judgement.trials, start=1)},
        scales,
        by_day,
    )


def shown_scales(view: PatientView) -> Sequence[Key]:
    """What a payer needs and no more: the scales that trials were judged by, then other depression scales."""
    scored = {(point.instrument, point.scale) for point in view.scores}
    judged = [(one.outcome.instrument, one.outcome.scale) for one in reversed(view.judgement.trials)]
    others = [(each.instrument, each.scale) for each in depression_scales()]
    return [key for key in dict.fromkeys([*judged, *others]) if key in scored]


def scale_of(key: Key) -> tuple[Instrument, Scale]:
    instrument = shelf()[key[0]]
    return instrument, instrument.scale(key[1])


def scale_name(key: Key) -> str:
    """As clinicians call it; another than the first scale with its own name."""
    instrument, scale = scale_of(key)
    return instrument.abbreviation if scale is instrument.primary else f"{instrument.abbreviation}: {scale.name}"


def scores_told(view: PatientView, found: Numbers) -> list[dict[str, Any]]:
    """The scores as they are printed, a table for each scale."""
    rated = {line.id for line in view.check_ins if line.is_rating}
    return [_table(key, points, rated) for key, points in found.scales.items()]


def credits_of(found: Numbers) -> list[str]:
    """The lines that licences ask for wherever results are shown."""
    named = [shelf()[name] for name in dict.fromkeys(name for name, _ in found.scales)]
    return [f"{one.abbreviation}: {one.licence.attribution}" for one in named if one.licence.attribution]


def undefined_of(view: PatientView) -> list[str]:
    """What is left out, since the definition of its questionnaire is gone."""
    return [f"{name}: scores are on record, but its definition is missing here." for name in view.undefined]


def _table(key: Key, points: Sequence[tuple[str, ScorePoint]], rated: set[str]) -> dict[str, Any]:
    instrument, scale = scale_of(key)
    low, high = scale.range
    better = "lower is better" if scale.direction == "lower_better" else "higher is better"
    rows = [_row(number, point, rated) for number, point in points]
    ways = sorted({way for _, point in points for way in _how(point, rated)})
    key_ = f" How: {'; '.join(f'{letter} {words}' for letter, words in ways)}." if ways else ""
    return {
        "name": scale_name(key),
        "about": f"{instrument.name}; {amount(low)} to {amount(high)}, {better}; version {instrument.version}.{key_}",
        "rows": rows,
        "parts": [_halves(rows[at : at + 2 * HALF]) for at in range(0, len(rows), 2 * HALF)],
    }


def _halves(rows: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Two short columns side by side, which never break over a page; a few rows stay in one."""
    half = (len(rows) + 1) // 2 if len(rows) > FEW else len(rows)
    return [part for part in (rows[:half], rows[half:]) if part]


def _row(number: str, point: ScorePoint, rated: set[str]) -> dict[str, str]:
    return {
        "number": number,
        "on": day(point.on),
        "value": "not scored" if point.value is None else amount(round(point.value, 1)),
        "band": point.band or "",
        "how": " ".join(letter for letter, _ in _how(point, rated)),
    }


HOW = {
    Given.link: ("L", "answered by the patient through a link"),
    Given.account: ("P", "answered by the patient, signed in"),
    Given.kiosk: ("T", "answered by the patient on the clinic’s tablet"),
    Given.paper: ("F", "filled in by the patient on paper, entered by staff"),
    Given.interview: ("A", "asked in person by staff"),
    Given.staff: ("S", "recorded by staff"),
    Given.imported: ("I", "imported"),
}
RATED = ("C", "rated by a clinician")
PRORATED = ("*", "some items left out, prorated by the instrument’s rule")


def _how(point: ScorePoint, rated: set[str]) -> list[tuple[str, str]]:
    """Letters for how a score came, each with its meaning."""
    way = RATED if point.check_in_id in rated else HOW[point.given] if point.given else None
    return [each for each in (way, PRORATED if point.status == "prorated" else None) if each]
