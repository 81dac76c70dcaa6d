"""What a picture of the cohort shows, in words for those who do not see it: the same shares, from the same rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from pages.parts.cohort_tables import WEEKS, Row, Table


def alternative(name: str, title: str, table: Table) -> str:
    """The picture's title, what it shows and what stands under it."""
    return " ".join([title if title.endswith("?") else f"{title}.", *SHOWN[name](table.rows), *table.said])


def _shares(rows: list[Row]) -> Iterator[str]:
    """Bars of a hundred percent, one sentence a bar."""
    by = "domain" if "domain" in rows[0] else "step"
    for bar in dict.fromkeys(row[by] for row in rows):
        parts = [f"{row['what']} {row['percent']:.0f} %" for row in rows if row[by] == bar and row["trials"]]
        of = next(row["of"] for row in rows if row[by] == bar)
        yield f"{str(bar).capitalize()}, {of} trials: {'; '.join(parts)}."


def _curves(rows: list[Row]) -> Iterator[str]:
    """How far each curve has come at each week that the axis names, as long as it is drawn."""
    for event in dict.fromkeys(row["event"] for row in rows):
        own = [row for row in rows if row["event"] == event]
        ends = max(row["week"] for row in own)
        told = [f"{_reached(own, week):.0f} % by week {week}" for week in WEEKS if 0 < week <= ends]
        told.append(f"{_reached(own, ends):.0f} % where the curve ends, in week {ends:.0f}")
        yield f"{event.capitalize()}: {'; '.join(told)}."


def _reached(own: list[Row], week: float) -> float:
    return float(max((row["percent"] for row in own if row["week"] <= week), default=0))


def _bars(rows: list[Row]) -> Iterator[str]:
    """How many bars of each colour, and where they begin and end."""
    counts = Counter(row["what"] for row in rows)
    yield "Bars: " + "; ".join(f"{number} {what}" for what, number in counts.items()) + "."
    percents = [row["percent"] for row in rows]
    yield f"From {max(percents):.0f} % better to {_signed(min(percents))}."


def _signed(percent: float) -> str:
    return f"{-percent:.0f} % worse" if percent < 0 else f"{percent:.0f} % better"


def _points(rows: list[Row]) -> Iterator[str]:
    """How many points lie where; the sentence under the picture says how many are better and worse."""
    befores, afters = [row["before"] for row in rows], [row["after"] for row in rows]
    yield f"Before from {min(befores):g} to {max(befores):g}, after from {min(afters):g} to {max(afters):g}."


SHOWN: Mapping[str, Callable[[list[Row]], Iterator[str]]] = {
    "flow": _shares,
    "fairness": _shares,
    "domains": _shares,
    "time": _curves,
    "waterfall": _bars,
    "before-after": _points,
}
