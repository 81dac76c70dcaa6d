"""The drawing of a course: scores on their whole range above, one lane for each treatment below, readable in grey."""

from datetime import date, timedelta
from typing import Any

from models.criteria.case import Modality, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.wording import amount
from models.exchange.report.facts import score_words, whole
from models.exchange.report.numbers import Key, scale_name, scale_of
from models.history import ScorePoint

Row = dict[str, Any]
WIDE, HIGH, LANE, MARGIN = 500, 170, 17, 150
LEAST = 30  # pixels left of the drawing for the numbers of the scale
LONGEST = 22  # letters of a name beside its lane
LETTER = 5.2  # about the width of a letter in pixels
MANY = 60  # scores whose dots would touch each other
INK, QUIET, LINE, GRID = "#1a1a1a", "#4d4d4d", "#b3b3b3", "#e3e3e3"
BANDS = ("#ffffff", "#f1f1f1")
EDGE = {Modality.medication: "#2f5f8a", Modality.psychotherapy: "#8a5a16", Modality.neuromodulation: "#5b4a8a"}
PALE = {Modality.medication: "#c9dbe9", Modality.psychotherapy: "#ecd9b8", Modality.neuromodulation: "#d8d2ea"}


class Span:
    """The time that is drawn, and the room beside it for the names of the lanes."""

    def __init__(self, days: list[date], as_of: date, names: list[str]) -> None:
        self.since, self.until = min(days) - timedelta(days=5), as_of + timedelta(days=5)
        self.as_of = as_of
        room = max([LEAST, *(round(len(name) * LETTER) + 14 for name in names)])
        self.margin = min(MARGIN, room)

    @property
    def margins(self) -> Row:
        """Both panels keep the same room, so that a day stands under itself."""
        return {
            "minExtent": self.margin,
            "maxExtent": self.margin,
            "domain": False,
            "ticks": False,
            "labelFontSize": 10,
        }

    @property
    def pixels_per_day(self) -> float:
        return WIDE / max(1, (self.until - self.since).days)

    def x(self, field: str, *, labels: bool) -> Row:
        """The axis of time; labels only under the lowest panel."""
        step = next(
            n for n in (1, 2, 3, 6, 12, 24, 60, 120) if (self.until - self.since).days / 30 / n <= 10 or n == 120
        )
        axis = {
            "title": None,
            "format": "%b %Y",
            "labels": labels,
            "ticks": labels,
            "tickCount": {"interval": "month", "step": step},
            "gridColor": GRID,
            "domainColor": LINE,
            "tickColor": LINE,
            "labelFontSize": 10,
            "labelOverlap": True,
        }
        domain = [stamp(self.since), stamp(self.until)]
        return {"field": field, "type": "temporal", "axis": axis, "scale": {"type": "utc", "domain": domain}}


