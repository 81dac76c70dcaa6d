"""Forms to score in tests, and a slow, plain second way of scoring to compare with."""

import csv
import io
import math
from collections.abc import Mapping

from instruments import Instrument, Item, Scale, shelf
from instruments.score_table import score_table

IDS = list(shelf())
SCALES = [(name, scale.id) for name, one in shelf().items() for scale in one.scales]
Answers = Mapping[str, float | None]


def extreme(instrument: Instrument, highest: bool) -> dict[str, float | None]:
    """Every item answered so that it counts as little, or as much, as it can."""
    pick = max if highest else min
    return {item.id: pick(item.values, key=item.points) for item in instrument.items}


def plain_score(instrument: Instrument, scale: Scale, answers: Answers) -> float | None:
    """The score as the manual words it, one item after the other, without arrays. None where the rule refuses."""
    items = [instrument.item(name) for name in scale.items]
    if scale.skip and scale.skip.when.holds(answers.get(scale.skip.item)):
        return scale.skip.score
    given = [(item, answers.get(item.id)) for item in items]
    points = [_counts(item, value) for item, value in given if value is not None]
    if len(points) < scale.missing.needed:
        return None
    if scale.algorithm:
        return _algorithm(scale.id, points)
    if scale.method == "percent_of_max":
        most = sum(max(_counts(item, one) for one in item.values) for item, value in given if value is not None)
        return 100 * sum(points) / most
    mean = math.fsum(points) / len(points)
    value = mean if scale.method == "mean" else mean * len(items)
    if scale.missing.round_half_up and len(points) < len(items):
        value = math.floor(value + 0.5)
    factor, shift = scale.transform or (1, 0)
    return value * factor + shift


def _counts(item: Item, value: float) -> float:
    low, high = min(item.values), max(item.values)
    return high - (value - low) if item.reverse else value


def _algorithm(name: str, points: list[float]) -> float:
    if name == "unhealthy_days":
        return min(30, points[0] + points[1])
    count = sum(one >= 2 for one in points[:8]) + (points[8] >= 1)
    core = points[0] >= 2 or points[1] >= 2
    return float(core and (count >= 5 if name == "major_depressive_syndrome" else 2 <= count <= 4))


def scored(name: str, text: str | bytes) -> list[dict[str, str]]:
    """What `fairtrial score` makes of a CSV text, row by row."""
    out = io.BytesIO()
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    score_table(stream, shelf()[name], "forms.csv", out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
