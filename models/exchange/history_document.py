"""Reads a history document strictly: every problem with its path, all at once, or else the case it tells of."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from instruments import BadAnswer, check_value, score_one, shelf
from models.criteria.case import (
    Case,
    CompetenceRating,
    DoseStep,
    Episode,
    Measurement,
    Patient,
    Therapist,
    TreatmentSession,
    Trial,
    made,
)
from models.criteria.outcome.scale import scale_facts, score_range
from models.errors import Invalid, Problem
from models.exchange.history_remarks import remarks_on
from models.exchange.history_shape import KEYS, SHAPE

Entry = Mapping[str, Any]
new = tuple.__new__  # makes a named tuple of many in half the time
BEFORE = "before started_on"
SESSIONS_KIND = 4  # parts of the path trials, number, sessions, and which of two kinds


class History(NamedTuple):
    """A case, the day on which it is to be looked at, where the document names one, and what of it tells nothing."""

    case: Case
    as_of: date | None
    remarks: Sequence[Problem] = ()


def read_history(text: bytes | str) -> History:
    """Raises Invalid with one problem for each thing that is wrong; nothing of a bad document is used."""
    try:
        document: Entry = SHAPE.validate_json(text)
    except ValidationError as refused:
        raise Invalid([_problem(error) for error in _meant(refused)]) from None
    problems = [*_twice(text, document), *_inconsistencies(document)]
    measurements = _measurements(document, problems)
    if problems:
        raise Invalid(problems)
    case = _case(document, measurements)
    return History(case, document.get("as_of"), remarks_on(document, case.measured))


def _twice(text: bytes | str, document: Entry) -> list[Problem]:
    """Keys that stand twice in one object: which of the two was meant, nobody can know."""
    found: list[Problem] = []
    if _has_each_key(text.encode() if isinstance(text, str) else text, document):
        return found

    def read(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            found.extend(Problem(name, "stands twice in one object") for name in made if names.count(name) > 1)
        return made

    json.loads(text, object_pairs_hook=read, parse_int=str, parse_float=str)
    return found


def _has_each_key(text: bytes, document: Entry) -> bool:
    """Whether what was read has as many keys as the text has colons, so that no key was lost.

    Where it has fewer, a colon may stand in a word; an escape may hide one.
    """
    colons = text.count(b":")
    return colons == _keys(document) or (rb"\u003" not in text and colons == orjson.dumps(document).count(b":"))


def _keys(document: Entry) -> int:
    """How many keys there are, those of answers left out: never more than there are."""
    trials = document.get("trials") or ()
    parts = [part for trial in trials for key in PARTS if (part := trial.get(key)) is not None]
    lists = [document.get("episodes") or (), trials, document.get("measurements") or ()]
    lists += [part for part in parts if part.__class__ is list]
    number = len(document) + len(document["patient"]) + sum([len(part) for part in parts if part.__class__ is dict])
    return number + sum([sum(map(len, each)) for each in lists])


def _meant(refused: ValidationError) -> list[Any]:
    """Sessions are a list or a number: what is wrong in the one that was written, not also that it isn't the other."""
    errors = refused.errors(include_url=False, include_input=False)
    kinds = [error for error in errors if error["loc"][2:3] == ("sessions",) and len(error["loc"]) == SESSIONS_KIND]
    inside = {error["loc"][:3] for error in errors if len(error["loc"]) > SESSIONS_KIND}
    return [error for error in errors if error not in kinds or error["loc"][:3] not in inside]


def _problem(error: Any) -> Problem:
    """The path as it would be typed: trials[2].doses[0].mg_per_day. The value itself is never repeated."""
    path = ""
    for part in error["loc"]:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not part.startswith(("list[", "Shape")) and not part.endswith("Shape"):
            path += f".{part}" if path else part
    told = {"extra_forbidden": "unknown key", "missing": "missing"}.get(error["type"], error["msg"])
    if error["type"] == "extra_forbidden":
        told += f"; allowed: {', '.join(sorted(_keys_beside(error['loc'])))}"
    return Problem(path or "document", told[:1].lower() + told[1:])


