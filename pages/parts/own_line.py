"""A person's own course: the scores of one scale in a small picture, and the same in kind and plain words."""

from datetime import date

import altair as alt
import streamlit as st

from instruments import Direction, Instrument, Scale, shelf
from models.history import PatientView, ScorePoint
from models.languages import time_names
from pages.parts import say, theme
from pages.parts.words import band, counted, number, short_day, shown_in, signs_of, word, word_about

HEIGHT = 190


def show(view: PatientView, name: str, language: str = "en") -> bool:
    """The main scale of one instrument; False where there is nothing to show."""
    instrument = shelf()[name]
    scale = instrument.primary
    points = [p for p in view.course(name, scale.id) if p.value is not None]
    if not points:
        return False
    began = began_with(view, name, scale.id)
    for sentence in sentences(instrument, points, began, language):
        say.text(sentence)
    if len(points) > 1:
        drawing = _chart(instrument, points, began, language)
        st.altair_chart(drawing, width="stretch", alt=told(instrument, points, language))
    return True


def began_with(view: PatientView, instrument: str, scale: str) -> tuple[date, float] | None:
    """The day on which the treatment that runs now began, and the score then."""
    for trial in view.judgement.current:
        for outcome in (trial.outcome, *trial.outcomes.values()):
            if (outcome.instrument, outcome.scale) == (instrument, scale) and outcome.baseline is not None:
                return trial.trial.started_on, outcome.baseline
    return None


def sentences(
    instrument: Instrument,
    points: list[ScorePoint],
    began: tuple[date, float] | None,
    language: str = "en",
    who: str = "",
) -> list[str]:
    """What the picture shows, said to the person whose course it is; never a label alone, and never a blame.

    With a name, as somebody close reads it.
    """
    scale, now = instrument.primary, points[-1].value
    assert now is not None
    said = [_score(instrument, now, language, who)]
    last = points[-2] if len(points) > 1 and points[-2].value is not None else None
    if began is not None and points[-1].on > began[0]:
        said.append(_compared("own_since", scale, now, began[1], language, who))
        if last is not None and (last.on <= began[0] or last.value == began[1]):
            return said  # nothing is said twice
    elif last is None:
        said.append(word_about(who, "own_first", language))
    if last is not None and last.value is not None:
        said.append(_compared("own_last", scale, now, last.value, language, who))
    return said


def _compared(key: str, scale: Scale, now: float, before: float, language: str, who: str) -> str:
    return f"{word(key, language, score=_plain(before, language))} {_moved(scale, now, before, language, who)}"


def _plain(score: float, language: str) -> str:
    """A score as people say it: whole where it is whole, else with one decimal."""
    return number(round(score, 1), language)


def _score(instrument: Instrument, value: float, language: str, who: str) -> str:
    scale = instrument.primary
    low, high = scale.range
    words = {"direction": direction(scale, language), "score": _plain(value, language), "top": number(high, language)}
    if low == 0:
        said = word_about(who, "own_score", language, **words)
    else:
        said = word_about(who, "own_mean", language, bottom=number(low, language), **words)
    plain = band(instrument.id, scale.band_of(value), language)
    if plain is None:
        return said
    return f"{said} {word('own_band', language, band=plain, what=signs_of(instrument.id, language))}"


def direction(scale: Scale, language: str = "en") -> str:
    """Which way is better, in words."""
    return word("lower" if scale.direction is Direction.lower_better else "higher", language)


def _moved(scale: Scale, now: float, before: float, language: str, who: str) -> str:
    change = round(now, 1) - round(before, 1)
    if change == 0:
        return word("own_same", language)
    is_better = (change < 0) == (scale.direction is Direction.lower_better)
    points = counted("points", round(abs(change), 1), language)
    return word_about(who, "own_better" if is_better else "own_worse", language, points=points)


def told(instrument: Instrument, points: list[ScorePoint], language: str = "en") -> str:
    """The picture for those who cannot see it."""
    return counted(
        "own_chart",
        len(points),
        language,
        name=instrument.abbreviation,
        first=short_day(points[0].on, language),
        last=short_day(points[-1].on, language),
        from_score=_plain(points[0].value or 0, language),
        to_score=_plain(points[-1].value or 0, language),
        direction=direction(instrument.primary, language),
    )


def _chart(
    instrument: Instrument, points: list[ScorePoint], began: tuple[date, float] | None, language: str
) -> alt.LayerChart:
    scale, inks = instrument.primary, theme.palette()
    rows = [{"on": p.on.isoformat(), "score": p.value, "said": _plain(p.value or 0, language)} for p in points]
    x = alt.X("on:T", title=None, axis=alt.Axis(format="%-d %b", tickCount=4, grid=False, labelColor=inks.quiet))
    reach = alt.Scale(domain=list(scale.range), nice=False)
    steps = alt.Axis(tickCount=4, gridColor=inks.line, labelColor=inks.quiet)
    y = alt.Y("score:Q", title=None, scale=reach, axis=steps)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    floor, names = _bands(instrument, inks, language)
    layers: list[alt.Chart] = [*floor]
    if began is not None and points[0].on <= began[0]:
        layers.append(_began(began[0], inks))
    layers.append(base.mark_line(color=inks.accent, strokeWidth=2.5))
    layers += names
    layers.append(base.mark_point(color=inks.accent, filled=True, size=55, opacity=1))
    last = alt.Chart(alt.Data(values=rows[-1:])).encode(x=x, y=y, text=alt.Text("said:N"))
    layers.append(last.mark_text(color=inks.ink, dy=-13, fontWeight="bold", fontSize=14))
    chart = alt.layer(*layers).properties(height=HEIGHT, background=inks.paper)
    bare = _named(chart.configure_view(stroke=None), language)
    return bare.configure_axis(domainColor=inks.line, tickColor=inks.line, labelFontSize=12)


def _named(chart: alt.LayerChart, language: str) -> alt.LayerChart:
    """Months by the reader's names."""
    spoken = shown_in(language)
    return chart if spoken == "en" else chart.configure(locale={"time": time_names(spoken)})


def _bands(instrument: Instrument, inks: theme.Palette, language: str) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """The bands of the scale with our everyday words, where we have them for every band."""
    scale = instrument.primary
    named = [(b, band(instrument.id, b.name, language)) for b in scale.bands]
    if not named or any(words is None for _, words in named):
        return [], []
    half = scale.band_step / 2
    rows = [
        {
            "low": max(scale.range[0], b.low - half),
            "high": min(scale.range[1], b.high + half),
            "words": words,
            "ink": inks.bands[min(n, len(inks.bands) - 1)],
        }
        for n, (b, words) in enumerate(named)
    ]
    made = alt.Chart(alt.Data(values=rows))
    floor = made.mark_rect().encode(
        y=alt.Y("low:Q"), y2="high:Q", color=alt.Color("ink:N", scale=None), x=alt.value(0), x2=alt.value("width")
    )
    where = {"y": alt.Y("low:Q"), "x": alt.value(0), "text": "words:N"}
    style = {"align": "left", "baseline": "bottom", "dx": 6, "dy": -3, "fontSize": 11}
    rim = made.mark_text(**style, strokeWidth=3, strokeJoin="round").encode(
        **where, stroke=alt.Stroke("ink:N", scale=None)
    )
    return [floor], [rim, made.mark_text(**style, color=inks.quiet).encode(**where)]


def _began(on: date, inks: theme.Palette) -> alt.Chart:
    row = [{"on": on.isoformat()}]
    return alt.Chart(alt.Data(values=row)).mark_rule(color=inks.quiet, strokeDash=[4, 4]).encode(x="on:T")
