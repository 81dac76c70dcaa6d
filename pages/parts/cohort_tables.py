"""The tables behind the cohort's pictures: what is drawn, in rows, with groups left out that are too small to show."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from instruments import shelf
from models.criteria.cohort import (
    CATEGORIES,
    OUTCOMES,
    REMISSION,
    RESPONSE,
    Curve,
    Step,
    by_domain,
    pairs,
    scales,
    steps_of,
    time_to,
)
from models.criteria.rule import Rule, rule, whole
from models.history import Cohort

Row = dict[str, Any]
CALLED = {
    "remission": "remission",
    "response": "response, no remission",
    "no_response": "no response",
    "not_judged": "could not be judged",
    "partial_response": "partial response",
    "nonresponse": "no response",
    "deterioration": "worse",
    "fair": "adequate",
    "not_fair": "not adequate",
    "unknown": "not known",
    "running": "still running",
}
WEEK = 7
BARS = 300  # as many as can be told apart on a screen
WEEKS = range(0, 25, 4)


@dataclass(frozen=True)
class Table:
    """Rows of one picture; `said` tells denominators, what was left out and where references come from."""

    rows: list[Row]
    said: list[str] = field(default_factory=list)
    scale: tuple[str, str] | None = None  # where the picture is about one

    def __bool__(self) -> bool:
        return bool(self.rows)


def few() -> int:
    return whole("cohort.smallest_group")


def _steps(seen: Cohort) -> tuple[list[Step], list[str]]:
    made = steps_of(seen.lines, whole("cohort.last_step"))
    shown = [step for step in made if step.trials >= few()]
    hidden = sum(step.trials for step in made if 0 < step.trials < few())
    said = [f"Steps of fewer than {few()} trials are not shown ({hidden} trials)."] if hidden else []
    return shown, said


def step_name(number: int) -> str:
    return f"step {number}" + (" and later" if number == whole("cohort.last_step") else "")


def flow(seen: Cohort) -> Table:
    """What trials did, step by step, in percent of all that began."""
    shown, said = _steps(seen)
    rows = [_row(step, name, getattr(step, name)) for step in shown for name in OUTCOMES]
    if rows:
        said += ["Of all trials that began, whether they could be judged or not.", *_stard()]
    return Table(rows, said)


def _stard() -> list[str]:
    """What the marks are, with both readings of the whole."""
    rates, theirs, other = (rule(f"cohort.stard.{one}") for one in ("remission", "cumulative", "reanalysis_cumulative"))
    return [
        f"The marks are remission in STAR*D, of all who entered the step ({rates.source}).",
        (
            f"Over four steps its authors read {theirs.number:g} % ({theirs.unit.partition(', ')[2]}); "
            f"a reanalysis reads {other.number:g} % ({other.source})."
        ),
        "Nobody was assigned by chance here: a clinic is not compared with a trial by this.",
    ]


def fairness(seen: Cohort) -> Table:
    """Whether trials had a fair trial, step by step."""
    shown, said = _steps(seen)
    parts: Mapping[str, Callable[[Step], int]] = {
        "fair": lambda one: one.fair,
        "not_fair": lambda one: one.not_fair,
        "unknown": lambda one: one.fairness_unknown,
        "running": lambda one: one.running,
    }
    rows = [_row(step, name, count(step)) for step in shown for name, count in parts.items()]
    left = sum(step.dropout for step in shown)
    if rows:
        said.append(
            f"Ended before it could help (side effects, outside reasons, the patient’s wish): {left} of "
            f"{sum(step.trials for step in shown)} trials; the reason is not known of "
            f"{sum(step.dropout_unknown for step in shown)}."
        )
    return Table(rows, said)


def _row(step: Step, name: str, count: int) -> Row:
    return {
        "step": step_name(step.number),
        "what": CALLED[name],
        "trials": count,
        "of": step.trials,
        "percent": 100 * count / step.trials,
    }


def references() -> list[Row]:
    """STAR*D's remission by step."""
    return [{"step": step_name(at), "percent": rate} for at, rate in enumerate(rule("cohort.stard.remission").value, 1)]


def time(seen: Cohort) -> Table:
    """The share with response and with remission, day by day, with its limits."""
    rows: list[Row] = []
    said = []
    for event in (RESPONSE, REMISSION):
        curve = time_to(seen.lines, event)
        if len(curve.days) and curve.at_risk[0] >= few():
            rows += _curve_rows(event, curve)
            said.append(_told(event, curve))
    if rows:
        said.append(
            "Kaplan–Meier from the start of a trial to the first score that told; others are followed to their last "
            "score. Trials without a score on both sides of the start are not in it. Bands are 95 % limits. "
            f"Curves end where fewer than {few()} are left."
        )
    return Table(rows, said)


