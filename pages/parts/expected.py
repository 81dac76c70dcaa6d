"""The expected course on the drawing: thin, behind the scores, and never without the name of whose course it was."""

from datetime import date
from typing import Any

from instruments import Scale, shelf
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.expected import Checkpoint, Expected, checkpoints, expected_course
from pages.parts.course import outcome_on
from pages.parts.lanes import Span
from pages.parts.plain import day, score

Row = dict[str, Any]
LIMITS = "Nobody among them was chosen for resistance; it is no target."


def expected_rows(scale: Scale, instrument: str, chosen: TrialJudgement | None, span: Span) -> dict[str, list[Row]]:
    """The reference from the chosen trial's first score, and the checkpoints of CBT; empty where none is honest."""
    course, points = found(scale, instrument, chosen)
    return {
        "expected": _course_rows(course, span),
        "expected_name": _name(course, span),
        "checkpoints": _ticks(points, span),
    }


def found(
    scale: Scale, instrument: str, chosen: TrialJudgement | None
) -> tuple[Expected | None, tuple[Checkpoint, ...]]:
    """Of the first scale of an instrument alone: the references were measured with it."""
    if chosen is None or scale is not shelf()[instrument].primary:
        return None, ()
    outcome = outcome_on(chosen, scale)
    course = expected_course(chosen.trial, instrument, outcome.baseline if outcome else None)
    return course, checkpoints(chosen.trial, instrument)


def expected_words(scale: Scale, instrument: str, chosen: TrialJudgement | None, span: Span) -> list[str]:
    """The same for those who cannot see the drawing."""
    course, points = found(scale, instrument, chosen)
    said = [f"{_whose(course)}: {_told(course, span)}. {LIMITS}"] if course and _told(course, span) else []
    shown = [each for each in points if span.holds(each.on)]
    return said + ([f"{_checked(shown)}."] if shown else [])


def _course_rows(course: Expected | None, span: Span) -> list[Row]:
    return [
        {
            "on": seen.on.isoformat(),
            "y": seen.middle,
            "most": seen.most,
            "day": day(seen.on),
            "middle": f"{score(seen.middle)} in the middle, 80 of 100 had {score(seen.most)} or less",
            "whose": _whose(course),
        }
        for seen in (course.days if course else ())
        if span.since <= seen.on <= span.until
    ]


def _name(course: Expected | None, span: Span) -> list[Row]:
    """The name stands on the last day that is shown, beside the line."""
    shown = [seen for seen in course.days if span.since <= seen.on <= span.until] if course else []
    if len(shown) < 2 or course is None:
        return []
    return [{"on": shown[-1].on.isoformat(), "y": shown[-1].most, "name": f"expected: {course.name}"}]


def _ticks(points: tuple[Checkpoint, ...], span: Span) -> list[Row]:
    shown = [each for each in points if span.since <= each.on <= span.until]
    return [
        {
            "on": _around(each.on, -4),
            "until": _around(each.on, 4),
            "y": each.score,
            "name": "checkpoints of CBT: Schueller 2015" if each is shown[-1] else "",
            "day": day(each.on),
            "what": f"PHQ-9 {score(each.score)} or more: people in CBT seldom responded by the end",
            "whose": each.source.source,
        }
        for each in shown
    ]


def _around(on: date, days: int) -> str:
    return date.fromordinal(on.toordinal() + days).isoformat()


def _whose(course: Expected | None) -> str:
    return f"Expected from the course of {course.name} ({course.source.source})" if course else ""


def _told(course: Expected, span: Span) -> str:
    shown = [seen for seen in course.days[1:] if span.since <= seen.on <= span.until]
    return "; ".join(f"{day(one.on)} {score(one.middle)}, 80 of 100 at most {score(one.most)}" for one in shown)


def _checked(points: list[Checkpoint]) -> str:
    told = ", ".join(f"{score(each.score)} in week {each.week}" for each in points)
    return f"Checkpoints of CBT, at or above which people seldom responded: {told} ({points[0].source.source})"
