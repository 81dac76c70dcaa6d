"""Forms to score in tests, and a slow, plain second way of scoring to compare with."""

import csv
import io
import math
from collections.abc import Mapping

from instruments import Instrument, Item, Scale, shelf
from instruments.facts import condition
from instruments.score_table import score_table

IDS = list(shelf())
WORDED = [name for name, one in shelf().items() if one.licence.ship_text]
SCALES = [(name, scale.id) for name, one in shelf().items() for scale in one.scales]
IN_THE_MIDDLE = ("phq9", "other_depressive_syndrome")  # met neither by the lowest nor by the highest answers
Answers = Mapping[str, float | None]


def extreme(instrument: Instrument, highest: bool, scale: Scale | None = None) -> dict[str, float | None]:
    """Every item answered so that it counts as little, or as much, as it can (towards a scale, where one is named)."""
    pick = max if highest else min
    return {item.id: pick(item.values, key=lambda one, i=item: counts(i, one, scale)) for item in instrument.items}


def items_of(instrument: Instrument, scale: Scale) -> list[Item]:
    """The items of a scale; for one that is looked up, those of the scale it is looked up from."""
    return [instrument.item(name) for name in (instrument.scale(scale.of) if scale.of else scale).items]


def counts(item: Item, value: float, scale: Scale | None = None) -> float:
    """What an answer counts, worked out without the instrument's own arithmetic."""
    if scale and item.id in scale.counts:
        return scale.counts[item.id][value]
    if item.recode:
        return item.recode[value]
    counted = max(item.values) - (value - min(item.values)) if item.reverse else value
    return -counted if scale and item.id in scale.negative else counted


def plain_score(instrument: Instrument, scale: Scale, answers: Answers) -> float | None:
    """The score as the manual words it, one item after the other, without arrays. None where the rule refuses."""
    if scale.of:
        found = plain_score(instrument, instrument.scale(scale.of), answers)
        return None if found is None else scale.lookup.get(found)
    if scale.skip and scale.skip.when.holds(answers.get(scale.skip.item)):
        return scale.skip.score
    points = {name: _points(instrument, scale, name, answers) for name in scale.items}
    there = [value for value in points.values() if value is not None]
    on_form = sum(answers.get(item.id) is not None for item in instrument.items)
    if len(there) < scale.missing.needed or on_form < scale.missing.form_needed:
        return None
    if scale.algorithm:
        return _algorithm(scale.algorithm, there)
    if scale.groups:
        return sum(max(points[name] or 0 for name in group) for group in scale.groups)
    if scale.method == "percent_of_max":
        given = [instrument.item(name) for name, value in points.items() if value is not None]
        return 100 * sum(there) / sum(max(counts(item, one) for one in item.values) for item in given)
    mean = math.fsum(there) / len(there)
    value = mean if scale.method == "mean" else mean * len(points)
    if scale.missing.round_half_up and len(there) < len(points):
        value = math.floor(value + 0.5)
    factor, shift = scale.transform or (1, 0)
    return value * factor + shift


def _points(instrument: Instrument, scale: Scale, name: str, answers: Answers) -> float | None:
    item, value = instrument.item(name), answers.get(name)
    if value is not None:
        return counts(item, value, scale)
    if scale.not_asked is not None and item.ask_if:
        subject, threshold = condition(item.ask_if)
        if answers.get(subject) is not None and not threshold.holds(answers[subject]):
            return scale.not_asked
    others = [other for pair in scale.either if name in pair for other in pair if other != name]
    if any(answers.get(other) is not None for other in others):
        return min(counts(item, one, scale) for one in item.values)
    return None


def _algorithm(name: str, points: list[float]) -> float:
    if name == "hrqol4_unhealthy_days":
        return min(30, points[0] + points[1])
    if name == "digits":
        return float("".join(f"{one:g}" for one in points))
    if name == "cssrs_triage":
        return 3 if any(points[3:]) else 2 if points[2] else 1 if any(points[:2]) else 0
    if name == "pcl5_ptsd_dsm5":
        met = [one >= 2 for one in points]
        return float(any(met[:5]) and any(met[5:7]) and sum(met[7:14]) >= 2 and sum(met[14:]) >= 2)
    count = sum(one >= 2 for one in points[:8]) + (points[8] >= 1)
    core = points[0] >= 2 or points[1] >= 2
    return float(core and (count >= 5 if name == "phq9_major_depressive_syndrome" else 2 <= count <= 4))


def scored(name: str, text: str | bytes) -> list[dict[str, str]]:
    """What `fairtrial score` makes of a CSV text, row by row."""
    out = io.BytesIO()
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    score_table(stream, shelf()[name], "forms.csv", out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
