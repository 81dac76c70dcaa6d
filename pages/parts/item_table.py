"""Each item over time: the last answers side by side, the way it went, and the whole course as a small line."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from instruments import Instrument, Item, shelf
from models import history
from models.access import Actor
from models.history import ItemCourse, PatientView
from pages.parts import pieces
from pages.parts.pieces import Field
from pages.parts.plain import amount, day, score, short_day

SHOWN = 6


def show(view: PatientView, actor: Actor) -> None:
    """Fetched when it is opened, for the scale that was chosen, and not before."""
    asked = instruments(view)
    if not asked:
        return
    fold = st.expander("Answers to each item", key="items", on_change="rerun")
    if fold.open:
        with fold:
            chosen = st.selectbox("Instrument", asked, format_func=name_of, key=f"items-of-{view.header.id}", width=260)
            pieces.show(*table(history.item_course(actor, view.header.id, chosen), view))


def instruments(view: PatientView) -> list[str]:
    """What was answered item by item, the instrument that was asked most often first."""
    counted: dict[str, int] = {}
    for point in view.scores:
        if point.answered:
            counted[point.instrument] = counted.get(point.instrument, 0) + 1
    return sorted(counted, key=lambda each: (-counted[each], each))


def name_of(instrument: str) -> str:
    return shelf()[instrument].abbreviation


def table(course: ItemCourse, view: PatientView) -> list[pieces.Piece]:
    """One row an item, the newest answer at the right end of the numbers."""
    if not course.days:
        return [pieces.row("line", pieces.words("No answers to items: only totals were recorded.", "quiet"))]
    instrument = shelf()[course.instrument]
    last = course.days[-SHOWN:]
    heads = [pieces.cell("answer", pieces.words(short_day(on, view.as_of))) for on in last]
    head = pieces.row(
        "items row-head",
        pieces.cell("item", pieces.words("item")),
        *heads,
        pieces.cell("trend", pieces.words("first to last")),
        pieces.cell("course", pieces.words("whole course")),
    )
    rows = [_row(each, instrument, course) for each in instrument.items if each.id in course.answers]
    return [head, *rows]


def _row(item: Item, instrument: Instrument, course: ItemCourse) -> pieces.Piece:
    given = course.answers[item.id]
    pairs = [(on, value) for on, value in zip(course.days, given, strict=True) if value is not None]
    cells = [pieces.cell("answer", _answer(item, value)) for value in given[-SHOWN:]]
    return pieces.row(
        "items",
        pieces.cell("item", pieces.words(words_of(item, instrument))),
        *cells,
        pieces.cell("trend", pieces.words(trend(pairs), "quiet")),
        pieces.cell("course", _line(item, pairs)),
    )


def words_of(item: Item, instrument: Instrument) -> str:
    """The item in its own words where the licence lets us show them; else its short name."""
    number = f"{item.id[1:]}. " if item.id[:1] == "q" and item.id[1:].isdigit() else ""
    return f"{number}{item.texts.get('en') or item.short or item.id.replace('_', ' ')}"


def _answer(item: Item, value: float | None) -> pieces.Piece:
    if value is None:
        return pieces.words("left out", "quiet")
    label = next((each.labels.get("en", "") for each in item.choices or () if each.value == value), "")
    return pieces.abbreviation(amount(value), label)


def trend(pairs: Sequence[tuple[date, float]]) -> str:
    """From which answer to which."""
    if len(pairs) < 2:
        return "one answer"
    first, last = pairs[0][1], pairs[-1][1]
    if first == last:
        return f"{score(last)}, as at first"
    return f"{score(first)} → {score(last)}"


def _line(item: Item, pairs: Sequence[tuple[date, float]]) -> pieces.Piece:
    low, high = _range(item)
    if len(pairs) < 2 or low == high:
        return pieces.words("–", "quiet")
    field = Field(pairs[0][0], pairs[-1][0], low, high)
    told = f"{score(pairs[0][1])} on {day(pairs[0][0])}, {score(pairs[-1][1])} on {day(pairs[-1][0])}"
    return pieces.spark(pairs, field, told)


def _range(item: Item) -> tuple[float, float]:
    """The lowest and the highest answer that there is."""
    if item.choices:
        values = [each.value for each in item.choices if each.value is not None]
        return min(values), max(values)
    return item.number or (0.0, 0.0)