def _curve_rows(event: str, curve: Curve) -> list[Row]:
    start = {
        "event": event,
        "day": 0,
        "week": 0.0,
        "percent": 0.0,
        "low": 0.0,
        "high": 0.0,
        "followed": int(curve.at_risk[0]),
    }
    columns = zip(curve.days, curve.free, curve.low, curve.high, curve.at_risk, strict=True)
    return [start] + [
        {
            "event": event,
            "day": int(day),
            "week": round(float(day) / WEEK, 2),
            "percent": round(100 * (1 - float(free)), 2),
            "low": None if high != high else round(100 * (1 - float(high)), 2),
            "high": None if low != low else round(100 * (1 - float(low)), 2),
            "followed": int(risk),
        }
        for day, free, low, high, risk in columns
        if day > 0 and risk >= few()
    ]


def _told(event: str, curve: Curve) -> str:
    half = curve.median
    reached = half is not None and curve.followed(half) >= few()
    when = f"half by day {half:g}" if reached else f"half not reached while {few()} or more were followed"
    return f"{event.capitalize()}: {int(curve.events.sum())} of {int(curve.at_risk[0])} trials; {when}."


def followed(seen: Cohort) -> list[Row]:
    """How many are still followed, every four weeks."""
    return [
        {"event": event, **{f"week {week}": curve.followed(week * WEEK) for week in WEEKS}}
        for event in (RESPONSE, REMISSION)
        if len((curve := time_to(seen.lines, event)).days)
    ]


def scale_key(seen: Cohort, wanted: str = "") -> tuple[str, str] | None:
    """The scale that is drawn: the one wanted, else the one that tells of most trials; None where it tells of few."""
    found = {key: number for key, number in scales(seen.lines).items() if number >= few()}
    asked = next((key for key in found if ".".join(key) == wanted), None)
    return asked or next(iter(found), None)


def before_after(seen: Cohort, wanted: str = "") -> Table:
    """Scores before and after on one scale, without a date or a treatment; equal pairs are one row."""
    key = scale_key(seen, wanted)
    if key is None:
        return Table([])
    made = pairs(seen.lines, key)
    counted = {each: sum(pair.change == each for pair in made) for each in ("better", "within noise", "worse")}
    rows = [{**one._asdict(), "trials": number} for one, number in sorted(Counter(made).items())]
    improved, worse = rule("cohort.nhs.reliable_improvement"), rule("cohort.nhs.deterioration")
    return Table(
        rows,
        [
            f"{len(made)} trials with {shelf()[key[0]].abbreviation} before and after: {_changes(counted)}.",
            f"England’s talking therapies, for comparison: {_rates(improved, worse)} ({improved.source}).",
            "Other people, other criteria: no ranking follows.",
        ],
        key,
    )


def _changes(counted: Mapping[str, int]) -> str:
    return (
        f"{counted['better']} reliably better, {counted['within noise']} within the scale’s own noise, "
        f"{counted['worse']} reliably worse"
    )


def _rates(improved: Rule, worse: Rule) -> str:
    return f"{improved.number:g} % reliably better and {worse.number:g} % worse, of {improved.unit.partition('of ')[2]}"


def waterfall(seen: Cohort, wanted: str = "") -> Table:
    """Improvement of each trial in percent of the way to the best score, the greatest first."""
    key = scale_key(seen, wanted)
    if key is None:
        return Table([])
    made = sorted((one.percent for one in pairs(seen.lines, key) if one.percent is not None), reverse=True)
    drawn = made if len(made) <= BARS else [made[at * len(made) // BARS] for at in range(BARS)]
    rows = [{"place": at, "percent": round(each, 1), "what": _class(each)} for at, each in enumerate(drawn, 1)]
    said = f"{len(made):,} trials; {shelf()[key[0]].abbreviation}; 100 % is the best score there is."
    return Table(
        rows, [said, *([f"Each bar stands for {len(made) / BARS:.0f} trials."] if drawn is not made else [])], key
    )


def _class(percent: float) -> str:
    if percent >= rule("outcome.response_percent").number:
        return CALLED["response"].partition(",")[0]
    if percent >= rule("outcome.partial_percent").number:
        return CALLED["partial_response"]
    return CALLED["nonresponse"] if percent >= 0 else "less well than before"


def domains(seen: Cohort) -> Table:
    """What trials did in each of the five domains of life."""
    rows = []
    for domain, counted in by_domain(seen.lines).items():
        number = sum(counted.values())
        if number < few():
            continue
        for name in CATEGORIES:
            count = counted.get(name, 0)
            share = 100 * count / number
            rows.append(
                {
                    "domain": domain.replace("_", " "),
                    "what": CALLED[name].partition(",")[0],
                    "trials": count,
                    "of": number,
                    "percent": share,
                }
            )
    return Table(
        rows,
        [f"Of trials that could be judged in the domain; domains of fewer than {few()} are not shown."] if rows else [],
    )


TABLES: Mapping[str, Callable[[Cohort], Table]] = {
    "flow": flow,
    "fairness": fairness,
    "time": time,
    "before-after": before_after,
    "waterfall": waterfall,
    "domains": domains,
}
