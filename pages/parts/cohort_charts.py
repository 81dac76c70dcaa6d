"""The cohort's pictures: drawn from the tables behind them, with words beside every colour."""

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt

from instruments import shelf
from models.criteria.cohort import CATEGORIES, OUTCOMES, REMISSION, RESPONSE
from pages.parts import cohort_tables as tables
from pages.parts.cohort_tables import CALLED, Row, Table
from pages.parts.theme import Palette

Spec = dict[str, Any]
FAIRNESS = ("fair", "not_fair", "unknown", "running")
HEIGHT = 250
ROOM_FOR_NAMES = 5  # weeks to the right of the last one, in which the curves' names stand
APART = 10  # percent; names nearer than this would touch
LEGEND = alt.Legend(title=None, orient="top", columns=2)


def flow(table: Table, ink: Palette) -> alt.LayerChart:
    stars = alt.Chart(alt.Data(values=_known(tables.references(), table.rows)))
    place = {"y": alt.Y("step:N", title=None, sort=None), "x": alt.X("percent:Q")}
    tip = [alt.Tooltip("step:N"), alt.Tooltip("percent:Q", title="STAR*D, % remission")]
    marks = stars.mark_tick(color=ink.mark, thickness=4, size=34).encode(**place, tooltip=tip)
    return _stacked(table.rows, OUTCOMES, ink) + marks


def _known(references: list[Row], rows: list[Row]) -> list[Row]:
    shown = {row["step"] for row in rows}
    return [each for each in references if each["step"] in shown]


def fairness(table: Table, ink: Palette) -> alt.LayerChart:
    return _stacked(table.rows, FAIRNESS, ink)


def domains(table: Table, ink: Palette) -> alt.LayerChart:
    return _stacked(table.rows, CATEGORIES, ink, "domain")


def _stacked(rows: list[Row], names: tuple[str, ...], ink: Palette, by: str = "step") -> alt.LayerChart:
    """Bars of a hundred percent, each part with its share written on it where there is room."""
    called = [CALLED[name].partition(",")[0] if by == "domain" else CALLED[name] for name in names]
    fills, letters = _hues(ink)[: len(called)], [ink.paper, ink.paper, ink.ink, ink.ink]
    values = [{**row, "place": called.index(row["what"]), "label": f"{row['percent']:.0f} %"} for row in rows]
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y(
            f"{by}:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=160, labelColor=ink.ink, domain=False, ticks=False),
        ),
        x=alt.X("percent:Q", stack="zero", title="percent of trials", scale=alt.Scale(domain=[0, 100])),
        order=alt.Order("place:Q"),
    )
    tip = [
        alt.Tooltip(f"{by}:N"),
        alt.Tooltip("what:N", title="outcome"),
        alt.Tooltip("trials:Q"),
        alt.Tooltip("of:Q", title="of"),
    ]
    color = alt.Color("what:N", sort=called, scale=alt.Scale(domain=called, range=fills), legend=LEGEND)
    bars = base.mark_bar(size=26, stroke=ink.paper, strokeWidth=1.5).encode(color=color, tooltip=tip)
    hue = alt.Color("what:N", scale=alt.Scale(domain=called, range=letters), legend=None)
    text = base.mark_text(fontSize=12, fontWeight=600).transform_filter("datum.percent >= 7")
    text = text.encode(x=alt.X("percent:Q", stack="zero", bandPosition=0.5), text="label:N", color=hue)
    return (bars + text).resolve_scale(color="independent").properties(height={"step": 40})


def _hues(ink: Palette) -> list[str]:
    return [ink.good, ink.medication, ink.bands[4], ink.bands[1]]


def time(table: Table, ink: Palette) -> alt.LayerChart:
    events = [RESPONSE, REMISSION]
    rows = [row for row in table.rows if row["week"] <= max(tables.WEEKS)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "week:Q",
            title="weeks since the trial began",
            scale=alt.Scale(domain=[0, max(tables.WEEKS) + ROOM_FOR_NAMES], nice=False),
            axis=alt.Axis(values=list(tables.WEEKS)),
        ),
        color=alt.Color("event:N", scale=alt.Scale(domain=events, range=[ink.medication, ink.good]), legend=None),
    )
    y = alt.Y("percent:Q", title="percent by then", scale=alt.Scale(domain=[0, 100]))
    band = base.mark_area(opacity=0.15, interpolate="step-after").encode(y=alt.Y("low:Q"), y2="high:Q")
    tip = [
        alt.Tooltip("event:N"),
        alt.Tooltip("day:Q"),
        alt.Tooltip("percent:Q", format=".0f"),
        alt.Tooltip("followed:Q", title="still followed"),
    ]
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y=y, strokeDash=alt.StrokeDash("event:N", sort=events, legend=None), tooltip=tip
    )
    names = alt.Chart(alt.Data(values=_ends(rows, events))).mark_text(align="left", dx=8, fontSize=13, fontWeight=600)
    names = names.encode(x="week:Q", y=alt.Y("place:Q"), text="event:N", color=base.encoding.color)
    return (band + line + names).properties(height=HEIGHT)


def _ends(rows: list[Row], events: list[str]) -> list[Row]:
    """Where each curve's name stands: right of all curves, as near to its own height as leaves both legible."""
    last = [
        max((row for row in rows if row["event"] == one), key=lambda row: row["day"]) for one in _drawn(rows, events)
    ]
    upward = sorted(last, key=lambda row: (row["percent"], events.index(row["event"]) * -1))
    places = [row["percent"] for row in upward]
    if len(places) == 2 and places[1] - places[0] < APART:
        low = max(0, sum(places) / 2 - APART / 2)
        places = [low, low + APART]
    week = max((row["week"] for row in last), default=0)
    return [{**row, "week": week, "place": place} for row, place in zip(upward, places, strict=True)]


