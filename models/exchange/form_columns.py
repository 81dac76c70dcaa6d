"""Which column of a table of forms holds which answer or total: phq9_q1, phq9_total."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from instruments import Instrument, shelf

NOT_APPLICABLE = "not_applicable"


class Held(NamedTuple):
    """What a column holds: the answer to an item, or the total of a scale."""

    instrument: str
    item: str | None = None
    scale: str | None = None


def answer_column(instrument: str, item: str) -> str:
    """The column of one item's answers, as in `fairtrial score`."""
    return f"{instrument}_{item}"


def total_column(instrument: Instrument, scale: str) -> str:
    """The column of one scale's totals; its name is longer where an item has the same name."""
    return f"{instrument.id}_score_{scale}" if scale in instrument.by_id else f"{instrument.id}_{scale}"


@cache
def columns() -> Mapping[str, Held]:
    """Every column that a table of forms may have beside those that say whose form it is and of which day."""
    found: dict[str, Held] = {}
    for instrument in shelf().values():
        found |= {f"{instrument.id}_score_{each.id}": Held(instrument.id, scale=each.id) for each in instrument.scales}
        found |= {total_column(instrument, each.id): Held(instrument.id, scale=each.id) for each in instrument.scales}
        found |= {answer_column(instrument.id, each): Held(instrument.id, item=each) for each in instrument.by_id}
    return found


def columns_of(instruments: Iterable[str], totals: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The columns of a table with these instruments: the items of each, then the scales of which totals are known."""
    known = sorted(set(totals))
    for name in sorted(set(instruments)):
        yield from (answer_column(name, item) for item in shelf()[name].by_id)
        yield from (total_column(shelf()[name], scale) for instrument, scale in known if instrument == name)
