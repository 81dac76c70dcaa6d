"""One way of scoring, for one form and for a million, which never takes the sum over what happens to be there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from instruments.instrument import Instrument
from instruments.item import check_value, require
from instruments.scale import Status
from instruments.scoring_plan import COMPARE, ScalePlan, plan_of

Answers = NDArray[np.float64]
STATUS = (Status.complete, Status.prorated, Status.not_scored)
COMPLETE, PRORATED, NOT_SCORED = range(3)
BLOCK = 8192  # forms at a time, so that a block stays in the processor's cache


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One score. `value` and `band` are None where too little was answered; `answered` counts the scale's items."""

    value: float | None
    answered: int
    status: Status
    band: str | None


@dataclass(frozen=True, eq=False)
class ScaleScores:
    """One scale over many forms: `value` NaN where not scored, `status` an index into STATUS, `band` -1 for none."""

    value: NDArray[np.float64]
    answered: NDArray[np.int16]
    status: NDArray[np.int8]
    band: NDArray[np.int8]

    @classmethod
    def empty(cls, forms: int) -> "ScaleScores":
        whole = [np.empty(forms, dtype) for dtype in (np.float64, np.int16, np.int8, np.int8)]
        return cls(*whole)  # type: ignore[arg-type]

    def part(self, forms: slice) -> "ScaleScores":
        return ScaleScores(self.value[forms], self.answered[forms], self.status[forms], self.band[forms])


def score_arrays(
    instrument: Instrument, answers: Answers, not_applicable: NDArray[np.bool_] | None = None
) -> dict[str, ScaleScores]:
    """Scores by scale. `answers` is items × forms in the order of `instrument.items`, checked, NaN for no answer.

    `not_applicable`, of the same shape, tells which gaps are items that do not apply to the person.
    """
    forms = answers.shape[1]
    scores = {scale.id: ScaleScores.empty(forms) for scale in instrument.scales}
    for start in range(0, forms, BLOCK):
        window = slice(start, min(start + BLOCK, forms))
        marked = not_applicable[:, window] if not_applicable is not None else None
        done: dict[str, ScaleScores] = {}
        for plan in plan_of(instrument):
            done[plan.scale.id] = scores[plan.scale.id].part(window)
            _score(plan, answers[:, window], marked, done)
    return scores


def _score(plan: ScalePlan, block: Answers, marked: NDArray[np.bool_] | None, done: dict[str, ScaleScores]) -> None:
    """Fills the scores of one scale for one block of forms."""
    out = done[plan.scale.id]
    if plan.scale.of is not None:
        _look_up(plan, done[plan.scale.of], out)
    else:
        points = plan.points(block)
        total = points.sum(axis=0)
        out.value[:] = plan.full(points, total)
        out.answered[:], out.status[:] = len(points), COMPLETE
        gaps = np.flatnonzero(np.isnan(total))
        if gaps.size:
            _score_gaps(plan, points[:, gaps], gaps, marked, out)
        if plan.fills:
            out.answered[:] = (~np.isnan(block[plan.rows])).sum(axis=0)
        if plan.scale.missing.form_needed:
            _refuse_thin_forms(plan, block, out)
    plan.finish(out.value)
    if plan.scale.skip is not None:
        _skip(plan, block, out)
    out.band[:] = plan.band(out.value)


def _score_gaps(
    plan: ScalePlan, points: Answers, gaps: NDArray[np.intp], marked: NDArray[np.bool_] | None, out: ScaleScores
) -> None:
    """The forms with a gap: scored from what was answered where the rule lets it, otherwise not at all."""
    present = ~np.isnan(points)
    answered = present.sum(axis=0, dtype=np.int16)
    out.answered[gaps] = answered
    if plan.needed == plan.count:
        out.value[gaps], out.status[gaps] = np.nan, NOT_SCORED
        return
    enough = answered >= plan.needed
    with np.errstate(invalid="ignore", divide="ignore"):
        value = plan.partial(np.where(present, points, 0), present, answered)
    out.value[gaps] = np.where(enough, value, np.nan)
    whole = (present | marked[plan.rows][:, gaps]).all(axis=0) if marked is not None else False
    out.status[gaps] = np.where(enough, np.where(whole, COMPLETE, PRORATED), NOT_SCORED)


