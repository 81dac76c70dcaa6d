"""Reliable change: is a change larger than measurement error alone would make it? One file for each method."""

from collections.abc import Callable

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci import en, gln, ha, hll, jt, nk
from models.criteria.change.rci.index import Index
from models.criteria.change.spread import Spread

METHODS: dict[str, Callable[[Pairs, Spread, Question], Index]] = {
    "JT": jt.index,
    "GLN": gln.index,
    "HLL": hll.index,
    "EN": en.index,
    "NK": nk.index,
    "HA": ha.index,
}

__all__ = ["METHODS", "Index"]
