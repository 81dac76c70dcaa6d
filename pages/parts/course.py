"""The scores of one scale as they are drawn: points, the lines that a score may cross, and item 9 below them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from instruments import Scale, shelf
from models.criteria.case import Trial
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.result import Outcome
from models.history import ItemPoint, PatientView, ScorePoint
from pages.parts.chart_template import Frame
from pages.parts.lanes import LETTER, Span, mix
from pages.parts.plain import amount, day, score
from pages.parts.verdict import treatment

Row = dict[str, Any]


def band_rows(scale: Scale, frame: Frame) -> list[Row]:
    """Severity bands, divided at half points so that no whole score lies on a line; one pale field without bands."""
    low, high = scale.range
    lines = [low, *scale.band_lines, high]
    names = [band.name for band in scale.bands] or [""]
    inks = frame.palette.bands
    shade = _shades(len(names), len(inks), scale)
    return [
        {
            "low": lines[i],
            "high": lines[i + 1],
            "middle": (max(lines[i], low) + min(lines[i + 1], high)) / 2,
            "name": name,
            "color": inks[shade[i]],
        }
        for i, name in enumerate(names)
    ]


def _shades(count: int, inks: int, scale: Scale) -> list[int]:
    """Darker for worse, whichever way the scale runs."""
    if count == 1:
        return [1]
    steps = [round(i * (inks - 1) / (count - 1)) for i in range(count)]
    return steps if scale.direction == "lower_better" else steps[::-1]


def score_rows(points: Sequence[ScorePoint], trials: Sequence[Trial], span: Span, frame: Frame) -> dict[str, list[Row]]:
    """The points, those that could not be scored, and the latest in large type."""
    ink = frame.palette
    shown = [point for point in points if span.holds(point.on)]
    scored: list[Row] = [
        {
            "on": point.on.isoformat(),
            "y": point.value,
            "fill": ink.ink if point.status == "complete" else ink.paper,
            "day": day(point.on),
            "value": _value(point),
            "band": point.band or "–",
            "trial": _during(point.on, trials),
        }
        for point in shown
        if point.value is not None
    ]
    unscored = [
        {
            "on": point.on.isoformat(),
            "y": frame.low + (frame.high - frame.low) * 0.03,
            "day": day(point.on),
            "why": f"only {point.answered} answered" if point.answered is not None else "no score",
        }
        for point in shown
        if point.value is None
    ]
    latest = [{"on": row["on"], "y": row["y"], "words": score(row["y"])} for row in scored[-1:]]
    return {"scores": scored, "unscored": unscored, "latest": latest}


def _value(point: ScorePoint) -> str:
    note = f" (from {point.answered} answers)" if point.status == "prorated" else ""
    return score(point.value) + note


def _during(on: date, trials: Sequence[Trial]) -> str:
    names = [treatment(t) for t in trials if t.started_on <= on and (t.ended_on is None or on <= t.ended_on)]
    return " + ".join(names) or "no trial"


def line_rows(scale: Scale, chosen: TrialJudgement | None, span: Span, narrow: bool = False) -> list[Row]:
    """Remission over the whole time, and half of the way from the chosen trial's baseline, beginning with the trial."""
    rows = []
    if scale.remission is not None:
        word = {"<": "below", "<=": "at or below", ">": "above", ">=": "at or above"}[scale.remission.op]
        words = f"remission {word} {amount(scale.remission.value)}"
        rows.append(_line(span, span.since, span.until, scale.remission.value, words))
    outcome = outcome_on(chosen, scale) if chosen else None
    if chosen and outcome and outcome.baseline is not None and outcome.baseline != scale.floor:
        half = (outcome.baseline + scale.floor) / 2
        last = chosen.trial.ended_on or span.until
        since = max(chosen.trial.started_on, span.since)
        whose = "" if narrow else f"from the start of {treatment(chosen.trial)} "
        points = f"({score(outcome.baseline)} → {score(half)})"
        words = f"50 % {whose}{points}"
        if since < min(last, span.until):
            rows.append(_line(span, since, min(last, span.until), half, words, f"50 % {points}"))
    return rows


def outcome_on(judged: TrialJudgement, scale: Scale) -> Outcome | None:
    """What the trial did on this very scale; None where it was judged on another one."""
    known = (judged.outcome, *judged.outcomes.values())
    return next((one for one in known if shelf()[one.instrument].scale(one.scale) is scale), None)


def _line(span: Span, since: date, until: date, y: float, words: str, short: str = "") -> Row:
    """A line and its words: at its beginning, before it where they would run out of the drawing, else at its end."""
    room = len(words) * LETTER
    fits, before = span.width(since, span.until) > room, span.width(span.since, since) > room
    return {
        "on": since.isoformat(),
        "until": until.isoformat(),
        "y": y,
        "words": words,
        "short": short or words,  # where the screen leaves no room for them
        "words_on": (since if fits or before else until).isoformat(),
        "align": "left" if fits else "right",
    }


def strip_rows(points: Sequence[ItemPoint], span: Span, frame: Frame) -> list[Row]:
    """One mark for each answer to the suicide item: a small dot for 0, a filled square with its number above 0."""
    ink = frame.palette
    at = frame.y(frame.strip_at)
    room = span.pixels / max(1, len([point for point in points if span.holds(point.on)]))
    crowded = room < 9
    return [
        {
            "on": point.on.isoformat(),
            "y": at,
            "size": (60 if crowded else min(210, (room + 1) ** 2)) if point.value > 0 else 14,
            "color": mix(ink.paper, ink.danger, 1.0) if point.value > 0 else ink.quiet,
            "number": amount(point.value) if point.value > 0 and not crowded else "",
            "day": day(point.on),
            "words": label_of(point),
        }
        for point in points
        if span.holds(point.on)
    ]


def label_of(point: ItemPoint) -> str:
    """The answer in the instrument's own words."""
    choices = shelf()[point.instrument].item(point.item).choices or ()
    label = next((each.labels.get("en", "") for each in choices if each.value == point.value), "")
    return f"{amount(point.value)} {label}".strip()


def suicide_item(view: PatientView) -> tuple[ItemPoint, ...]:
    """The answers to item 9 of the PHQ-9, or to the like of another depression scale where that was used."""
    watched = [point for point in view.safety_answers if point.instrument == "phq9"]
    return tuple(watched) or view.safety_answers
