"""Scores for a frame of many forms, for analyses: the same computation as for one."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from instruments.errors import BadAnswer
from instruments.instrument import Instrument
from instruments.item import check_value, require
from instruments.scoring import STATUS, flag_codes, flag_texts, score_arrays

if TYPE_CHECKING:  # pandas is slow to import, and one form does not need it
    import pandas as pd

PASS_THROUGH = ("id", "on", "rater")


def score_many(instrument: Instrument, frame: "pd.DataFrame") -> "pd.DataFrame":
    """The scores of a frame with a column an item (`phq9_q1` or `q1`), one row a form, NaN for no answer.

    Keeps the index and the columns id, on, rater. Raises BadAnswer for values and KeyError for columns that do not fit.
    """
    import pandas as pd

    columns = item_columns(instrument, [str(name) for name in frame.columns])
    answers = np.full((len(instrument.items), len(frame)), np.nan)
    for row, item in enumerate(instrument.items):
        if item.id in columns:
            answers[row] = _checked(instrument, item.id, frame.iloc[:, columns[item.id]])
    scores = score_arrays(instrument, answers)
    kept = {str(name): frame[name] for name in frame.columns if str(name) in PASS_THROUGH}
    made: dict[str, object] = {}
    for scale in instrument.scales:
        one, names = scores[scale.id], [band.name for band in scale.bands] + [None]
        made[scale.id] = one.value
        made[f"{scale.id}_answered"] = one.answered
        made[f"{scale.id}_status"] = np.array([status.value for status in STATUS], dtype=object)[one.status]
        made[f"{scale.id}_band"] = np.array(names, dtype=object)[one.band]
    made["flags"] = np.array(flag_texts(instrument), dtype=object)[flag_codes(instrument, answers, scores)]
    return pd.DataFrame(kept | made, index=frame.index)


def item_columns(instrument: Instrument, names: list[str]) -> dict[str, int]:
    """Where each item stands among the columns. Raises KeyError for a column that is unknown or there twice."""
    known = {name: item for item in instrument.by_id for name in (item, f"{instrument.id}_{item}")}
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in PASS_THROUGH:
            continue
        require(known, [name], "column")
        if known[name] in found:
            raise KeyError(f"the item {known[name]} stands in two columns")
        found[known[name]] = place
    return found


def _checked(instrument: Instrument, name: str, column: "pd.Series") -> NDArray[np.float64]:
    """A column as numbers, or BadAnswer."""
    item = instrument.item(name)
    if column.dtype == bool or column.map(lambda value: isinstance(value, bool | str)).any():
        raise BadAnswer(name, "text or true/false, not a number", item.allowed)
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    for value in np.unique(values[~np.isnan(values)]).tolist():
        check_value(item, value)
    return np.where(np.isin(values, item.not_answered), np.nan, values)
