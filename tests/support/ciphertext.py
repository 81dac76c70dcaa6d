"""No statement of the program sorts, compares or groups by what lies encrypted: the database would do it with noise."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, Over
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import GenerativeSelect

from models.records.locked import Locked

_SEEN: WeakSet[Any] = WeakSet()
COUNTING = {"count"}


class ComparesNoise(AssertionError):
    """A statement that would work with ciphertext as if it were words."""


def refuse(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
    """An event before each statement; every wording of one is looked at once."""
    compiled = getattr(context, "compiled", None)
    asked = getattr(compiled, "statement", None)
    if compiled is None or asked is None or compiled in _SEEN:
        return
    for wrong in breaches(asked):
        raise ComparesNoise(wrong)
    _SEEN.add(compiled)


def breaches(statement: Any) -> Iterator[str]:
    """What a statement does with encrypted columns that only words can bear."""
    for part in visitors.iterate(statement):
        for how, clause in _clauses(part):
            for column in _locked(clause):
                yield f"{column} is encrypted: {how}"


def _clauses(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, GenerativeSelect):
        yield from (("nothing is sorted by it", each) for each in part._order_by_clauses)
        yield from (("nothing is grouped by it", each) for each in part._group_by_clauses)
        if getattr(part, "_distinct", False):
            yield from (("no two are alike", each) for each in part.selected_columns if not _is_findable(each))
    elif isinstance(part, Over):
        yield from (
            ("nothing is sorted by it", each) for each in (part.order_by, part.partition_by) if each is not None
        )
    elif isinstance(part, BinaryExpression) and part.operator not in (operators.is_, operators.is_not):
        yield from (("it is compared with nothing", each) for each in (part.left, part.right) if _is_column(each))
    elif isinstance(part, FunctionElement) and part.name not in COUNTING:
        yield from (("no function reads it", each) for each in part.clauses if _is_column(each))


def _is_column(clause: Any) -> bool:
    return isinstance(clause, sa.Column) and isinstance(clause.type, Locked)


def _is_findable(clause: Any) -> bool:
    return isinstance(clause.type, Locked) and clause.type.findable


def _locked(clause: Any) -> Iterator[str]:
    for each in visitors.iterate(clause):
        if isinstance(getattr(each, "type", None), Locked):
            yield each.type.place
