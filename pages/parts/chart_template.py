"""The trajectory as a drawing without data: one layered view, because charts put side by side do not stretch."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from pages.parts.theme import DARK, LIGHT, Palette

PANEL = 244  # height in pixels of the part in which the scores stand
ABOVE = 8
MONTHS = 26
# The first month, and each January, with its year.
NAMED = (
    "utcFormat(datum.value, '%m') == '01' || datum.index == 0"
    " ? utcFormat(datum.value, '%b %Y') : utcFormat(datum.value, '%b')"
)
AFTER = 18  # below the last lane
LETTER = 6.1  # width in pixels of a letter of twelve, about
# How many pixels the words at a line have, towards the side to which they run.
ROOM = "(datum.align == 'left' ? width - scale('x', datum.words_on) : scale('x', datum.words_on))"


@dataclass(frozen=True)
class Frame:
    """What decides how the drawing is laid out; everything else is data."""

    low: float
    high: float
    title: str
    ticks: tuple[float, ...]
    lanes: int
    strip: bool
    months: int  # from one name on the time axis to the next
    dark: bool
    narrow: bool

    @property
    def palette(self) -> Palette:
        return DARK if self.dark else LIGHT

    @property
    def lane(self) -> int:
        """Height of a lane in pixels; on a phone each has a line of words of its own."""
        return 46 if self.narrow else 31

    @property
    def strip_height(self) -> int:
        """Height of the strip for the suicide item; none where it was never asked."""
        return 0 if not self.strip else 40 if self.narrow else 24

    @property
    def strip_at(self) -> float:
        """Pixels under the lowest score at which its marks stand."""
        return MONTHS + self.strip_height - 12

    @property
    def below(self) -> int:
        """Height of all that lies under the scores."""
        return MONTHS + self.strip_height + self.lanes * self.lane + AFTER

    def y(self, pixels: float) -> float:
        """The place that many pixels under the lowest score, in units of the score."""
        return self.low - pixels * (self.high - self.low) / PANEL

    def lane_top(self, number: int) -> float:
        """Pixels under the lowest score at which lane `number` begins."""
        return MONTHS + self.strip_height + number * self.lane


def drawing(frame: Frame, rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The drawing with its data: each layer names its data set, and nothing of the template is copied but that."""
    template = _template(frame)
    named = [(layer, rows[layer["data"]["name"]]) for layer in template["layer"]]
    return {**template, "layer": [{**layer, "data": {"values": values}} for layer, values in named if values]}


@lru_cache(maxsize=256)
def _template(frame: Frame) -> dict[str, Any]:
    chart = alt.layer(*_panel(frame), *_course(frame), *_lanes(frame), *_words(frame))
    height = ABOVE + PANEL + frame.below
    paper = frame.palette.paper  # its own, so that it stays readable when the screen turns dark while the page is open
    spec: dict[str, Any] = chart.properties(
        height=height, padding={"left": 0, "right": 4, "top": 2, "bottom": 2}, background=paper
    ).to_dict(validate=False)
    spec.pop("$schema", None)
    spec["config"] = {
        "mark": {"tooltip": None},  # Streamlit would show the raw fields of what has no words of its own
        "view": {"stroke": None},
        "axis": {"grid": False},
        "text": {"font": "Source Sans, sans-serif"},
    }
    return spec


def _on(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name))


def _x(frame: Frame, field: str = "on") -> alt.X:
    ink = frame.palette
    axis = alt.Axis(
        title=None,
        offset=-(frame.below),
        labelExpr=NAMED,
        tickCount={"interval": "month", "step": frame.months},
        labelOverlap=True,
        labelColor=ink.quiet,
        labelFontSize=12,
        domainColor=ink.line,
        tickColor=ink.line,
        labelFlush=False,
    )
    return alt.X(f"{field}:T", scale=alt.Scale(type="utc", nice=False), axis=axis)