def _keys_beside(path: Sequence[str | int]) -> Iterable[str]:
    """The keys of the object in which an unknown one stands."""
    if "CountShape" in path:
        return KEYS["attended"]
    return KEYS[next((part for part in reversed(path[:-1]) if part in KEYS), "")]


# What no single value shows


def _inconsistencies(document: Entry) -> Iterator[Problem]:
    episodes = document.get("episodes") or ()
    trials = document.get("trials") or ()
    known = {"episode": {one["id"] for one in episodes}, "trial": {one["id"] for one in trials}}
    if len(known["episode"]) < len(episodes) or len(known["trial"]) < len(trials):
        yield from _named_twice("episodes", episodes)
        yield from _named_twice("trials", trials)
    for number, episode in enumerate(episodes):
        if _ends_first(episode):
            yield Problem(f"episodes[{number}].ended_on", BEFORE)
    born_on = document["patient"].get("born_on")
    if born_on and any(one["started_on"] < born_on for one in trials):
        yield Problem("patient.born_on", "after the start of a trial")
    for number, trial in enumerate(trials):
        for key, why in _trial_problems(trial, known):
            yield Problem(f"trials[{number}].{key}", why)


def _named_twice(where: str, entries: Any) -> Iterator[Problem]:
    seen = set()
    for number, entry in enumerate(entries):
        if entry["id"] in seen:
            yield Problem(f"{where}[{number}].id", "this id stands twice")
        seen.add(entry["id"])


def _ends_first(entry: Entry) -> bool:
    started_on, ended_on = entry.get("started_on"), entry.get("ended_on")
    return bool(started_on and ended_on and ended_on < started_on)


def _trial_problems(trial: Entry, known: Mapping[str, set[str]]) -> Sequence[tuple[str, str]]:
    """Each with the key at which it stands."""
    found = [("ended_on", BEFORE)] if _ends_first(trial) else []
    episode, augments, doses = trial.get("episode"), trial.get("augments"), trial.get("doses")
    if episode is not None and known["episode"] and episode not in known["episode"]:
        found.append(("episode", "no episode of this id"))
    if augments is not None and (augments not in known["trial"] or augments == trial["id"]):
        found.append(("augments", "no other trial of this id"))
    return [*found, *_dose_problems(doses)] if doses else found