def _drawn(rows: list[Row], events: list[str]) -> list[str]:
    return [one for one in events if any(row["event"] == one for row in rows)]


def before_after(table: Table, ink: Palette) -> alt.LayerChart:
    """Each trial a point: below the diagonal is fewer points than before, within the corridor the scale's own noise."""
    key = table.scale
    assert key is not None, "drawn only where there is a scale"
    scale = next(each for each in shelf()[key[0]].scales if each.id == key[1])
    low, high = scale.range
    axis = alt.Scale(domain=[low, high], nice=False)
    name = shelf()[key[0]].abbreviation
    ends = [{"x": low, "y": low}, {"x": high, "y": high}]
    x, y = alt.X("x:Q", scale=axis, title=f"{name} before"), alt.Y("y:Q", scale=axis, title=f"{name} after")
    layers = [alt.Chart(alt.Data(values=ends)).mark_line(color=ink.quiet, strokeWidth=1.25).encode(x=x, y=y)]
    if scale.reliable_change is not None:
        wide = scale.reliable_change.value
        corridor = [
            {"x": at, "y": max(low, at - wide), "top": min(high, at + wide)}
            for at in (low, low + wide, high - wide, high)
        ]
        layers.insert(
            0,
            alt.Chart(alt.Data(values=corridor))
            .mark_area(color=ink.bands[3], opacity=0.6)
            .encode(x=x, y=y, y2="top:Q"),
        )
    for line in scale.cutoffs[:1]:
        rule = alt.Chart(alt.Data(values=[{"x": line.value, "y": line.value}]))
        dashed = rule.mark_rule(strokeDash=[5, 4], color=ink.mark)
        layers += [dashed.encode(x=x), dashed.encode(y=y)]
    made = [
        {"x": row["before"], "y": row["after"], "change": row["change"], "trials": row["trials"]} for row in table.rows
    ]
    called = ["better", "within noise", "worse", "not known"]
    tip = [alt.Tooltip("x:Q", title="before"), alt.Tooltip("y:Q", title="after"), alt.Tooltip("change:N")]
    tip.append(alt.Tooltip("trials:Q"))
    most = max(row["trials"] for row in made)
    size = alt.Size("trials:Q", scale=alt.Scale(domain=[0, most], range=[0, min(46 * most, 260)]), legend=None)
    points = (
        alt.Chart(alt.Data(values=made))
        .mark_point(filled=True, opacity=0.75)
        .encode(
            x=x,
            y=y,
            size=size,
            tooltip=tip,
            color=alt.Color(
                "change:N",
                scale=alt.Scale(domain=called, range=[ink.good, ink.quiet, ink.danger, ink.line]),
                legend=LEGEND,
            ),
            shape=alt.Shape(
                "change:N",
                scale=alt.Scale(domain=called, range=["triangle-down", "circle", "triangle-up", "cross"]),
                legend=LEGEND,
            ),
        )
    )
    return alt.layer(*layers, points).properties(height=HEIGHT + 70)


def waterfall(table: Table, ink: Palette) -> alt.LayerChart:
    rows = table.rows
    called = ["response", "partial response", "no response", "less well than before"]
    base = alt.Chart(alt.Data(values=[{**row, "percent": max(-100.0, row["percent"])} for row in rows]))
    width = max(1, min(14, 640 // max(1, len(rows))))
    bars = base.mark_bar(size=width).encode(
        x=alt.X("place:Q", title="trials, the greatest improvement first", axis=alt.Axis(tickMinStep=1, grid=False)),
        y=alt.Y("percent:Q", title="improvement, percent", scale=alt.Scale(domain=[-100, 100])),
        color=alt.Color(
            "what:N",
            scale=alt.Scale(domain=called, range=[ink.good, ink.medication, ink.quiet, ink.danger]),
            legend=LEGEND,
        ),
        tooltip=[alt.Tooltip("percent:Q", format=".0f"), alt.Tooltip("what:N")],
    )
    zero = alt.Chart(alt.Data(values=[{"y": 0}, {"y": 50}])).mark_rule(color=ink.line).encode(y="y:Q")
    return (zero + bars).properties(height=HEIGHT)


DRAWN: Mapping[str, Callable[[Table, Palette], alt.LayerChart]] = {
    "flow": flow,
    "fairness": fairness,
    "time": time,
    "before-after": before_after,
    "waterfall": waterfall,
    "domains": domains,
}


def spec(name: str, table: Table, ink: Palette) -> Spec:
    """One picture as data; raises KeyError for a name that there is not."""
    drawn = DRAWN[name](table, ink).properties(width="container", background=ink.paper)
    made: Spec = drawn.to_dict(validate=False)
    made.pop("$schema", None)
    axis = {
        "labelColor": ink.quiet,
        "titleColor": ink.quiet,
        "gridColor": ink.line,
        "domainColor": ink.line,
        "tickColor": ink.line,
    }
    made["config"] = {
        "mark": {"tooltip": None},  # no raw fields where a mark has no words of its own
        "view": {"stroke": None},
        "axis": {**axis, "labelFontSize": 12, "titleFontSize": 12, "gridOpacity": 0.5},
        "legend": {"labelColor": ink.ink, "labelFontSize": 12, "labelLimit": 240, "symbolType": "square"},
        "text": {"font": "Source Sans, sans-serif"},
    }
    return made
