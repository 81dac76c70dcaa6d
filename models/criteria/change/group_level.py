"""Hageman & Arrindell's shares of a whole group: how many changed, and how many ended beyond the line."""

import math
from collections.abc import Iterator
from statistics import NormalDist

from models.criteria.change.answer import Told
from models.criteria.change.cutoff import Sides
from models.criteria.change.material import Material
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index
from models.criteria.change.scores import Floats


def changed_and_functional(given: Material, index: Index, sides: Sides, asked: Question) -> Iterator[Told]:
    """Expected shares, by the spread of the true changes and of the true scores after; HA with its own cut-off only.

    A group without any spread has no such shares and is left out.
    """
    reliability, r_dd = sides.parameters.get("cutoff_reliability_post"), index.parameters.get("r_dd")
    line = sides.parameters["cutoff"]
    if r_dd is None or not isinstance(reliability, float) or not isinstance(line, float):
        return
    for name, change, post in _groups(given):
        named: Told = {"group": name} if name else {}
        for category, values, threshold, share in (
            ("Changed", change, 0.0, r_dd),
            ("Functional", post, line, reliability),
        ):
            sd = float(values.std(ddof=1)) * math.sqrt(share) if values.size > 1 else 0.0
            if sd > 0:
                beyond = asked.direction * (float(values.mean()) - threshold) / sd
                yield named | {"category": category, "percent": NormalDist().cdf(beyond)}


def _groups(given: Material) -> Iterator[tuple[str, Floats, Floats]]:
    if given.scores.group is None:
        yield "", given.pairs.change, given.pairs.post
        return
    group = given.scores.group[given.pairs.person]
    for code, name in enumerate(given.scores.groups):
        members = group == code
        yield name, given.pairs.change[members], given.pairs.post[members]
