"""What must hold across a definition: no gap in the bands, no form without its safety items, no text without right."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise

from instruments.errors import DefinitionError
from instruments.facts import condition
from instruments.instrument import Instrument
from instruments.item import Item
from instruments.scale import Scale

NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = frozenset({"id", "on", "rater", "flags"})  # columns of the score table

# An instrument that asks about suicide is refused without the rule that calls somebody: item and the answer from
# which the rule must fire.
MUST_CALL = {
    "phq9": {"q9": 1},
    "sidas": {"q1": 1},
    "hamd17": {"q3": 2},
    "madrs": {"q10": 3},
    "madrs_s": {"q9": 3},
    "core10": {"q6": 1},
    "qids_sr16": {"q12": 2},
    "ids_sr30": {"q18": 2},
    "epds": {"q10": 1},
    "bdi2": {"q9": 1},
    "dass21": {"d21": 2},
    "cssrs_screener": {"q2": 1, "q4": 1, "q5": 1, "q6": 1},
}

Problem = tuple[str, str]  # place, what is wrong
Wrong = Callable[[str, str], DefinitionError]


def check(instrument: Instrument, wrong: Wrong) -> None:
    """Raises the first problem as a DefinitionError made by `wrong(message, place)`."""
    for rule in (_names, _items, _scales, _safety, _text):
        for place, message in rule(instrument):
            raise wrong(message, place)


def _names(instrument: Instrument) -> Iterator[Problem]:
    groups = {
        "id": [instrument.id],
        "items": [item.id for item in instrument.items + instrument.supplements],
        "scales": [scale.id for scale in instrument.scales],
    }
    for place, names in groups.items():
        for name in names:
            if not NAME.fullmatch(name) or (place != "id" and name in TAKEN):
                yield place, f"{name!r} cannot be a name; allowed: a-z, 0-9 and _, except {', '.join(sorted(TAKEN))}"
        for name in {name for name in names if names.count(name) > 1}:
            yield f"{place}.{name}", "the same id twice"
    if not instrument.items or not instrument.scales:
        yield "", "at least one item and one scale expected"
    if instrument.primary_id and instrument.primary_id not in groups["scales"]:
        yield "primary", f"allowed: {', '.join(groups['scales'])}"


def _items(instrument: Instrument) -> Iterator[Problem]:
    for item in instrument.items + instrument.supplements:
        place, values = f"items.{item.id}", item.values
        if len(values) < 2 or len(set(values)) != len(values):
            yield place, "at least two answers with different values expected"
        if item.recode and (item.reverse or set(item.recode) != set(values)):
            yield place, "recode must name every answer, and excludes reverse"
        if set(item.not_answered) & set(values):
            yield place, "a not_answered code is also an answer"
        if item.ask_if and not _is_condition(item.ask_if, instrument):
            yield f"{place}.ask_if", "allowed: an item (or `any`), an operator, a number, such as q1 > 0"


def _is_condition(text: str, instrument: Instrument) -> bool:
    try:
        return condition(text)[0] in {"any", *instrument.by_id}
    except ValueError:
        return False


def _scales(instrument: Instrument) -> Iterator[Problem]:
    scored = {item.id: item for item in instrument.items}
    earlier: dict[str, Scale] = {}
    for scale in instrument.scales:
        place = f"scales.{scale.id}"
        if unknown := [name for name in scale.items if name not in scored]:
            yield f"{place}.items", f"unknown {', '.join(unknown)}; allowed: {', '.join(scored)}"
        else:
            items = [scored[name] for name in scale.items]
            yield from ((place, problem) for problem in _scale(scale, items, earlier))
        earlier[scale.id] = scale


def _scale(scale: Scale, items: list[Item], earlier: dict[str, Scale]) -> Iterator[str]:
    for key, names in _named(scale):
        if unknown := sorted(set(names) - set(scale.items)):
            yield f"{key}: unknown {', '.join(unknown)}; allowed: {', '.join(scale.items)}"
    for item in items:
        if item.id in scale.counts and set(scale.counts[item.id]) != set(item.values):
            yield f"counts.{item.id}: every answer of the item expected: {item.allowed}"
    if scale.of is not None and scale.of not in earlier:
        yield f"of: {scale.of} is no scale before this one; allowed: {', '.join(earlier) or 'none'}"
    elif scale.of is not None and not _covers(scale, earlier[scale.of]):
        yield f"lookup: every whole score of {scale.of} expected"
    elif not (scale.items or scale.of) or len(set(scale.items)) != len(scale.items):
        yield "items: at least one, each once, expected"
    elif scale.method == "value" and len(items) != 1:
        yield "items: exactly one expected with the method value"
    elif scale.algorithm and scale.missing.needed != len(items):
        yield "missing: an algorithm needs every answer; allowed: refuse"
    elif scale.negative and scale.missing.needed != len(items):
        yield "missing: a difference needs every answer; allowed: refuse"
    elif scale.missing.needed > len(items):
        yield "missing: more answers needed than there are items"
    elif (found := _reach(scale, items)) and found != scale.range:
        yield f"range: the items give {found[0]:g} to {found[1]:g}"
    if (scale.method == "sum_of_maxima") != bool(scale.groups):
        yield "groups: expected with the method sum_of_maxima, and with no other"
    if scale.skip and scale.skip.item not in scale.items:
        yield f"skip.item: allowed: {', '.join(scale.items)}"
    if (scale.reliable_change or scale.jacobson_truax) and not scale.validated:
        yield "reliable_change: not to be told of a scale that nobody has validated"
    yield from _bands(scale)


def _named(scale: Scale) -> list[tuple[str, Iterable[str]]]:
    """Where a scale names items other than in its list."""
    lists: list[tuple[str, Iterable[str]]] = [("counts", scale.counts), ("negative", scale.negative)]
    return [*lists, ("groups", chain(*scale.groups)), ("either", chain(*scale.either))]


def _covers(scale: Scale, source: Scale) -> bool:
    low, high = (int(end) for end in source.range)
    return set(range(low, high + 1)) <= set(scale.lookup)


def _reach(scale: Scale, items: list[Item]) -> tuple[float, float] | None:
    """The lowest and highest score that the items can give; None where only the algorithm or table knows."""
    if scale.method == "percent_of_max":
        return (0, 100)
    if scale.method not in ("sum", "sum_of_maxima", "mean", "value"):
        return None
    points = {item.id: sorted(scale.points(item, value) for value in item.values) for item in items}
    groups = scale.groups or [[item.id] for item in items]
    low = sum(max(points[name][0] for name in group) for group in groups)
    high = sum(max(points[name][-1] for name in group) for group in groups)
    if scale.method == "mean":
        low, high = low / len(items), high / len(items)
    factor, shift = scale.transform or (1, 0)
    ends = sorted(round(end * factor + shift, 6) for end in (low, high))
    return ends[0], ends[1]


def _bands(scale: Scale) -> Iterator[str]:
    if not scale.bands:
        return
    if (scale.bands[0].low, scale.bands[-1].high) != scale.range:
        yield "bands: from the lowest to the highest score of the range expected"
    if any(band.low > band.high for band in scale.bands):
        yield "bands: low must not be above high"
    for one, following in pairwise(scale.bands):
        if abs(following.low - one.high - scale.band_step) > 1e-9:
            yield f"bands: {following.name!r} must begin {scale.band_step:g} above {one.high:g}"


def _safety(instrument: Instrument) -> Iterator[Problem]:
    known = {"item": set(instrument.by_id), "scale": {scale.id for scale in instrument.scales}}
    for rule in instrument.safety:
        if rule.item not in known[rule.of]:
            yield "safety", f"unknown {rule.of} {rule.item}; allowed: {', '.join(sorted(known[rule.of]))}"
    for name, value in MUST_CALL.get(instrument.id, {}).items():
        item = next((one for one in instrument.items if one.id == name), None)
        if item is None:
            yield "items", f"{instrument.id} cannot be offered without its safety item {name}"
        elif not all(_calls(instrument, name, answer) for answer in item.values if answer >= value):
            yield "safety", f"{instrument.id} must call somebody whenever {name} is {value} or more; no rule does"


def _calls(instrument: Instrument, item: str, answer: float) -> bool:
    return any(rule.of == "item" and rule.item == item and rule.holds(answer) for rule in instrument.safety)


def _text(instrument: Instrument) -> Iterator[Problem]:
    """Wording may be here only where its licence lets it be, and then it is complete in English."""
    licence, worded = instrument.licence, [item.id for item in instrument.items if item.texts]
    if licence.ship_text and licence.cls not in ("A", "B"):
        yield "licence.ship_text", "only wording of class A or B may be part of a definition"
    elif licence.ship_text and "en" not in instrument.languages:
        yield "items", "stem, recall_text, every item and every answer expected in English"
    elif licence.ship_text and not licence.attribution:
        yield "licence.attribution", "missing; text expected"
    elif not licence.ship_text and worded:
        yield f"items.{worded[0]}.text", f"no wording allowed under class {licence.cls}"
    elif not licence.ship_text and (found := _other_wording(instrument)):
        yield found, f"no wording allowed under class {licence.cls}"


def _other_wording(instrument: Instrument) -> str | None:
    """Where a definition carries words of the form other than its questions."""
    items = instrument.items + instrument.supplements
    places = {
        "stem": bool(instrument.stems),
        "recall_text": bool(instrument.recall_texts),
        "leads": any(item.leads for item in items),
        "supplements": any(item.texts for item in instrument.supplements),
        "choices": any(choice.labels for item in items for choice in item.choices or ()),
    }
    return next((place for place, is_worded in places.items() if is_worded), None)