def _dose_problems(doses: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    begins = set()
    for number, dose in enumerate(doses):
        begin, to_on = dose["from"], dose.get("to")
        if to_on and to_on < begin:
            yield f"doses[{number}].to", "before from"
        if begin in begins:
            yield f"doses[{number}].from", "two doses from the same day"
        begins.add(begin)


# The scores


def _measurements(document: Entry, problems: list[Problem]) -> list[Measurement]:
    """Looked through and put together in one go, since there are so many of them. Adds what is wrong to `problems`.

    A score is that of the instrument's first scale; answers give every scale that they are enough for.
    """
    trials = {one["id"] for one in document.get("trials") or ()}
    found: list[Measurement] = []
    append, scale_of = found.append, _scale
    for number, one in enumerate(document.get("measurements") or ()):
        score, instrument, trial = one.get("score"), one["instrument"], one.get("trial")
        scale, least, most = scale_of(instrument, one.get("scale"))
        if score is not None and trial is None and "answers" not in one and least <= score <= most:
            append(new(Measurement, (one["on"], instrument, scale, score, None)))
            continue
        problem = _misplaced(one, least, most)
        if problem:
            pass
        elif trial is not None and trial not in trials:
            problem = ("trial", "no trial of this id")
        elif one.get("answers") is not None:
            problem = ("answers", "score and answers; allowed: one of them") if score is not None else _bad_answer(one)
            if problem is None:
                found += _scored(one)
        elif score is None and "score" not in one:
            problem = ("score", "missing; allowed: score or answers")
        elif score is None or least <= score <= most:
            found.append(Measurement(one["on"], instrument, scale, score, trial))
        else:
            problem = ("score", f"out of range; allowed: {least:g} to {most:g}")
        if problem:
            problems.append(Problem(f"measurements[{number}].{problem[0]}", problem[1]))
    return found


@lru_cache(maxsize=1024)
def _scale(instrument: str, named: str | None) -> tuple[str, float, float]:
    """The scale, and its lowest and highest score; an instrument that is not on the shelf has no limits.

    Without a name it is the instrument's first. A name that the instrument does not have allows no score at all.
    """
    found = shelf().get(instrument)
    if named is not None and found is not None:
        return named, *next((one.range for one in found.scales if one.id == named), (inf, -inf))
    facts, limits = scale_facts(instrument), score_range(instrument)
    return (named or (facts.scale if facts else "total"), *(limits or (-inf, inf)))


def _misplaced(one: Entry, least: float, most: float) -> tuple[str, str] | None:
    """A scale that is none of the instrument's, or what belongs to answers beside a score, and the other way round."""
    if least > most:
        return "scale", f"no such scale; allowed: {', '.join(each.id for each in shelf()[one['instrument']].scales)}"
    if one.get("scale") is not None and one.get("answers") is not None:
        return "scale", "beside answers, which give every scale"
    if one.get("not_applicable") and one.get("answers") is None:
        return "not_applicable", "without answers"
    return None


def _bad_answer(one: Entry) -> tuple[str, str] | None:
    """What is wrong with the answers of one form, at which key."""
    instrument = shelf().get(one["instrument"])
    if instrument is None:
        return "instrument", "not on the shelf, so its answers cannot be scored; allowed: a score"
    for item, value in one["answers"].items():
        if item not in instrument.by_id:
            return f"answers.{item}", "no such item"
        try:
            if value is not None:
                check_value(instrument.item(item), value)
        except BadAnswer as refused:
            return f"answers.{item}", str(refused)
    for place, item in enumerate(one.get("not_applicable") or ()):
        if item not in instrument.by_id or not instrument.item(item).not_applicable or item in one["answers"]:
            return f"not_applicable[{place}]", "no item of which this may be said, or one that is answered"
    return None


def _scored(one: Entry) -> Iterator[Measurement]:
    not_applicable = one.get("not_applicable") or ()
    for scale, each in score_one(shelf()[one["instrument"]], one["answers"], not_applicable).items():
        yield Measurement(one["on"], one["instrument"], scale, each.value, one.get("trial"))


# The case


def _case(document: Entry, measurements: list[Measurement]) -> Case:
    patient = document["patient"]
    return Case(
        Patient(patient["id"], patient.get("born_on"), patient.get("sex")),
        tuple([made(Episode, one) for one in document.get("episodes") or ()]),
        tuple([_trial(one) for one in document.get("trials") or ()]),
        tuple(measurements),
        document.get("diagnosis"),
    )


def _trial(entry: Entry) -> Trial:
    facts = {key: value for key, value in entry.items() if value is not None}
    facts.setdefault("episode", None)
    for key, build in PARTS.items():
        if key in facts:
            facts[key] = build(facts[key])
    if facts.get("sessions").__class__ is int:
        facts["attended_count"] = facts.pop("sessions")
    return made(Trial, facts)


def _sessions(found: Any) -> Any:
    """Dated sessions; or, where only their number is known, that number."""
    if isinstance(found, dict):
        return found["attended_count"] if found["attended_count"] is not None else ()
    return tuple([new(TreatmentSession, (one["on"], one["attended"], one.get("minutes"))) for one in found])


def _doses(found: Any) -> tuple[DoseStep, ...]:
    return tuple([new(DoseStep, (one["from"], one.get("mg_per_day"), one.get("to"))) for one in found])


def _therapist(found: Entry) -> Therapist:
    rating = found.get("competence_rating")
    facts = {**found, "competence_rating": CompetenceRating(**rating) if rating else None}
    return Therapist(**facts)


PARTS: Mapping[str, Callable[[Any], Any]] = {"doses": _doses, "sessions": _sessions, "therapist": _therapist}
