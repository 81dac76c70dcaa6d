"""Reads the stories of tests/spec: tables that a clinician can check without reading any code."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.criteria.case import (
    Case,
    DoseStep,
    Measurement,
    Patient,
    Therapist,
    TreatmentSession,
)

SPEC = Path(__file__).parent.parent / "spec"
START = date(2026, 3, 2)
Story = dict[str, str]


def stories(file: str) -> list[Story]:
    """Every row of every table of a file, by column name."""
    found: list[Story] = []
    header: list[str] | None = None
    for line in (SPEC / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
        elif not set("".join(cells)) <= {"-", ":", " "}:
            found.append(dict(zip(header, cells, strict=True)))
    return found


def told(file: str) -> pytest.MarkDecorator:
    """One test for each story of a file."""
    rows = stories(file)
    return pytest.mark.parametrize("story", rows, ids=[row["story"] for row in rows])


def nth(day: str) -> date | None:
    """Day 1 is the first day of the trial; an empty cell is no day."""
    return START + timedelta(days=int(day) - 1) if day else None


def after(days: str) -> date:
    """Days from the start: 0 is the first day of the trial."""
    return START + timedelta(days=int(days))


def doses(text: str) -> tuple[DoseStep, ...]:
    """`50 from day 1 to 28, unknown from day 36`."""
    steps = []
    for part in filter(None, text.split(", ")):
        found = re.fullmatch(r"(\S+) from day (\d+)(?: to (\d+))?", part)
        assert found, part
        mg, since, until = found.groups()
        steps.append(DoseStep(_day(since), None if mg == "unknown" else float(mg), nth(until or "")))
    return tuple(steps)


def _day(number: str) -> date:
    on = nth(number)
    assert on
    return on


def sessions(text: str) -> tuple[tuple[TreatmentSession, ...], int | None]:
    """`9 every 7 days, 2 missed`, `10 a day for 5 days`, `9 undated`, `on days 0 7 21`; nothing for none recorded."""
    if not text:
        return (), None
    if found := re.fullmatch(r"(\d+) undated", text):
        return (), int(found[1])
    if found := re.fullmatch(r"(\d+) a day for (\d+) days", text):
        days = [day for day in range(int(found[2])) for _ in range(int(found[1]))]
        return tuple(TreatmentSession(START + timedelta(days=day), True) for day in days), None
    if found := re.fullmatch(r"on days ([\d ]+)", text):
        return tuple(TreatmentSession(after(day), True) for day in found[1].split()), None
    if text == "weekdays for 2 weeks":
        days = [week * 7 + day for week in range(2) for day in range(5)]
        return tuple(TreatmentSession(START + timedelta(days=day), True) for day in days), None
    found = re.fullmatch(r"(\d+) every (\d+) days?(?:, (\d+) missed)?(?:, of (\d+) minutes)?", text)
    assert found, text
    number, interval, missed, minutes = (int(part) if part else 0 for part in found.groups())
    length = minutes or None
    held = [TreatmentSession(START + timedelta(days=interval * at), True, length) for at in range(number)]
    held += [TreatmentSession(START + timedelta(days=interval * (number + at)), False) for at in range(missed)]
    return tuple(held), None


THERAPISTS = {
    "": None,
    "experienced": Therapist(experienced=True),
    "not experienced": Therapist(experienced=False),
    "unknown": Therapist(),
}


def therapist(text: str) -> Therapist | None:
    """`experienced`, `unknown`, or facts: `licensed, trained, 2 years, 10 cases`."""
    if text in THERAPISTS:
        return THERAPISTS[text]
    facts: dict[str, object] = {}
    for part in text.split(", "):
        word, _, unit = part.partition(" ")
        if part in ("licensed", "not licensed"):
            facts["licensed"] = part == "licensed"
        elif part in ("trained", "not trained"):
            facts["formal_training"] = part == "trained"
        else:
            facts[{"years": "years", "cases": "supervised_cases"}[unit]] = float(word)
    return Therapist(**facts)  # type: ignore[arg-type]


def scores(text: str, instrument: str, scale: str, trial: str | None = None) -> tuple[Measurement, ...]:
    """`-1: 20, 42: 10`: days from the start and scores; `missing` for a form that could not be scored."""
    found = []
    for part in filter(None, text.split(", ")):
        days, _, score = part.partition(": ")
        value = None if score == "missing" else float(score)
        found.append(Measurement(after(days), instrument, scale, value, trial))
    return tuple(found)


def case(*parts: object) -> Case:
    """A case from trials and measurements in any order."""
    from models.criteria.case import Episode, Trial

    flat = [one for part in parts for one in (part if isinstance(part, tuple) else (part,))]
    return Case(
        Patient("P1"),
        tuple(one for one in flat if isinstance(one, Episode)),
        tuple(one for one in flat if isinstance(one, Trial)),
        tuple(one for one in flat if isinstance(one, Measurement)),
    )
