"""A number that is written rather than chosen: whole, or in steps such as a tenth on a line from 0 to 10."""

from decimal import Decimal
from typing import Any

from instruments import Item

PLACES = 6  # more than any step has: what is left of 0.1 + 0.2 is rounded away


def field(item: Item) -> dict[str, Any]:
    """Ends, step and format of the field, all of one kind: Streamlit refuses whole and broken numbers together."""
    low, high = item.number or (item.values[0], item.values[-1])
    hint = f"{low:g} – {high:g}"
    if is_whole(item):
        return {"min_value": int(low), "max_value": int(high), "step": int(item.step), "placeholder": hint}
    ends = {"min_value": float(low), "max_value": float(high), "step": float(item.step)}
    return {**ends, "format": f"%.{_decimals(item)}f", "placeholder": hint}


def is_whole(item: Item) -> bool:
    """Whether every answer is a whole number."""
    return all(float(one).is_integer() for one in (*(item.number or ()), item.step))


def shown(item: Item, value: float | None) -> int | float | None:
    """A kept value as the field takes it."""
    if value is None:
        return None
    return int(value) if is_whole(item) else round(float(value), _decimals(item))


def meant(value: float) -> float:
    """The value that was meant: a browser adds tenths to 0.30000000000000004."""
    return round(float(value), PLACES)


def _decimals(item: Item) -> int:
    exponent = Decimal(str(item.step)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
