"""What every method is given: the table, the people who are judged, and how their scores are spread."""

from dataclasses import dataclass

from models.criteria.change.errors import NotComputable
from models.criteria.change.pairs import Pairs, first_and_last, pre_and_post
from models.criteria.change.question import Question
from models.criteria.change.scores import Codes, Scores
from models.criteria.change.spread import Spread, spread

A_PAIR = 2  # visits


@dataclass(frozen=True, slots=True)
class Material:
    """`rows` are those that a line over time rests on; None where two visits are compared."""

    scores: Scores
    pairs: Pairs
    spread: Spread
    rows: Codes | None = None


def material(scores: Scores, asked: Question) -> Material:
    """The people whom this question can be asked of."""
    rows = None
    if asked.by_slopes:
        pairs, rows = first_and_last(scores)
    else:
        pairs = pre_and_post(scores, *_visits(scores, asked))
    return Material(scores, pairs, spread(pairs), rows)


def place_of(scores: Scores, setting: str, visit: str) -> int:
    """Where a visit stands among those of the table."""
    found = scores.find_visit(visit)
    if found is None:
        raise NotComputable(setting, "no row has this visit in the column of time")
    return found


def _visits(scores: Scores, asked: Question) -> tuple[int, int]:
    """The two visits by name; without names, the earlier and the later where the table has two and they are numbers."""
    if asked.pre is not None and asked.post is not None:
        pre, post = place_of(scores, "pre", asked.pre), place_of(scores, "post", asked.post)
        if pre == post:
            raise NotComputable("post", "the same visit as --pre; two different ones are needed")
        return pre, post
    if asked.pre is not None or asked.post is not None:
        raise NotComputable("pre" if asked.pre is None else "post", "missing; name both visits or neither")
    times = scores.times()
    if times is None or times.size != A_PAIR:
        raise NotComputable("pre", "missing, and so is --post; only a table with two numbered visits can do without")
    return int(times.argmin()), int(times.argmax())
