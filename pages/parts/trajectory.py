"""The trajectory: scores over time with what was tried beneath them, drawn to be read in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import streamlit as st

from instruments import Scale, shelf
from models.criteria.judge import TrialJudgement
from models.history import PatientView
from pages.parts.beside import beside_rows, beside_words
from pages.parts.chart_template import Frame, drawing
from pages.parts.course import band_rows, line_rows, score_rows, strip_rows, suicide_item
from pages.parts.expected import expected_rows, expected_words
from pages.parts.lanes import Span, lane_rows
from pages.parts.plain import DIRECTION, day, score
from pages.parts.verdict import course_words, treatment

WIDE, NARROW = 720, 330  # about how many pixels the time takes
HALF_YEAR = timedelta(days=183)
AROUND = timedelta(days=21)  # what is shown before and after a trial that is looked at alone


class Reach(StrEnum):
    """How much time is shown."""

    episode = "This episode"
    half_year = "6 months"
    trial = "One trial"
    all = "All"


@dataclass(frozen=True)
class Wish:
    """What to draw."""

    instrument: str
    scale: str
    reach: Reach = Reach.episode
    trial_id: str | None = None
    dark: bool = False
    narrow: bool = False


def show(view: PatientView, wish: Wish) -> None:
    """Draw it; the same is said in words for those who do not see it."""
    st.vega_lite_chart(spec(view, wish), width="stretch", key="trajectory", alt=in_words(view, wish))


def spec(view: PatientView, wish: Wish) -> dict[str, Any]:
    """The drawing as data."""
    scale = scale_of(wish)
    span = span_of(view, wish)
    judged = shown_trials(view, span)
    strip = suicide_item(view)
    frame = Frame(
        low=scale.range[0],
        high=scale.range[1],
        title=f"{shelf()[wish.instrument].abbreviation} ({DIRECTION[scale.direction]})",
        ticks=ticks_of(scale),
        lanes=len(judged),
        strip=bool(strip),
        months=span.months,
        dark=wish.dark,
        narrow=wish.narrow,
    )
    trials = [one.trial for one in view.judgement.trials]
    rows = {
        "bands": band_rows(scale, frame),
        "lines": line_rows(scale, chosen_trial(view, wish), span, wish.narrow),
        "strip": strip_rows(strip, span, frame),
        "today": [
            {"on": view.as_of.isoformat(), "y": frame.y(26), "bottom": frame.y(frame.below - 14), "words": "today"}
        ],
        "span": [{"on": span.since.isoformat()}, {"on": span.until.isoformat()}],
        **expected_rows(scale, wish.instrument, chosen_trial(view, wish), span),
        **beside_rows(view, wish.instrument, wish.scale, span, frame),
        **score_rows(view.course(wish.instrument, wish.scale), trials, span, frame),
        **lane_rows(judged, span, frame),
    }
    if strip:
        rows["lanes"].append(_strip_name(frame))
    return drawing(frame, rows)


def scale_of(wish: Wish) -> Scale:
    return shelf()[wish.instrument].scale(wish.scale)


def span_of(view: PatientView, wish: Wish) -> Span:
    """From the first day that matters to a little after today, or to the day on which a trial becomes adequate."""
    pixels = NARROW if wish.narrow else WIDE
    one = chosen_trial(view, wish)
    if wish.reach is Reach.trial and one is not None and one.trial.ended_on is not None:
        return Span(one.trial.started_on - AROUND, min(view.as_of, one.trial.ended_on + AROUND), view.as_of, pixels)
    first = _first_day(view, wish)
    expected = [one.adequacy.expected_on for one in view.judgement.current if one.adequacy.expected_on]
    ahead = max([view.as_of, *(on for on in expected if on <= view.as_of + timedelta(days=70))])
    first = min(first, view.as_of - timedelta(days=28))
    room = max(7, (ahead - first).days // (8 if wish.narrow else 16))
    return Span(first, ahead + timedelta(days=room), view.as_of, pixels)


def _first_day(view: PatientView, wish: Wish) -> date:
    if wish.reach is Reach.half_year:
        return view.as_of - HALF_YEAR
    zoomed = chosen_trial(view, wish)
    if wish.reach is Reach.trial and zoomed is not None:
        return zoomed.trial.started_on - AROUND
    trials = [one.trial for one in view.judgement.trials]
    scored = [point.on for point in view.course(wish.instrument, wish.scale)]
    if wish.reach is Reach.episode and view.judgement.counted:
        counted = [one.trial.started_on for one in view.judgement.counted]
        begun = min(counted)
        before = [on for on in scored if on >= begun - timedelta(days=14)]
        return min([begun, *before]) - timedelta(days=5)
    return min([*(t.started_on for t in trials), *scored, view.as_of]) - timedelta(days=5)


def shown_trials(view: PatientView, span: Span) -> tuple[TrialJudgement, ...]:
    """The trials of which any day is shown."""
    trials = view.judgement.trials
    return tuple(t for t in trials if t.trial.last_day(view.as_of) >= span.since and t.trial.started_on <= span.until)


def chosen_trial(view: PatientView, wish: Wish) -> TrialJudgement | None:
    """The trial whose 50 % line is drawn: the chosen one, else the one that has run longest, else the newest."""
    trials = view.judgement.trials
    if wish.trial_id:
        return next((one for one in trials if one.trial.id == wish.trial_id), None)
    running = [one for one in view.judgement.current if one.outcome.baseline is not None]
    return running[0] if running else trials[-1] if trials else None


def leading_scale(view: PatientView) -> tuple[str, str]:
    """The scale by which the current trial is judged; the PHQ-9 where there is no trial."""
    leading = chosen_trial(view, Wish("phq9", "total"))
    if leading and leading.outcome.judged:
        return leading.outcome.instrument, leading.outcome.scale
    instrument = leading.trial.primary_instrument if leading else "phq9"
    return instrument, shelf()[instrument].primary.id


def ticks_of(scale: Scale) -> tuple[float, ...]:
    """The ends of the scale and the beginning of each band; five even steps where it has no bands."""
    low, high = scale.range
    inner = [band.low for band in scale.bands[1:]] or [low + (high - low) * i / 5 for i in range(1, 5)]
    return (low, *inner, high)


def _strip_name(frame: Frame) -> dict[str, Any]:
    words = "dot: 0, number: 1 to 3"
    name = "PHQ-9 item 9"
    at = frame.y(frame.strip_at - (17 if frame.narrow else 0))
    return {
        "words_at": at,
        "name": name,
        "verdict": words,
        "color": frame.palette.quiet,
        "full": name,
        "sentence": words,
    }


def in_words(view: PatientView, wish: Wish) -> str:
    """What the drawing shows of the chosen time, as a text."""
    scale, name = scale_of(wish), shelf()[wish.instrument].abbreviation
    span = span_of(view, wish)
    points = [p for p in view.course(wish.instrument, wish.scale) if p.value is not None and span.holds(p.on)]
    direction = DIRECTION[scale.direction]
    if points:
        first, last = points[0], points[-1]
        course = (
            f"{name}, {direction}: {len(points)} scores from {day(first.on)} ({score(first.value)}) to {day(last.on)} "
            f"({score(last.value)}{', ' + last.band if last.band else ''})."
        )
    else:
        course = f"{name}, {direction}: no scores yet."
    lines = [f"Line: {row['words']}." for row in line_rows(scale, chosen_trial(view, wish), span)]
    lines += expected_words(scale, wish.instrument, chosen_trial(view, wish), span)
    beside = beside_words(view, points, span)
    return " ".join([course, *lines, *_trial_words(shown_trials(view, span)), *_item_words(view, span), *beside])


def _trial_words(judged: Sequence[TrialJudgement]) -> list[str]:
    words = []
    for one in judged:
        end = f"to {day(one.trial.ended_on)}" if one.trial.ended_on else "running"
        span = f"{treatment(one.trial)}, from {day(one.trial.started_on)} {end}"
        words.append(f"{span}: {one.adequacy.sentence} {course_words(one.outcome)}.")
    return words


def _item_words(view: PatientView, span: Span) -> list[str]:
    asked = [point for point in suicide_item(view) if span.holds(point.on)]
    above = [f"{day(point.on)} ({score(point.value)})" for point in asked if point.value > 0]
    if above:
        return [f"The suicide item was above 0 on {', '.join(above)}."]
    return [f"The suicide item was 0 at all of {len(asked)} answers."] if asked else []
