"""Reads the cells of one kind of record strictly, whole columns at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.criteria.registry.answers import Flags, Floats, Ints
from models.criteria.registry.errors import Flaw
from models.criteria.registry.groups import FAR, NEVER
from models.criteria.registry.shape import KINDS, LONGEST, PATIENT_ID, ROW, Column, Day, Flag, Number, Text
from models.criteria.registry.states import Texts

NO_TEXT = LONGEST + 1  # as long as what is no text counts
SHOWN = 3  # flaws of one column that are told one by one
DAY_LETTERS = len("2026-11-01")
FIRST, LAST = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")
A_DAY = "a day such as 2026-11-01"
SHAPES: Mapping[type, str] = {Text: "a text", Number: "a number", Day: A_DAY, Flag: "true or false"}


class Cells:
    """The records of one kind. What is wrong is gathered in `flaws`; such cells are read as missing."""

    def __init__(self, kind: str, frame: pd.DataFrame, flaws: list[Flaw]) -> None:
        self.kind, self.frame, self.flaws = kind, frame, flaws
        self.columns = KINDS[kind]
        self.number = len(frame)

    def refuse(self, where: Flags, column: str, message: str) -> None:
        if where.any():
            for place in np.flatnonzero(where)[:SHOWN]:
                self.flaws.append(Flaw(self.row(int(place)), column, message))

    def row(self, place: int) -> int:
        return int(self.frame[ROW].iloc[place])

    def patients(self) -> Texts:
        return self._texts(PATIENT_ID, Text(needed=True))

    def text(self, name: str) -> Texts:
        asked = self.columns[name]
        assert isinstance(asked, Text)
        found = self._texts(name, asked)
        if asked.words:
            strange = np.array([each not in asked.words for each in found.names] + [False])
            self.refuse(strange[found.codes], name, f"not one of the words; allowed: {', '.join(asked.words)}")
        return found

    def _texts(self, name: str, asked: Text) -> Texts:
        series = self._series(name)
        if series is None:
            return self._needed(Texts(np.full(self.number, -1), ()), name, asked)
        if pd.api.types.is_integer_dtype(series.dtype):
            series = series.astype("string")
        codes, different = pd.factorize(series)
        names = np.asarray(different, dtype=object).tolist()
        sizes = np.array([len(each) if isinstance(each, str) else NO_TEXT for each in names] + [0])
        self.refuse((sizes > LONGEST)[codes], name, f"not a text; allowed: a text of at most {LONGEST} characters")
        full = (sizes > 0) & (sizes <= LONGEST)
        found = np.where(full[codes], codes, -1).astype(np.int64) if not full[:-1].all() else codes.astype(np.int64)
        return self._needed(Texts(found, names), name, asked)

    def _needed(self, found: Texts, name: str, asked: Text) -> Texts:
        if asked.needed:
            self.refuse(found.codes < 0, name, "missing")
        return found

    def amount(self, name: str) -> Floats:
        """NaN where nothing is recorded."""
        asked, series = self.columns[name], self._series(name)
        assert isinstance(asked, Number)
        if series is None:
            return np.full(self.number, np.nan)
        found = self._numbers(series, name, asked)
        known = ~np.isnan(found)
        outside = known & ~((found >= asked.low) & (found <= asked.high) & np.isfinite(found))
        self.refuse(outside, name, f"out of range; allowed: {asked.low:g} to {asked.high:g}")
        if asked.step is not None:
            self.refuse(known & ~outside & (found % asked.step != 0), name, f"allowed: in steps of {asked.step:g}")
        return found

    def _numbers(self, series: "pd.Series[Any]", name: str, asked: Column) -> Floats:
        flag = pd.api.types.is_bool_dtype(series.dtype)
        numbers = pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        text = series.dtype == object and series.map(lambda cell: isinstance(cell, str | bool)).to_numpy()
        lost = np.isnan(numbers) & series.notna().to_numpy()
        strange = lost | flag | text | isinstance(series.dtype, pd.StringDtype) & series.notna().to_numpy()
        self._shape(strange, name, asked)
        return numbers

    def day(self, name: str, missing: int = NEVER) -> Ints:
        """Days since 1970."""
        asked, series = self.columns[name], self._series(name)
        assert isinstance(asked, Day)
        if series is None:
            found, known = np.full(self.number, missing), np.zeros(self.number, dtype=np.bool_)
        else:
            found, known = self._days(series, name, asked, missing)
        if asked.needed:
            self.refuse(~known, name, "missing")
        return found

    def _days(self, series: "pd.Series[Any]", name: str, asked: Column, missing: int) -> tuple[Ints, Flags]:
        if not pd.api.types.is_datetime64_dtype(series.dtype):
            series = self._parsed(series, name, asked)
        moments = series.to_numpy()
        days = moments.astype("datetime64[D]")
        known = ~np.isnat(days)
        self.refuse(known & (days != moments), name, "a day with a time; allowed: a day alone")
        self.refuse(known & ((days < FIRST) | (days > LAST)), name, "a year out of range")
        return np.where(known, days.astype(np.int64), missing), known

    def _parsed(self, series: "pd.Series[Any]", name: str, asked: Column) -> "pd.Series[Any]":
        texts = series.map(str, na_action="ignore")
        made = pd.to_datetime(texts.astype("string"), format="%Y-%m-%d", errors="coerce")
        strange = series.notna().to_numpy() & (made.isna() | (texts.str.len() != DAY_LETTERS)).to_numpy(dtype=bool)
        self._shape(strange, name, asked)
        return made

    def flag(self, name: str) -> Ints:
        """1 yes, 0 no, -1 not recorded."""
        asked, series = self.columns[name], self._series(name)
        assert isinstance(asked, Flag)
        found = np.full(self.number, -1)
        if series is not None:
            known = series.notna().to_numpy()
            if not pd.api.types.is_bool_dtype(series.dtype):
                strange = known & ~series.map(lambda cell: isinstance(cell, bool | np.bool_)).to_numpy(dtype=bool)
                self._shape(strange, name, asked)
                known = known & ~strange
            found[known] = series[known].to_numpy(dtype=np.int64)
        if asked.needed:
            self.refuse(found < 0, name, "missing")
        return found

    def _shape(self, strange: Flags, name: str, asked: Column) -> None:
        self.refuse(strange, name, f"not {SHAPES[type(asked)]}; allowed: {SHAPES[type(asked)]}")

    def _series(self, name: str) -> "pd.Series[Any] | None":
        """None for a column that is not there, or has nothing in it."""
        if name not in self.frame.columns:
            return None
        series = self.frame[name]
        return None if series.isna().all() else series

    def order(self, first: Ints, last: Ints, column: str, told: str) -> None:
        """A span that ends before it begins is refused."""
        self.refuse((first > NEVER) & (last < FAR) & (last > NEVER) & (last < first), column, f"before {told}")
