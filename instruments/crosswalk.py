"""From the score of one measure to that of another, by published tables: always an estimate, never a measurement."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from instruments.facts import Mark
from instruments.reading import Table, lines_named, parse, read_text

LABEL = "estimated"
FOLDER = Path(__file__).parent / "crosswalks"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What another measure would probably have said. `low` to `high` is what the table gives for this score."""

    measure: str
    value: float
    low: float
    high: float
    source: str
    mark: Mark
    label: str = LABEL


@dataclass(frozen=True, slots=True)
class Row:
    """Scores of `measure` from `low` to `high`; `value` is their middle, or the published mean."""

    low: float
    high: float
    value: float


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A published table: the rows of one measure stand beside those of the other."""

    measures: tuple[str, str]
    rows: tuple[tuple[Row, Row], ...]
    source: str
    mark: Mark


def estimate(measure: str, score: float, other: str) -> Estimate | None:
    """The score of `other` (an id such as madrs) that goes with a score of `measure`; None where no table tells it.

    A score between two rows gets what both give together. Tables are never chained.
    """
    for table in crosswalks():
        if table.measures == (measure, other):
            return _estimate(table, score)
    return None


def reachable(measure: str) -> tuple[str, ...]:
    """The measures that a score of this one can be turned into."""
    return tuple(table.measures[1] for table in from_measure(measure))


def from_measure(measure: str) -> tuple[Crosswalk, ...]:
    """Every table that begins with this measure."""
    return tuple(table for table in crosswalks() if table.measures[0] == measure)


@cache
def crosswalks() -> tuple[Crosswalk, ...]:
    """Every published table, in each direction in which it may be read. Loaded once."""
    return tuple(table for path in sorted(FOLDER.glob("*.toml")) for table in _load(path))


def _estimate(table: Crosswalk, score: float) -> Estimate | None:
    found = [there for here, there in table.rows if here.low <= score <= here.high]
    if not found:
        below = [pair for pair in table.rows if pair[0].high < score]
        above = [pair for pair in table.rows if pair[0].low > score]
        if not below or not above:
            return None
        found = [max(below, key=lambda pair: pair[0].high)[1], min(above, key=lambda pair: pair[0].low)[1]]
    low, high = min(row.low for row in found), max(row.high for row in found)
    value = found[0].value if len(found) == 1 else (low + high) / 2
    return Estimate(table.measures[1], value, low, high, table.source, table.mark)


def _load(path: Path) -> list[Crosswalk]:
    text = read_text(path)
    with lines_named(text):
        table = Table(parse(text, path.name), path.name)
        measures, source = table.words("measures"), table.text("source")
        mark, is_one_way = Mark(table.word("mark", list(Mark))), table.flag("one_way")
        table.maybe_text("note")
        rows = [_rows(table, one, len(measures)) for one in table.number_lists("rows")]
        table.finish()
    pairs = [
        (a, b) for a in range(len(measures)) for b in range(len(measures)) if a != b and (a == 0 or not is_one_way)
    ]
    return [
        Crosswalk((measures[a], measures[b]), tuple((row[a], row[b]) for row in rows), source, mark) for a, b in pairs
    ]


def _rows(table: Table, numbers: tuple[float, ...], measures: int) -> list[Row]:
    """A row of the file: lowest and highest score of each measure; with one number more, the last is the mean."""
    mean = numbers[-1] if len(numbers) % 2 else None
    if len(numbers) // 2 != measures:
        raise table.wrong(f"{2 * measures} numbers a row expected: lowest and highest score of each measure", "rows")
    found = list(_pairs(numbers))
    if mean is not None:
        found[-1] = Row(found[-1].low, found[-1].high, mean)
    return found


def _pairs(numbers: tuple[float, ...]) -> Iterator[Row]:
    for low, high in zip(numbers[::2], numbers[1::2], strict=False):
        yield Row(low, high, (low + high) / 2)
