"""The course in a report: the drawing as data, its caption, and the same in words for those who do not see it."""

from typing import Any

from models.criteria.wording import day
from models.exchange.report.drawing import Span, drawing, lane_name, lane_panel, score_panel
from models.exchange.report.facts import score_words
from models.exchange.report.numbers import Key, Numbers, scale_name
from models.exchange.report.said import Said
from models.exchange.report.treatments import treatment_name
from models.history import PatientView, ScorePoint

CAPTION = (
    "Each lane is one treatment, from its first to its last day; the numbers in it are daily doses in mg. "
    "A short line is a session attended. A diamond is the day from which the trial counted as adequate."
)


def chart_told(view: PatientView, numbers: Numbers, plain: Said | None = None) -> dict[str, Any] | None:
    """None where nothing has happened yet. A plain one, for the patient, names no grade of severity."""
    key = next(iter(numbers.scales), None)
    points = [point for point in view.course(*key) if point.on <= view.as_of] if key else []
    scored = [point for point in points if point.value is not None]
    judged = view.judgement.trials
    if not scored and not judged:
        return None
    names = [
        lane_name(one.trial, f"{place}." if plain else numbers.trial(one.trial.id))
        for place, one in enumerate(judged, start=1)
    ]
    days = [*(point.on for point in scored), *(one.trial.started_on for one in judged)]
    span = Span(days, view.as_of, names)
    panels = []
    if key and scored:
        panels.append(score_panel(key, scored, span, is_last=not judged, plain=plain is not None))
    if judged:
        panels.append(lane_panel(judged, names, span))
    return {
        "caption": CAPTION if judged else "",
        "alt": plain_words(view, key, scored, plain) if plain else in_words(view, key, scored, numbers),
        "spec": drawing(*panels),
    }


def in_words(view: PatientView, key: Key | None, scored: list[ScorePoint], numbers: Numbers) -> str:
    """What the drawing shows."""
    told = []
    if key and scored:
        first, last = scored[0], scored[-1]
        told.append(
            f"{scale_name(key)}: {len(scored)} scores, from {score_words(first.value or 0)} on {day(first.on)} "
            f"to {score_words(last.value or 0)} on {day(last.on)}."
        )
    for one in view.judgement.trials:
        trial = one.trial
        end = f"to {day(trial.ended_on)}" if trial.ended_on and trial.ended_on <= view.as_of else "still running"
        name = f"{numbers.trial(trial.id)} {treatment_name(trial)}"
        told.append(f"{name}: from {day(trial.started_on)} {end}. {one.adequacy.sentence}")
    return " ".join(told)


def plain_words(view: PatientView, key: Key | None, scored: list[ScorePoint], said: Said) -> str:
    """The same for the patient."""
    told = []
    if key and scored:
        first, last = scored[0], scored[-1]
        told.append(
            said(
                "answers",
                scale=scale_name(key),
                n=len(scored),
                before=said.score(first.value or 0),
                first=said.day(first.on),
                after=said.score(last.value or 0),
                last=said.day(last.on),
            )
        )
    for one in view.judgement.trials:
        period = said.period(one.trial.started_on, None if one.running else one.trial.ended_on)
        told.append(f"{treatment_name(one.trial)}: {period}")
    return " ".join(told)
