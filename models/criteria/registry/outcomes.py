"""What each trial did, on the scale that decides and in each of the five domains."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from models.criteria.outcome import RECALLED
from models.criteria.outcome.change import (
    CANNOT_JUDGE,
    DETERIORATION,
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
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.registry.answers import CODE, UNKNOWN_, Answers, Flags, Floats, Ints
from models.criteria.registry.groups import NEVER
from models.criteria.registry.readings import Readings, Score, Who
from models.criteria.registry.states import told
from models.criteria.settings import RuleSettings
from models.criteria.verdict import UNKNOWN, answer

CATEGORIES = (RESPONSE, PARTIAL, NONRESPONSE, DETERIORATION, UNDEFINED, CANNOT_JUDGE)
PLACE = {name: place for place, name in enumerate(CATEGORIES)}
OPEN = np.array([name in WITHOUT_RESPONSE for name in CATEGORIES])
JUDGED = np.array([name not in (CANNOT_JUDGE, UNDEFINED) for name in CATEGORIES])
NO_SCALE = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """The treatment whose outcome is asked for, row by row: a trial, or two side by side.

    `fair_from` is the first day whose score tells that there was no response, NEVER where that is not asked.
    """

    who: Who
    start: Ints
    last: Ints
    fair_from: Ints

    def __getitem__(self, rows: Flags) -> "Asked":
        return Asked(self.who[rows], self.start[rows], self.last[rows], self.fair_from[rows])


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`scale` is the place of the scale in the list of those that were asked for, NO_SCALE where there is none."""

    scale: Ints
    category: Ints
    baseline: Floats
    baseline_on: Ints
    end: Floats
    end_on: Ints
    percent: Floats
    remission: Answers
    reliable: Answers
    early: Answers
    firm: Flags
    recalled: Flags

    @property
    def judged(self) -> Flags:
        return JUDGED[self.category]

    def copy(self) -> "Outcomes":
        return Outcomes(*(getattr(self, each.name).copy() for each in fields(self)))

    def put(self, rows: Flags, others: "Outcomes", chosen: Flags) -> None:
        """Takes over the chosen ones of `others`, which stand for the rows that `rows` picks."""
        at = np.flatnonzero(rows)[chosen]
        for each in fields(self):
            getattr(self, each.name)[at] = getattr(others, each.name)[chosen]


def nothing(rows: int) -> Outcomes:
    return Outcomes(
        np.full(rows, NO_SCALE),
        np.full(rows, PLACE[CANNOT_JUDGE]),
        np.full(rows, np.nan),
        np.full(rows, NEVER),
        np.full(rows, np.nan),
        np.full(rows, NEVER),
        np.full(rows, np.nan),
        np.full(rows, UNKNOWN_),
        np.full(rows, UNKNOWN_),
        np.full(rows, UNKNOWN_),
        np.ones(rows, dtype=np.bool_),
        np.zeros(rows, dtype=np.bool_),
    )


def measured(asked: Asked, found: Readings, place: int, settings: RuleSettings) -> Outcomes:
    """On one scale; where there is too little to judge, what there is."""
    settled = asked.start + settings.baseline_days_after
    before = asked.start - settings.baseline_days_before
    baseline = found.last(asked.who, before, np.minimum(settled, asked.last))
    latest = found.last(asked.who, np.maximum(settled + 1, before), asked.last)
    near = _near(asked, found, settled, settings)
    rows = nothing(len(asked.start))
    rows.scale[:] = place
    rows.baseline[:], rows.baseline_on[:] = baseline.value, baseline.on
    rows.end[:], rows.end_on[:] = latest.value, latest.on
    _remissions(rows, found.facts)
    _changes(rows, np.flatnonzero(baseline.known & latest.known), found.facts, settings)
    _early(rows, np.flatnonzero(baseline.known & latest.known & near.known), near, found.facts, settings)
    rows.firm[:] = ~OPEN[rows.category] | (asked.fair_from == NEVER) | (latest.on >= asked.fair_from)
    return rows


def _near(asked: Asked, found: Readings, settled: Ints, settings: RuleSettings) -> Score:
    """The score nearest to week 2, of two equally near ones the later."""
    day = asked.start + settings.early_day
    earliest = np.maximum(asked.start + settings.early_from_day, settled + 1)
    latest = np.minimum(asked.start + settings.early_to_day, asked.last)
    before = found.last(asked.who, earliest, np.minimum(day, latest))
    after = found.next(asked.who, np.maximum(day, earliest), latest)
    nearer = after.known & (~before.known | (after.on - day <= day - before.on))
    return before.or_else(after, nearer)