def _y(frame: Frame, field: str = "y") -> alt.Y:
    ink = frame.palette
    axis = alt.Axis(
        title=frame.title,
        values=list(frame.ticks),
        titleColor=ink.quiet,
        titleFontSize=13,
        titleFontWeight="bold",
        titleY=ABOVE + PANEL / 2,
        titleAnchor="middle",
        titleAngle=-90,
        titleAlign="center",
        titleX=-34,
        labelColor=ink.quiet,
        labelFontSize=12,
        labelPadding=6,
        domain=False,
        ticks=False,
    )
    domain = [frame.y(frame.below), frame.y(-PANEL - ABOVE)]
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=axis)


def _raw(field: str = "color") -> alt.Color:
    return alt.Color(f"{field}:N", scale=None)


def _tips(*fields: tuple[str, str]) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in fields]


def _panel(frame: Frame) -> list[alt.Chart]:
    """Bands, their names, and the lines that a score may cross."""
    ink = frame.palette
    bands = _on("bands").mark_rect().encode(y=_y(frame, "low"), y2="high:Q", color=_raw())
    beside: dict[str, Any] = {"align": "left", "x": 5 if frame.narrow else alt.ExprRef("width + 8")}
    names = _on("bands").mark_text(baseline="middle", fontSize=11 if frame.narrow else 12, color=ink.quiet, **beside)
    names = names.encode(y=_y(frame, "middle"), text="name:N")
    rules = _on("lines").mark_rule(strokeDash=[6, 4], strokeWidth=1.5, color=ink.good)
    rules = rules.encode(x=_x(frame), x2="until:T", y=_y(frame))
    return [bands, names, *_expected(frame), rules, *_haloed(frame, "lines", ink.good)]


def _expected(frame: Frame) -> list[alt.Chart]:
    """How others did from the same first score, thin and with their name; the checkpoints of CBT as short lines."""
    ink = frame.palette
    tips = _tips(("day", "date"), ("middle", "others"), ("whose", "who"))
    field = _on("expected").mark_area(color=ink.quiet, opacity=0.16, clip=True)
    field = field.encode(x=_x(frame), y=_y(frame), y2="most:Q")
    middle = _on("expected").mark_line(color=ink.quiet, strokeWidth=1.5, strokeDash=[2, 3], clip=True)
    middle = middle.encode(x=_x(frame), y=_y(frame), order="on:T")
    touch = _on("expected").mark_point(filled=True, opacity=0.01, size=120, color=ink.quiet)
    touch = touch.encode(x=_x(frame), y=_y(frame), tooltip=tips)
    style: dict[str, Any] = {"align": "right", "baseline": "bottom", "dy": -3, "fontSize": 12}
    place: dict[str, Any] = {"x": _x(frame), "y": _y(frame), "text": "name:N"}
    rim = _on("expected_name").mark_text(**style, stroke=ink.paper, strokeWidth=3, strokeJoin="round")
    name = _on("expected_name").mark_text(**style, color=ink.ink)
    named = {**place, "x": _x(frame, "until")}
    ticks = _on("checkpoints").mark_rule(strokeWidth=2.5, color=ink.mark)
    told = _tips(("day", "date"), ("what", "checkpoint"), ("whose", "source"))
    ticks = ticks.encode(x=_x(frame), x2="until:T", y=_y(frame), tooltip=told)
    under: dict[str, Any] = {"align": "right", "baseline": "top", "dy": 4, "fontSize": 11}
    edge = _on("checkpoints").mark_text(**under, stroke=ink.paper, strokeWidth=3, strokeJoin="round")
    words = _on("checkpoints").mark_text(**under, color=ink.ink)
    return [
        field,
        middle,
        touch,
        rim.encode(**place),
        name.encode(**place),
        ticks,
        edge.encode(**named),
        words.encode(**named, tooltip=told),
    ]


def _haloed(frame: Frame, name: str, color: str) -> list[alt.Chart]:
    """Words over a drawing, with a rim in the colour of the paper so that they stay readable."""
    align, dx = alt.ExprRef("datum.align"), alt.ExprRef("datum.align == 'left' ? 4 : -4")
    text: dict[str, Any] = {"align": align, "baseline": "bottom", "dx": dx, "dy": -3, "fontSize": 12}
    text["text"] = alt.ExprRef(f"{ROOM} > length(datum.words) * {LETTER} ? datum.words : datum.short")
    place: dict[str, Any] = {"x": _x(frame, "words_on"), "y": _y(frame)}
    rim = _on(name).mark_text(
        **text, stroke=frame.palette.bands[1], strokeWidth=3, strokeJoin="round", strokeOpacity=0.85
    )
    return [rim.encode(**place), _on(name).mark_text(**text, color=color).encode(**place)]