def stamp(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"


def drawing(*panels: Row) -> Row:
    """The panels one above the other on a common time."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "spacing": 6,
        "vconcat": list(panels),
        "config": {
            "view": {"stroke": None},
            "font": "Libertinus Serif",
            "axis": {"labelColor": INK, "titleColor": INK},
        },
    }


def _layer(rows: list[Row], mark: Row, **encoding: Row) -> Row:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _panel(height: int, layers: list[Row]) -> Row:
    drawn = [layer for layer in layers if layer["data"]["values"]]
    return {"width": WIDE, "height": height, "layer": drawn}


def _word(field: str) -> Row:
    return {"field": field, "type": "nominal"}


def _raw(field: str) -> Row:
    return {"field": field, "type": "nominal", "scale": None}


# The scores


def score_panel(key: Key, scored: list[ScorePoint], span: Span, *, is_last: bool, plain: bool) -> Row:
    """The scores of one scale from its lowest to its highest possible value."""
    _, scale = scale_of(key)
    low, high = scale.range
    better = "lower is better" if scale.direction == "lower_better" else "higher is better"
    axis = {
        **span.margins,
        "title": None,
        "values": [low, *(band.low for band in scale.bands[1:]), high],
        "grid": False,
    }

    def y(field: str) -> Row:
        return {"field": field, "type": "quantitative", "axis": axis, "scale": {"domain": [low, high], "nice": False}}

    x = span.x("on", labels=is_last)
    rows = [{"on": stamp(one.on), "value": one.value, "words": score_words(one.value or 0)} for one in scored]
    bands = _bands(key, plain=plain)
    dots = {"type": "point", "filled": True, "color": INK, "size": 12 if len(rows) > MANY else 34, "opacity": 1}
    ends = {"type": "text", "dy": -9, "fontSize": 11, "fontWeight": "bold", "color": INK}
    names = {"type": "text", "align": "left", "fontSize": 10, "color": QUIET, "x": WIDE + 5}
    title = {
        "text": scale_name(key) if plain else f"{scale_name(key)} ({better})",
        "anchor": "start",
        "fontSize": 11,
        "fontWeight": "bold",
    }
    panel = _panel(
        HIGH,
        [
            _layer(bands, {"type": "rect", "opacity": 0.75}, y=y("low"), y2={"field": "high"}, color=_raw("color")),
            _layer(bands, names, y=y("middle"), text=_word("name")),
            _layer(rows, {"type": "line", "color": INK, "strokeWidth": 1.6}, x=x, y=y("value")),
            _layer(rows, dots, x=x, y=y("value")),
            _layer([rows[0], rows[-1]], ends, x=x, y=y("value"), text=_word("words")),
        ],
    )
    return {"title": {**title, "color": INK, "frame": "group", "offset": 6}, **panel}


def _bands(key: Key, *, plain: bool) -> list[Row]:
    """The scale's own bands; a patient's drawing has their lines and not their names."""
    _, scale = scale_of(key)
    lines = [scale.range[0], *scale.band_lines, scale.range[1]]
    names = [band.name for band in scale.bands] or [""]
    return [
        {
            "low": low,
            "high": high,
            "middle": (low + high) / 2,
            "name": "" if plain else name,
            "color": BANDS[place % 2],
        }
        for place, (low, high, name) in enumerate(zip(lines, lines[1:], names, strict=False))
    ]


# The treatments


def lane_panel(judged: tuple[TrialJudgement, ...], names: list[str], span: Span) -> Row:
    """One lane a treatment, the first on top: doses, sessions attended, and the day from which it was adequate."""
    axis = {**span.margins, "title": None, "labelLimit": 0, "labelPadding": 4}
    scale = {"domain": names, "paddingInner": 0.3, "paddingOuter": 0.2}
    y = {"field": "lane", "type": "nominal", "axis": axis, "scale": scale}
    x, on = span.x("since", labels=True), span.x("on", labels=True)
    lanes = list(zip(judged, names, strict=True))
    bars = [row for one, name in lanes for row in _bars(one, name, span)]
    held = [
        {"on": stamp(each.on), "lane": name, "color": EDGE[one.trial.modality]}
        for one, name in lanes
        for each in one.trial.sessions
        if each.attended and each.on <= span.as_of
    ]
    fair = [{"on": stamp(one.adequacy.adequate_on), "lane": name} for one, name in lanes if one.adequacy.adequate_on]
    bar = {"type": "bar", "strokeWidth": 0.6}
    words = {"type": "text", "align": "left", "dx": 3, "fontSize": 9, "color": INK}
    tick = {"type": "tick", "thickness": 1.4, "size": LANE * 0.5}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 55, "color": INK, "opacity": 1}
    until = {"field": "until"}
    return _panel(
        max(LANE * len(judged), 2 * LANE),
        [
            _layer(bars, bar, x=x, x2=until, y=y, color=_raw("color"), stroke=_raw("edge")),
            _layer(bars, words, x=x, y=y, text=_word("words")),
            _layer(held, tick, x=on, y=y, color=_raw("color")),
            _layer(fair, {**diamond, "stroke": "white"}, x=on, y=y),
        ],
    )


def lane_name(trial: Trial, number: str) -> str:
    """The lane's name, with its number first so that two trials of one drug stay apart."""
    name = whole(trial.therapy or trial.treatment)
    return f"{number}  {name if len(name) <= LONGEST else name[: LONGEST - 1] + '…'}"


def _bars(one: TrialJudgement, lane: str, span: Span) -> list[Row]:
    trial = one.trial
    end = trial.last_day(span.as_of) + timedelta(days=1)
    doses = sorted((step for step in trial.doses if step.from_on < end), key=lambda each: each.from_on)
    if not doses:
        return [_bar(trial, lane, trial.started_on, end, "", span)]
    found = []
    for step, following in zip(doses, [*doses[1:], None], strict=True):
        until = following.from_on if following else end
        until = min(until, step.to_on + timedelta(days=1)) if step.to_on else until
        words = "?" if step.mg_per_day is None else amount(step.mg_per_day)
        found.append(_bar(trial, lane, step.from_on, until, words, span))
    return found


def _bar(trial: Trial, lane: str, since: date, until: date, words: str, span: Span) -> Row:
    """A stretch at one dose; days without any are left white."""
    fits = (until - since).days * span.pixels_per_day > len(words) * LETTER + 5
    return {
        "since": stamp(since),
        "until": stamp(until),
        "lane": lane,
        "color": "#ffffff" if words == "0" else PALE[trial.modality],
        "edge": EDGE[trial.modality],
        "words": words if fits else "",
    }
