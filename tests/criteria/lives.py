"""Turns the treatments of a story, as they stand in tests/spec/definitions, into a case."""

import re
from dataclasses import replace
from datetime import date, timedelta

from models.criteria.calendar import months_later
from models.criteria.case import (
    Ascertainment,
    Case,
    Diagnosis,
    DoseStep,
    Episode,
    Measurement,
    Modality,
    Patient,
    Placement,
    Procedure,
    Role,
    Severity,
    StopReason,
    Therapist,
    TreatmentSession,
    Trial,
)
from models.criteria.formulary import formulary
from models.criteria.therapies import therapies

START = date(2025, 1, 6)
AS_OF = date(2026, 6, 1)
BASELINE = 20.0


def life(treatments: str, episode: str = "") -> Case:
    """`sertraline 6w 10%; CBT 9 sessions 0%, therapist unknown; ECT bilateral 6 treatments 20%`, one after the other.

    Weeks (6w) or days (41d) at the smallest dose that counts, then the improvement. Further words after a comma.
    """
    trials: list[Trial] = []
    scores: list[Measurement] = []
    begins = START
    for number, text in enumerate(filter(None, treatments.split("; ")), start=1):
        words, *further = text.split(", ")
        begins = trials[-1].started_on if "side by side" in further else begins
        trial, improvement = _trial(f"T{number}", words, begins, trials)
        trial = _further(trial, further)
        trials.append(trial)
        assert trial.ended_on
        if improvement is not None and "no score" not in further:
            end = round(BASELINE * (100 - improvement) / 100, 6)
            scores.append(Measurement(trial.started_on, "phq9", "total", BASELINE, trial.id))
            scores.append(Measurement(trial.ended_on, "phq9", "total", end, trial.id))
        scores += [_hamilton(trial, word) for word in further if word.startswith("HAM-D17")]
        begins = trial.ended_on + timedelta(days=1)
    diagnosis = Diagnosis.bipolar_II if "bipolar" in episode else Diagnosis.MDD
    return Case(Patient("P1"), _episodes(episode), tuple(trials), tuple(scores), diagnosis)


def _hamilton(trial: Trial, words: str) -> Measurement:
    """`HAM-D17 17 after`: on the day after the trial; `HAM-D17 17 at the start`: on its first day."""
    _, score, when = words.split(" ", maxsplit=2)
    assert trial.ended_on
    on = {"after": trial.ended_on + timedelta(days=1), "at the start": trial.started_on}[when]
    return Measurement(on, "hamd17", "total", float(score))


def _trial(name: str, words: str, begins: date, before: list[Trial]) -> tuple[Trial, float | None]:
    found = re.fullmatch(r"(.+?)(?: added to (\S+))? (\d+)(w|d| sessions| treatments)(?: (-?[\d.]+)%)?", words)
    assert found, words
    what, base, number, unit, percent = found.groups()
    improvement = None if percent is None else float(percent)
    if unit == " sessions":
        assert therapies().find(what) or what.startswith("a "), what
        return _talking(name, what, int(number), begins), improvement
    if unit == " treatments":
        return _course(name, what, int(number), begins), improvement
    days = int(number) * (7 if unit == "w" else 1)
    trial = Trial(name, "E1", Modality.medication, begins, begins + timedelta(days=days - 1), agent=what, adherence=1.0)
    drug = formulary().find(what)
    minimum = (drug.target_minimum() if base else drug.minimum("mgh_atrq")) if drug else None
    dose = (DoseStep(begins, minimum.number if minimum else 1.0),)
    if base:
        under = next(one.id for one in before if one.agent == base)
        trial = replace(trial, role=Role.augmentation, augments=under, serum_level_mmol_per_l=0.6)
    return replace(trial, doses=dose), improvement


def _talking(name: str, what: str, number: int, begins: date) -> Trial:
    held = tuple(TreatmentSession(begins + timedelta(weeks=at), True, 50) for at in range(number))
    ended_on = begins + timedelta(weeks=max(number, 1))
    known = Therapist(experienced=True)
    return Trial(name, "E1", Modality.psychotherapy, begins, ended_on, therapy=what, sessions=held, therapist=known)


def _course(name: str, what: str, number: int, begins: date) -> Trial:
    procedure, _, placement = what.partition(" ")
    held = tuple(TreatmentSession(begins + timedelta(days=at), True) for at in range(number))
    where = Placement(placement) if placement else None
    ended_on = begins + timedelta(days=number)
    kind = Procedure(procedure)
    return Trial(name, "E1", Modality.neuromodulation, begins, ended_on, procedure=kind, placement=where, sessions=held)


def _further(trial: Trial, words: list[str]) -> Trial:
    for word in words:
        if word in ("no score", "side by side") or word.startswith("HAM-D17"):
            continue
        kind, _, value = word.rpartition(" ")
        trial = _changed(trial, word, kind, value)
    return trial


def _changed(trial: Trial, word: str, kind: str, value: str) -> Trial:
    if kind == "adherence":
        return replace(trial, adherence=None if value == "unknown" else float(value))
    if kind == "dose":
        return replace(trial, doses=(DoseStep(trial.started_on, None if value == "unknown" else float(value)),))
    if kind == "stopped for":
        return replace(trial, stop_reason=StopReason(value))
    if kind == "remembered":
        return replace(trial, recalled_improvement=value, ascertainment=Ascertainment.recall)
    known: dict[str, dict[str, object]] = {
        "still running": {"ended_on": AS_OF + timedelta(days=1)},
        "therapist unknown": {"therapist": None},
        "earlier episode": {"episode": "E0"},
        "episode unknown": {"episode": None},
        "from records": {"ascertainment": Ascertainment.record},
        "level unknown": {"serum_level_mmol_per_l": None},
    }
    return replace(trial, **known[word])  # type: ignore[arg-type]


GRADES = ("functional_impairment", "comorbid_anxiety", "personality_disorder", "psychosocial_stressor",
          "intensified_treatment")  # fmt: skip


def _episodes(text: str) -> tuple[Episode, ...]:
    """`14 months, severe, psychotic, graded 2 0.5 0 1 0`, after `bipolar` where it is.

    Without words an episode that began with the first trial.
    """
    facts: dict[str, object] = {"started_on": START - timedelta(days=30)}
    for word in filter(None, text.removeprefix("bipolar").split(", ")):
        number, _, unit = word.partition(" ")
        if unit == "months":
            facts["started_on"] = months_later(AS_OF, -int(number))
        elif unit == "months and a day":
            facts["started_on"] = months_later(AS_OF, -int(number)) - timedelta(days=1)
        elif number == "graded":
            facts |= dict(zip(GRADES, map(float, unit.split()), strict=True))
        elif word == "beginning unknown":
            facts["started_on"] = None
        elif word in ("psychotic", "not psychotic"):
            facts["psychotic"] = word == "psychotic"
        else:
            facts["severity"] = Severity(word)
    earlier = Episode("E0", started_on=date(2015, 1, 1), ended_on=date(2016, 1, 1))
    return earlier, Episode("E1", **facts)  # type: ignore[arg-type]
