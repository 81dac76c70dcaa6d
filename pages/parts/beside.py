"""Beside the scores: events pinned to their day, and a mark where answers were given in another way than before."""

from collections.abc import Sequence
from typing import Any

from models.history import EventView, PatientView, ScorePoint
from pages.parts import given
from pages.parts.chart_template import ABOVE, PANEL, Frame
from pages.parts.lanes import LETTER, Span
from pages.parts.plain import day
from pages.parts.words import word

Row = dict[str, Any]
SPARE = 1.2  # the drawing is narrower on some screens than its letters were counted for
LINES = 2  # names that would touch stand below each other; a third one is told by its pin alone


def beside_rows(view: PatientView, instrument: str, scale: str, span: Span, frame: Frame) -> dict[str, list[Row]]:
    """The rows of both layers."""
    return {"events": event_rows(view.events, span, frame), "ways": way_rows(view, instrument, scale, span)}


def name_of(event: EventView, language: str = "en") -> str:
    """An event in one or a few words: its own, or those of its kind."""
    return event.words if event.kind == "other" else word(f"event_{event.kind}", language)


def event_rows(events: Sequence[EventView], span: Span, frame: Frame) -> list[Row]:
    """A pin at the top and a line down to the axis; the name where it fits, in full for the pointer."""
    taken = [float("-inf")] * LINES
    rows: list[Row] = []
    for event in (each for each in events if span.holds(each.happened_on)):
        name = name_of(event)
        at, room = span.width(span.since, event.happened_on), len(name) * LETTER * SPARE + 24
        is_left = at + room > span.pixels
        begin = at - room if is_left else at
        line = next((number for number, until in enumerate(taken) if begin > until), None)
        if line is not None:
            taken[line] = begin + room + (14 if is_left else 0)
        rows.append(
            {
                "on": event.happened_on.isoformat(),
                "y": frame.y(-PANEL - ABOVE + 7 + 15 * (line or 0)),
                "bottom": frame.y(0),
                "name": name if line is not None else "",
                "align": "right" if is_left else "left",
                "dx": -8 if is_left else 8,
                "day": day(event.happened_on),
                "what": told(event),
                "by": "the patient" if event.by_patient else event.by,
            }
        )
    return rows


def told(event: EventView, language: str = "en") -> str:
    """An event in full."""
    kind = word(f"event_{event.kind}", language)
    return f"{kind}: {event.words}" if event.words and event.kind != "other" else name_of(event, language)


def way_rows(view: PatientView, instrument: str, scale: str, span: Span) -> list[Row]:
    """Under each score of a check-in that was given in another way than the one before it in the same trial."""
    changed = view.given_otherwise
    return [
        {
            "on": point.on.isoformat(),
            "y": point.value,
            "day": day(point.on),
            "words": f"{given.NAMES[point.given]}; before: {given.SHORT[changed[point.check_in_id]]}",
        }
        for point in view.course(instrument, scale)
        if point.check_in_id in changed and point.value is not None and point.given and span.holds(point.on)
    ]


def beside_words(view: PatientView, points: Sequence[ScorePoint], span: Span) -> list[str]:
    """The same for those who cannot see the drawing."""
    events = [f"{told(each)} on {day(each.happened_on)}" for each in view.events if span.holds(each.happened_on)]
    said = [f"Events: {'; '.join(events)}."] if events else []
    ways = given.sentence(view, frozenset(point.check_in_id for point in points))
    return [*said, ways] if ways else said