def _refuse_thin_forms(plan: ScalePlan, block: Answers, out: ScaleScores) -> None:
    """Forms with so few answers, of whatever scale, that the manual throws them away."""
    thin = (~np.isnan(block)).sum(axis=0) < plan.scale.missing.form_needed
    out.value[thin], out.status[thin] = np.nan, NOT_SCORED


def _skip(plan: ScalePlan, block: Answers, out: ScaleScores) -> None:
    """Forms whose first answer ends the questions: the score is settled, whatever stands in the rest."""
    skip = plan.scale.skip
    assert skip is not None
    ended = COMPARE[skip.when.op](block[plan.skip_row], skip.when.value)
    out.value[ended], out.status[ended] = skip.score, COMPLETE


def _look_up(plan: ScalePlan, source: ScaleScores, out: ScaleScores) -> None:
    """A score read from the published table of another one: only from whole, complete scores."""
    place = np.searchsorted(plan.keys, source.value).clip(max=len(plan.keys) - 1)
    found = plan.keys[place] == source.value
    out.value[:] = np.where(found, plan.looked_up[place], np.nan)
    out.answered[:] = source.answered
    out.status[:] = np.where(found, source.status, NOT_SCORED)


def score_one(
    instrument: Instrument, answers: Mapping[str, float | None], not_applicable: Collection[str] = ()
) -> dict[str, ScaleScore]:
    """The scores of one form, by scale. None or an absent item means not answered.

    Raises BadAnswer for a value that is no answer, KeyError for an item that the instrument does not have.
    """
    require(instrument.by_id, [*answers, *not_applicable], "item")
    for name, value in answers.items():
        check_value(instrument.item(name), value)
    given = [_given(answers.get(item.id), item.not_answered) for item in instrument.items]
    block = np.array(given, dtype=np.float64)[:, np.newaxis]
    marked = np.array([[item.id in not_applicable] for item in instrument.items]) if not_applicable else None
    return {name: _one(instrument, name, scores) for name, scores in score_arrays(instrument, block, marked).items()}


def _given(value: float | None, not_answered: tuple[float, ...]) -> float:
    return float("nan") if value is None or value in not_answered else value


def _one(instrument: Instrument, name: str, scores: ScaleScores) -> ScaleScore:
    value, status = float(scores.value[0]), STATUS[scores.status[0]]
    bands = instrument.scale(name).bands
    band = bands[scores.band[0]].name if scores.band[0] >= 0 else None
    return ScaleScore(None if value != value else value, int(scores.answered[0]), status, band)


def fired_arrays(
    instrument: Instrument, answers: Answers, scores: Mapping[str, ScaleScores]
) -> list[NDArray[np.bool_]]:
    """For each safety rule of the instrument, which forms fire it. A gap never fires."""
    rows = {item.id: row for row, item in enumerate(instrument.items)}
    fired = []
    for rule in instrument.safety:
        values = answers[rows[rule.item]] if rule.of == "item" else scores[rule.item].value
        fired.append(COMPARE[rule.op](values, rule.value))
    return fired


@lru_cache(maxsize=256)
def flag_texts(instrument: Instrument) -> tuple[str, ...]:
    """The `flags` cell for every combination of fired rules, rule n being bit n."""
    flags = [rule.flag for rule in instrument.safety]
    return tuple(
        ";".join(dict.fromkeys(flag for bit, flag in enumerate(flags) if combination >> bit & 1))
        for combination in range(2 ** len(flags))
    )


def flag_codes(instrument: Instrument, answers: Answers, scores: Mapping[str, ScaleScores]) -> NDArray[np.int64]:
    """For each form, which of `flag_texts` is its."""
    codes = np.zeros(answers.shape[1], np.int64)
    for bit, fired in enumerate(fired_arrays(instrument, answers, scores)):
        codes += fired.astype(np.int64) << bit
    return codes
