"""Reads the six kinds of records, and ties them together; whatever is wrong is told at once."""

from datetime import date
from math import inf, nan
from typing import NamedTuple

import numpy as np
import pandas as pd

from instruments import shelf
from models.criteria.registry.answers import Ints
from models.criteria.registry.coding import Directory, in_order, jointly
from models.criteria.registry.errors import BadRegistry, Flaw
from models.criteria.registry.groups import FAR
from models.criteria.registry.reading import Cells
from models.criteria.registry.shape import KINDS, ROW
from models.criteria.registry.states import Texts, told
from models.criteria.registry.tables import (
    GRADES,
    THERAPIST_FLAGS,
    THERAPIST_NUMBERS,
    Doses,
    Episodes,
    Frames,
    Measurements,
    Patients,
    Registry,
    Sessions,
    Trials,
)

NO_TRIAL, NO_EPISODE = "no trial of this id", "no episode of this id"


def linked(frames: Frames, as_of: date | None = None) -> Registry:
    """Raises BadRegistry with what is wrong; with `as_of` every patient is looked at from that day."""
    linking = Linking(frames)
    registry = linking.registry(as_of)
    if linking.flaws:
        raise BadRegistry(*linking.flaws)
    return registry


class Linking:
    """Each kind is read once all names are numbers."""

    def __init__(self, frames: Frames) -> None:
        self.flaws: list[Flaw] = []
        empty = pd.DataFrame({ROW: np.empty(0, dtype=np.int64)})
        self.cells = {kind: Cells(kind, frames.get(kind, empty), self.flaws) for kind in KINDS}
        ids, found = jointly([each.patients() for each in self.cells.values()])
        self.ids, self.patient = ids, dict(zip(KINDS, found, strict=True))
        self._name_trials()
        self._name_episodes()

    def _name_trials(self) -> None:
        cells = self.cells
        columns = [cells["trial"].text("id"), cells["trial"].text("augments")]
        columns += [cells[kind].text("trial") for kind in ("dose", "session", "measurement")]
        self.trial_names, found = jointly(columns)
        self.trial_id, self.augments, self.dose_of, self.session_of, self.measured_in = found
        patient, self.started_on = self.patient["trial"], cells["trial"].day("started_on")
        self.order = np.lexsort((self.trial_id, self.started_on, patient))
        self.trials = Directory(patient[self.order], self.trial_id[self.order], len(self.trial_names))
        for row in self.order[self.trials.twice()].tolist():
            self.flaws.append(Flaw(cells["trial"].row(row), "id", "this id stands twice"))

    def _name_episodes(self) -> None:
        cells = self.cells
        names, found = jointly([cells["episode"].text("id"), cells["trial"].text("episode")])
        self.episode_id, self.episode_of = found
        self.episodes = Directory(self.patient["episode"], self.episode_id, len(names))
        for row in self.episodes.twice().tolist():
            self.flaws.append(Flaw(cells["episode"].row(row), "id", "this id stands twice"))

    def registry(self, as_of: date | None) -> Registry:
        return Registry(
            self._patients(as_of),
            self._episodes(),
            self._trials(),
            self._doses(),
            self._sessions(),
            self._measurements(),
        )

    def _patients(self, as_of: date | None) -> Patients:
        cells, patient = self.cells["patient"], self.patient["patient"]
        told, diagnosis = cells.day("as_of", missing=FAR), cells.text("diagnosis")
        order = np.argsort(patient, kind="stable")
        twice = order[1:][patient[order[1:]] == patient[order[:-1]]]
        for row in twice.tolist():
            self.flaws.append(Flaw(cells.row(row), "kind", "a second row of the kind patient for one person"))
        days = np.full(len(self.ids), FAR if as_of is None else np.datetime64(as_of).astype(np.int64))
        if as_of is None:
            days[patient] = told
        codes = np.full(len(self.ids), -1)
        codes[patient] = diagnosis.codes
        for number in np.flatnonzero(days == FAR)[:1].tolist():
            self._without_day(number)
        return Patients(self.ids, days, Texts(codes, diagnosis.names))

    def _without_day(self, number: int) -> None:
        """Told of the first row of the patient, of whatever kind it is."""
        kind = next(kind for kind, patient in self.patient.items() if number in patient)
        place = int(np.flatnonzero(self.patient[kind] == number)[0])
        told = "missing for this patient; allowed: a day in the row of the kind patient, or --as-of"
        self.flaws.append(Flaw(self.cells[kind].row(place), "as_of", told))

    def _episodes(self) -> Episodes:
        cells = self.cells["episode"]
        started_on, ended_on = cells.day("started_on"), cells.day("ended_on", missing=FAR)
        cells.order(started_on, ended_on, "ended_on", "started_on")
        grades = {name: cells.amount(name) for name in GRADES}
        severity, psychotic = cells.text("severity"), cells.flag("psychotic")
        number = cells.amount("number")
        patient = self.patient["episode"]
        return Episodes(patient, self.episode_id, number, started_on, ended_on, severity, psychotic, grades)

    def _trials(self) -> Trials:
        cells, order, patient = self.cells["trial"], self.order, self.patient["trial"]
        ended_on = cells.day("ended_on", missing=FAR)
        cells.order(self.started_on, ended_on, "ended_on", "started_on")
        with_episodes = np.isin(patient, self.patient["episode"])
        lost = with_episodes & (self.episode_of >= 0) & (self.episodes.find(patient, self.episode_of) < 0)
        cells.refuse(lost, "episode", NO_EPISODE)
        other = (self.augments >= 0) & (self.augments != self.trial_id)
        other &= self.trials.find(patient, self.augments) >= 0
        cells.refuse((self.augments >= 0) & ~other, "augments", "no other trial of this id")
        flags = {name: cells.flag(name)[order] for name in THERAPIST_FLAGS}
        numbers = {name: cells.amount(name)[order] for name in THERAPIST_NUMBERS}
        return Trials(
            patient[order],
            self.trial_id[order],
            self.trial_names,
            self.episode_of[order],
            cells.text("modality")[order],
            cells.text("role")[order],
            cells.text("agent")[order],
            self.augments[order],
            self.trials.find(patient, self.augments)[order],
            self.started_on[order],
            ended_on[order],
            cells.text("stop_reason")[order],
            cells.text("ascertainment")[order],
            cells.amount("adherence")[order],
            cells.amount("serum_level_mmol_per_l")[order],
            cells.text("therapy")[order],
            cells.text("format")[order],
            cells.flag("evidence_based")[order],
            (cells.text("evidence_reason").codes >= 0).astype(np.int64)[order],
            cells.amount("attended_count")[order],
            {**flags, **numbers, "competence_instrument": cells.text("competence_instrument")[order]},
            cells.text("procedure")[order],
            cells.text("placement")[order],
            cells.text("primary_instrument")[order],
            cells.text("recalled_improvement")[order],
        )

    def _tied(self, kind: str, name: Ints) -> Ints:
        """The row of the trial that a record names."""
        found = self.trials.find(self.patient[kind], name)
        self.cells[kind].refuse((name >= 0) & (found < 0), "trial", NO_TRIAL)
        return found

    def _doses(self) -> Doses:
        cells, trial = self.cells["dose"], self._tied("dose", self.dose_of)
        from_on, to_on, mg = cells.day("from_on"), cells.day("to_on", missing=FAR), cells.amount("mg_per_day")
        cells.order(from_on, to_on, "to_on", "from_on")
        order = in_order(trial, from_on)
        trial, from_on = trial[order], from_on[order]
        again = np.zeros(len(order), dtype=np.bool_)
        again[order[1:]] = (trial[1:] == trial[:-1]) & (from_on[1:] == from_on[:-1])
        cells.refuse(again, "from_on", "two doses of one trial from the same day")
        return Doses(trial, from_on, to_on[order], mg[order])

    def _sessions(self) -> Sessions:
        cells, trial = self.cells["session"], self._tied("session", self.session_of)
        on, attended = cells.day("on"), cells.flag("attended")
        order = in_order(trial, on)
        return Sessions(trial[order], on[order], attended[order])

    def _measurements(self) -> Measurements:
        cells, trial = self.cells["measurement"], self._tied("measurement", self.measured_in)
        instrument, scale, score = cells.text("instrument"), cells.text("scale"), cells.amount("score")
        on = cells.day("on")
        found, state = told(_scale, instrument, scale)
        names = sorted({each.name for each in found})
        codes = np.array([names.index(each.name) for each in found], dtype=np.int64)[state]
        low, high = (np.array([each[place] for each in found], dtype=np.float64)[state] for place in (1, 2))
        cells.refuse(np.isnan(low), "scale", "no scale of this instrument")
        outside = (score < low) | (score > high)
        if outside.any():
            for one in dict.fromkeys(found):
                wrong = outside & (low == one.low) & (high == one.high)
                cells.refuse(wrong, "score", f"out of range; allowed: {one.low:g} to {one.high:g}")
        known = ~np.isnan(score)
        if not known.all():
            return Measurements(
                self.patient["measurement"][known],
                trial[known],
                on[known],
                instrument[known],
                Texts(codes[known], names),
                score[known],
            )
        return Measurements(self.patient["measurement"], trial, on, instrument, Texts(codes, names), score)


class Scale(NamedTuple):
    name: str
    low: float = -inf
    high: float = inf


def _scale(instrument: str | None, scale: str | None) -> Scale:
    """Where no scale is named, the instrument's first. One that is not on the shelf has no limits."""
    found = shelf().get(instrument or "")
    if found is None:
        return Scale(scale or "total")
    one = found.primary if scale is None else next((each for each in found.scales if each.id == scale), None)
    return Scale(one.id, *one.range) if one else Scale(scale or "", nan, nan)