def _remissions(rows: Outcomes, facts: ScaleFacts) -> None:
    """Whether the last score lies in the range of remission, also where nothing else can be judged."""
    at = np.flatnonzero(rows.end_on > NEVER)
    each, state = told(lambda end: CODE[remitted(end, facts)], rows.end[at])
    rows.remission[at] = np.array(each, dtype=np.int8)[state]


def _changes(rows: Outcomes, at: Ints, facts: ScaleFacts, settings: RuleSettings) -> None:
    """Asked once for each pair of scores."""

    def look(before: float, end: float) -> tuple[int, float, int]:
        made = change(before, end, facts)
        percent = made.percent
        return (
            PLACE[category(made, facts, settings)],
            np.nan if percent is None else percent,
            CODE[reliable(made, facts)],
        )

    each, state = told(look, rows.baseline[at], rows.end[at])
    if each:
        called, percent, moved = (np.array(one)[state] for one in zip(*each, strict=True))
        rows.category[at], rows.percent[at], rows.reliable[at] = called, percent, moved


def _early(rows: Outcomes, at: Ints, near: Score, facts: ScaleFacts, settings: RuleSettings) -> None:
    """Improvement about week 2."""

    def look(before: float, score: float) -> int:
        made = change(before, score, facts)
        return CODE[answer(made.at_least(settings.early_percent)) if made.room > 0 else UNKNOWN]

    each, state = told(look, rows.baseline[at], near.value[at])
    rows.early[at] = np.array(each, dtype=np.int8)[state]


@dataclass(frozen=True, slots=True)
class Scales:
    """The scales that anybody was measured on, with the readings of each."""

    facts: Sequence[ScaleFacts]
    readings: Sequence[Readings]

    def place(self, facts: ScaleFacts) -> int:
        return next((place for place, each in enumerate(self.facts) if each.key == facts.key), NO_SCALE)

    def outcomes(self, place: int, asked: Asked, settings: RuleSettings) -> Outcomes:
        return measured(asked, self.readings[place], place, settings)


def deciding(
    asked: Asked, own: Ints, scales: Scales, depression: Sequence[ScaleFacts], settings: RuleSettings
) -> Outcomes:
    """On the trial's own scale (a place, or less than 0); where it cannot be judged, on the next depression scale.

    `own` is NO_SCALE where the own scale was measured nowhere, and less where it is not on the shelf: only then does
    another scale that cannot be judged either stand in for it.
    """
    found = nothing(len(asked.start))
    for place in range(len(scales.facts)):
        rows = own == place
        if rows.any():
            found.put(rows, scales.outcomes(place, asked[rows], settings), np.ones(int(rows.sum()), dtype=np.bool_))
    for facts in depression:
        place = scales.place(facts)
        if place < 0:
            continue
        left = (found.category == PLACE[CANNOT_JUDGE]) & (own != place)
        left &= scales.readings[place].measured[asked.who.patient]
        if left.any():
            others = scales.outcomes(place, asked[left], settings)
            first = (own[left] < NO_SCALE) & (found.scale[left] == NO_SCALE)
            found.put(left, others, (others.category != PLACE[CANNOT_JUDGE]) | first)
    return found


def remembered(found: Outcomes, band: Sequence[str | None], codes: Ints) -> None:
    """Where nothing was measured, an outcome that was remembered; it is never taken for a measured one."""
    known = np.array([PLACE[RECALLED[each]] if each in RECALLED else NO_SCALE for each in band] + [NO_SCALE])
    called = known[codes]
    rows = ~found.judged & (called >= 0)
    blank = nothing(int(rows.sum()))
    blank.scale[:], blank.category[:], blank.recalled[:] = found.scale[rows], called[rows], True
    found.put(rows, blank, np.ones(int(rows.sum()), dtype=np.bool_))


def best(asked: Asked, listed: Sequence[ScaleFacts], scales: Scales, settings: RuleSettings) -> Outcomes:
    """The first of a domain's scales that can be judged; where none can, what there is on the first measured one."""
    found = nothing(len(asked.start))
    for facts in listed:
        place = scales.place(facts)
        if place < 0:
            continue
        left = ~found.judged & scales.readings[place].measured[asked.who.patient]
        if left.any():
            others = scales.outcomes(place, asked[left], settings)
            found.put(left, others, others.judged | (found.scale[left] == NO_SCALE))
    return found
