"""What a history document tells and no verdict looks at: it is not refused, and it is not passed over silently."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from instruments import shelf
from models.criteria.case import MEDICATION, MONOTHERAPY, NEUROMODULATION, PSYCHOTHERAPY, Case
from models.errors import Problem

Entry = Mapping[str, Any]
# What a kind of treatment has none of.
IDLE = {
    MEDICATION: ("sessions", "therapist"),
    PSYCHOTHERAPY: ("doses", "augments"),
    NEUROMODULATION: ("doses", "augments", "therapist"),
}
STILL_RUNS = "without ended_on, so this trial counts as running"
ADDED_TO = "beside a role that is neither augmentation nor combination, so its dose is judged as of a drug given alone"
SAME_DAY = "a second session of this day; a psychotherapy counts one a day"


def remarks_on(document: Entry, measured: frozenset[tuple[str, str]]) -> Sequence[Problem]:
    """Each with its path. `measured` are the instruments and scales of which there is any score."""
    known = shelf()
    found = [
        Problem(f"trials[{number}].{key}", why)
        for number, trial in enumerate(document.get("trials") or ())
        for key, why in _on_trial(trial)
    ]
    if any(instrument not in known for instrument, _ in measured):
        found += _off_the_shelf(document)
    return found


def not_begun(case: Case, as_of: date) -> list[Problem]:
    """Trials that are left out of an assessment because they begin after the day that it is made for."""
    return [
        Problem(f"trials[{number}].started_on", f"after {as_of}, the day that is looked at, so it is left out")
        for number, trial in enumerate(case.trials)
        if trial.started_on > as_of
    ]


def _on_trial(trial: Entry) -> Iterator[tuple[str, str]]:
    """Each with the key at which it stands."""
    modality, ended_on, doses, sessions = trial["modality"], trial.get("ended_on"), trial.get("doses"), _dated(trial)
    for key in IDLE[modality]:
        if trial.get(key):
            yield key, f"not looked at: a {modality} trial has none"
    if ended_on is None and trial.get("stop_reason") is not None:
        yield "stop_reason", STILL_RUNS
    if modality == MEDICATION and trial.get("augments") and (trial.get("role") or MONOTHERAPY) == MONOTHERAPY:
        yield "augments", ADDED_TO
    name = trial.get("primary_instrument")
    if name is not None and name not in shelf():
        yield "primary_instrument", f"{_unknown(name)}; another depression scale decides"
    if doses and modality == MEDICATION:
        yield from _outside("doses", "from", doses, trial["started_on"], ended_on)
    if sessions and modality != MEDICATION:
        yield from _outside("sessions", "on", sessions, trial["started_on"], ended_on)
        yield from _again(sessions) if modality == PSYCHOTHERAPY else ()


def _dated(trial: Entry) -> Sequence[Entry]:
    found = trial.get("sessions")
    return found if isinstance(found, list) else ()


def _outside(
    name: str, day: str, entries: Sequence[Entry], first: date, last: date | None
) -> Iterator[tuple[str, str]]:
    """Doses and sessions in the days in which the trial did not run."""
    for number, one in enumerate(entries):
        on = one[day]
        if last is not None and on > last:
            yield f"{name}[{number}].{day}", "after the last day of the trial, so it does not count"
        elif on < first:
            since = "so the days up to that do not count" if name == "doses" else "so it does not count"
            yield f"{name}[{number}].{day}", f"before the first day of the trial, {since}"


def _again(sessions: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    held = [one["on"] if one["attended"] else None for one in sessions]
    if len(set(held)) < len(held):
        for number, on in enumerate(held):
            if on is not None and on in held[:number]:
                yield f"sessions[{number}].on", SAME_DAY


def _off_the_shelf(document: Entry) -> Iterator[Problem]:
    """Each instrument once, at its first score."""
    told = set()
    for number, one in enumerate(document.get("measurements") or ()):
        name = one["instrument"]
        if name not in shelf() and name not in told and one.get("score") is not None:
            told.add(name)
            yield Problem(f"measurements[{number}].instrument", f"{_unknown(name)}; its scores are not looked at")


def _unknown(name: str) -> str:
    """With what may be meant, since PHQ-9 is more often a way of writing than another instrument."""
    plain = "".join(each for each in name.casefold() if each.isalnum())
    near = get_close_matches(plain, shelf(), n=1)
    meant = f"perhaps {near[0]} is meant" if near else "`fairtrial instruments` lists them"
    return f"not on the shelf ({meant})"
