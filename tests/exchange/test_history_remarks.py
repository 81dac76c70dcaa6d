"""What a document tells and no verdict looks at is said with its place; to leave it out would change nothing."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from models.criteria.settings import DEFAULT
from models.exchange.assessment import assess
from models.exchange.history_document import read_history
from models.exchange.history_remarks import not_begun
from tests.exchange.test_history_document import WHOLE, changed, problems

CLEAN: dict[str, Any] = copy.deepcopy(WHOLE)
CLEAN["measurements"] = [one for one in CLEAN["measurements"] if one["instrument"] == "phq9"]
AFTER = "after the last day of the trial, so it does not count"
SESSION = {"on": "2026-05-12", "attended": True, "minutes": 50}

# Where something is added to the whole document, what, and what is said of it.
IDLE: list[tuple[str, Any, str]] = [
    ("measurements.+", {"on": "2026-03-01", "instrument": "PHQ-9", "score": 18},
     "measurements[3].instrument: not on the shelf (perhaps phq9 is meant); its scores are not looked at"),
    ("measurements.+", {"on": "2026-03-01", "instrument": "moon", "score": 18},
     "measurements[3].instrument: not on the shelf (`fairtrial instruments` lists them); its scores are not looked at"),
    ("trials.0.doses.+", {"from": "2026-05-11", "mg_per_day": 200}, f"trials[0].doses[2].from: {AFTER}"),
    ("trials.2.sessions.+", {"on": "2026-08-13", "attended": True}, f"trials[2].sessions[1].on: {AFTER}"),
    ("trials.2.sessions.+", {"on": "2026-05-11", "attended": True},
     "trials[2].sessions[1].on: before the first day of the trial, so it does not count"),
    ("trials.2.sessions.+", SESSION,
     "trials[2].sessions[1].on: a second session of this day; a psychotherapy counts one a day"),
    ("trials.0.sessions", [SESSION], "trials[0].sessions: not looked at: a medication trial has none"),
    ("trials.0.therapist", {"licensed": True}, "trials[0].therapist: not looked at: a medication trial has none"),
    ("trials.2.doses", [{"from": "2026-05-12", "mg_per_day": 50}],
     "trials[2].doses: not looked at: a psychotherapy trial has none"),
    ("trials.2.augments", "T1", "trials[2].augments: not looked at: a psychotherapy trial has none"),
    ("trials.4.doses", [{"from": "2026-09-01", "mg_per_day": 50}],
     "trials[4].doses: not looked at: a neuromodulation trial has none"),
    ("trials.4.therapist", {"licensed": True}, "trials[4].therapist: not looked at: a neuromodulation trial has none"),
    ("trials.4.stop_reason", "nonresponse",
     "trials[4].stop_reason: without ended_on, so this trial counts as running"),
    ("trials.0.primary_instrument", "PHQ_9",
     "trials[0].primary_instrument: not on the shelf (perhaps phq9 is meant); another depression scale decides"),
]  # fmt: skip


def added(path: str, value: Any) -> dict[str, Any]:
    """The document without a remark, and with something more; + is the end of a list."""
    document: Any = copy.deepcopy(CLEAN)
    *way, last = path.split(".")
    there = document
    for part in way:
        there = there[int(part) if part.isdecimal() else part]
    if last == "+":
        there.append(value)
    else:
        there[last] = value
    return document  # type: ignore[no-any-return]


def remarks(document: Any) -> list[str]:
    return [f"{one.field}: {one.message}" for one in read_history(json.dumps(document)).remarks]


def judged(document: Any) -> Any:
    history = read_history(json.dumps(document))
    assert history.as_of
    return assess(history.case, history.as_of, DEFAULT)


def test_of_a_document_that_counts_as_a_whole_nothing_is_said() -> None:
    assert remarks(CLEAN) == []
    assert "remarks" not in judged(CLEAN)


@pytest.mark.parametrize(("path", "value", "told"), IDLE)
def test_what_does_not_count_is_said_and_is_true(path: str, value: Any, told: str) -> None:
    document = added(path, value)
    assert remarks(document) == [told]
    assert judged(document) == judged(CLEAN)


def test_a_dose_from_before_the_trial_counts_from_its_first_day() -> None:
    early, punctual = (changed("trials.0.doses.0.from", day) for day in ("2026-02-20", "2026-03-02"))
    said = "trials[0].doses[0].from: before the first day of the trial, so the days up to that do not count"
    assert said in remarks(early)
    assert judged(early) == judged(punctual)


def test_an_addition_without_its_role_is_judged_as_given_alone() -> None:
    document = added("trials.1.role", None)
    (told,) = remarks(document)
    assert told.startswith("trials[1].augments: beside a role that is neither augmentation nor combination")
    lithium = next(one for one in judged(document)["trials"] if one["id"] == "T2")
    assert lithium["adequacy"]["rule"] == "mgh_atrq/6wk"


def test_what_counts_is_not_remarked_upon() -> None:
    """Until the trial's last day, twice a day where that is usual, and as a combination."""
    for path, value in (
        ("trials.0.doses.+", {"from": "2026-05-10", "mg_per_day": 50, "to": "2026-12-31"}),
        ("trials.2.sessions.+", {"on": "2026-08-12", "attended": True}),
        ("trials.2.sessions.+", {"on": "2026-05-12", "attended": False}),
        ("trials.4.sessions", [{"on": "2026-09-02", "attended": True}] * 2),
        ("trials.4.stop_reason", None),
        ("trials.4.therapist", {}),
        ("trials.0.primary_instrument", "madrs"),
        ("measurements.+", {"on": "2026-03-01", "instrument": "moon", "score": None}),
    ):
        assert remarks(added(path, value)) == [], path
    document = added("trials.0.augments", "T2")
    document["trials"][0]["role"] = "combination"
    assert remarks(document) == []


def test_an_unknown_instrument_is_named_once() -> None:
    document = added("measurements.+", {"on": "2026-03-01", "instrument": "moon", "score": 1})
    document["measurements"] += [{"on": "2026-04-01", "instrument": "moon", "score": 2}]
    assert [each.partition(":")[0] for each in remarks(document)] == ["measurements[3].instrument"]


def test_a_trial_that_has_not_begun_is_named() -> None:
    case = read_history(json.dumps(CLEAN)).case
    assert not_begun(case, date(2026, 9, 1)) == []
    (found,) = not_begun(case, date(2026, 8, 31))
    assert found.field == "trials[4].started_on"
    assert found.message == "after 2026-08-31, the day that is looked at, so it is left out"


def test_nobody_is_treated_before_birth() -> None:
    assert problems(changed("patient.born_on", "2025-05-13")) == ["patient.born_on: after the start of a trial"]
    assert not any("born" in each for each in remarks(changed("patient.born_on", "2025-05-12")))
