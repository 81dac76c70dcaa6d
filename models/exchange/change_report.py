"""The answer about change as it leaves: one row a person (or a group) as CSV, or everything as JSON."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from models.criteria.change import Answer
from models.criteria.change.scores import NOBODY
from models.criteria.change.verdicts import CATEGORIES

COLUMNS = ("id", "group", "pre", "post", "change", "rci", "category")


def as_json(answer: Answer) -> bytes:
    """One document; what is not there is null."""
    told: dict[str, Any] = {
        "n_original": answer.n_original,
        "n_used": answer.n_used,
        "summary": answer.summary(),
        "parameters": answer.parameters,
    }
    told |= {"by_group": groups} if (groups := answer.by_group()) else {}
    told |= {"group_level": answer.group_level} if answer.group_level else {}
    told |= {"left_out": list(_left_out(answer)), "notes": answer.judged.notes if answer.judged else []}
    more = _more(answer)
    told["persons"] = [
        dict(zip((*COLUMNS, *more), each, strict=True)) for each in zip(*_columns(answer), *more.values(), strict=True)
    ]
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def as_csv(answer: Answer) -> str:
    """One row a person who was judged; one row a group where groups were."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if answer.judged is None:
        writer.writerow(answer.group_level[0])
        writer.writerows([_cell(value) for value in each.values()] for each in answer.group_level)
    else:
        writer.writerow(COLUMNS)
        writer.writerows([_cell(value) for value in each] for each in zip(*_columns(answer), strict=True))
    return out.getvalue()


def _columns(answer: Answer) -> list[Sequence[Any]]:
    """The seven columns; none at all where groups were judged."""
    pairs, judged = answer.pairs, answer.judged
    if pairs is None or judged is None:
        return [()] * len(COLUMNS)
    people = pairs.person.tolist()
    index = [None] * len(people) if judged.index is None else judged.index.tolist()
    return [
        [answer.scores.people[who] for who in people],
        _groups(answer, people),
        pairs.pre.tolist(),
        pairs.post.tolist(),
        pairs.change.tolist(),
        index,
        [CATEGORIES[verdict] for verdict in judged.verdicts.tolist()],
    ]


def _groups(answer: Answer, people: list[int]) -> list[str | None]:
    if answer.scores.group is None:
        return [None] * len(people)
    codes = answer.scores.group.tolist()
    return [None if codes[who] == NOBODY else answer.scores.groups[codes[who]] for who in people]


def _more(answer: Answer) -> dict[str, list[float | bool | None]]:
    """What only some methods know of a person; a share of 0 is no number."""
    found = answer.judged.more if answer.judged else {}
    return {name: [each if math.isfinite(each) else None for each in values.tolist()] for name, values in found.items()}


def _left_out(answer: Answer) -> Iterator[dict[str, str]]:
    if answer.pairs:
        for who, why in answer.pairs.left_out:
            yield {"id": answer.scores.people[who], "why": why}


def _cell(value: str | float | None) -> str:
    """A number in full, a whole one without its decimals."""
    if value is None:
        return ""
    return value if isinstance(value, str) else repr(value).removesuffix(".0")