def _course(frame: Frame) -> list[alt.Chart]:
    """The scores, the latest in large type, and under them the item that must never be averaged away."""
    ink = frame.palette
    adequate = _on("adequate").mark_rule(strokeDash=[2, 3], strokeWidth=1.75, color=ink.mark)
    adequate = adequate.encode(x=_x(frame), y=_y(frame, "top"), y2="y:Q", opacity=alt.Opacity("opacity:Q", scale=None))
    today = _on("today").mark_rule(strokeWidth=1.25, color=ink.quiet).encode(x=_x(frame), y=_y(frame), y2="bottom:Q")
    now = _on("today").mark_text(align="center", baseline="top", dy=1, fontSize=11, color=ink.quiet)
    now = now.encode(x=_x(frame), y=_y(frame, "bottom"), text="words:N")
    line = (
        _on("scores")
        .mark_line(strokeWidth=2.5, color=ink.ink, clip=True)
        .encode(x=_x(frame), y=_y(frame), order="on:T")
    )
    points = _on("scores").mark_point(filled=True, opacity=1, strokeWidth=2, color=ink.ink, size=48, stroke=ink.ink)
    tips = _tips(("day", "date"), ("value", "score"), ("band", "band"), ("trial", "during"))
    points = points.encode(x=_x(frame), y=_y(frame), fill=alt.Fill("fill:N", scale=None), tooltip=tips)
    unscored = _on("unscored").mark_point(shape="cross", filled=False, size=50, color=ink.quiet)
    unscored = unscored.encode(x=_x(frame), y=_y(frame), tooltip=_tips(("day", "date"), ("why", "not scored")))
    last: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 9, "fontSize": 24, "fontWeight": "bold"}
    rim = _on("latest").mark_text(**last, stroke=ink.paper, strokeWidth=4, strokeJoin="round", strokeOpacity=0.8)
    latest = _on("latest").mark_text(**last, color=ink.ink)
    place: dict[str, Any] = {"x": _x(frame), "y": _y(frame), "text": "words:N"}
    return [
        adequate,
        *_beside(frame),
        today,
        now,
        line,
        points,
        unscored,
        rim.encode(**place),
        latest.encode(**place),
        *_strip(frame),
    ]


def _beside(frame: Frame) -> list[alt.Chart]:
    """What a score alone does not tell: an event of the person's life, and another way of being asked."""
    ink = frame.palette
    event = {"x": _x(frame), "y": _y(frame), "y2": "bottom:Q"}
    rules = _on("events").mark_rule(strokeWidth=1.25, strokeDash=[1, 3], color=ink.quiet).encode(**event)
    tips = _tips(("day", "date"), ("what", "event"), ("by", "noted by"))
    pins = _on("events").mark_point(shape="triangle-down", size=90, filled=True, opacity=1, color=ink.psychotherapy)
    pins = pins.encode(x=_x(frame), y=_y(frame), tooltip=tips)
    style: dict[str, Any] = {"align": alt.ExprRef("datum.align"), "dx": alt.ExprRef("datum.dx"), "baseline": "middle"}
    names = _on("events").mark_text(**style, fontSize=12, color=ink.ink)
    rim = _on("events").mark_text(**style, fontSize=12, stroke=ink.paper, strokeWidth=4, strokeJoin="round")
    label: dict[str, Any] = {"x": _x(frame), "y": _y(frame), "text": "name:N"}
    ways = _on("ways").mark_text(fontSize=14, fontWeight="bold", color=ink.mark, dy=15, text="⇄")
    ways = ways.encode(x=_x(frame), y=_y(frame), tooltip=_tips(("day", "date"), ("words", "given")))
    return [rules, pins, rim.encode(**label), names.encode(**label, tooltip=tips), ways]


def _strip(frame: Frame) -> list[alt.Chart]:
    ink = frame.palette
    tips = _tips(("day", "date"), ("words", "item 9"))
    dots = (
        _on("strip")
        .mark_point(filled=True, opacity=1, shape="square")
        .encode(x=_x(frame), y=_y(frame), color=_raw(), size=alt.Size("size:Q", scale=None), tooltip=tips)
    )
    numbers = _on("strip").mark_text(fontSize=11, fontWeight="bold", color=ink.paper, baseline="middle", dy=0.5)
    return [dots, numbers.encode(x=_x(frame), y=_y(frame), text="number:N", tooltip=tips)]


def _lanes(frame: Frame) -> list[alt.Chart]:
    """One lane a trial: steps, sessions, and the day from which it counts."""
    ink = frame.palette
    tips = _tips(("trial", "trial"), ("what", "what"), ("when", "when"), ("verdict", "verdict"))
    place: dict[str, Any] = {"x": _x(frame, "since"), "x2": "until:T", "y": _y(frame, "top"), "y2": "bottom:Q"}
    edge = alt.Stroke("edge:N", scale=None)
    bars = _on("bars").mark_rect(cornerRadius=3, strokeWidth=1).encode(**place, color=_raw(), stroke=edge, tooltip=tips)
    ahead = _on("ahead").mark_rect(cornerRadius=3, strokeWidth=1, strokeDash=[3, 3])
    ahead = ahead.encode(**place, color=_raw(), stroke=edge, tooltip=tips)
    # A dose is written whole or not at all: half a number is another dose.
    room = alt.ExprRef("scale('x', datum.until) - scale('x', datum.since) > 6.6 * length(datum.dose) + 8 ? 1 : 0")
    doses = _on("bars").mark_text(align="left", baseline="middle", dx=6, fontSize=12, color=ink.ink, opacity=room)
    doses = doses.encode(x=_x(frame, "since"), y=_y(frame, "middle"), text="dose:N", tooltip=tips)
    ticks = (
        _on("sessions")
        .mark_rule(strokeWidth=3)
        .encode(
            x=_x(frame),
            y=_y(frame, "top"),
            y2="bottom:Q",
            color=_raw(),
            tooltip=_tips(("day", "date"), ("what", "session")),
        )
    )
    diamonds = _on("adequate").mark_point(
        shape="diamond", size=130, opacity=1, strokeWidth=2, stroke=ink.mark, filled=True
    )
    diamonds = diamonds.encode(
        x=_x(frame),
        y=_y(frame),
        fill=alt.Fill("fill:N", scale=None),
        tooltip=_tips(("trial", "trial"), ("words", "adequate")),
    )
    return [bars, ahead, doses, ticks, diamonds]


def _words(frame: Frame) -> list[alt.Chart]:
    """Names and verdicts: beside the drawing on a wide screen, above each lane on a phone."""
    ink = frame.palette
    tips = _tips(("full", "trial"), ("sentence", "verdict"))
    if frame.narrow:
        name: dict[str, Any] = {"align": "left", "x": 2, "limit": 118}
        verdict: dict[str, Any] = {"align": "right", "x": alt.ExprRef("width - 2"), "limit": alt.ExprRef("width - 124")}
    else:
        name = {"align": "right", "x": -10, "limit": 104}
        verdict = {"align": "left", "x": alt.ExprRef("width + 8"), "limit": 164}
    names = _on("lanes").mark_text(baseline="middle", fontSize=13, color=ink.ink, **name)
    bold: dict[str, Any] = {"baseline": "middle", "fontSize": 13, "fontWeight": 600, **verdict}
    verdicts, rim = _on("lanes").mark_text(**bold), _on("lanes").mark_text(**bold, stroke=ink.paper, strokeWidth=4)
    return [
        rim.encode(y=_y(frame, "words_at"), text="verdict:N"),
        names.encode(y=_y(frame, "words_at"), text="name:N", tooltip=tips),
        verdicts.encode(y=_y(frame, "words_at"), text="verdict:N", color=_raw(), tooltip=tips),
        # Keeps the span of time as it was chosen, whatever the data.
        _on("span").mark_point(opacity=0, size=0).encode(x=_x(frame)),
    ]
