"""Turns a row of tests/spec/boundaries.md into the history document that a stranger would hand over."""

import re
from typing import Any

from tests.criteria.tables import START, Story, doses, nth

Document = dict[str, Any]
AS_OF = 400


def document(kind: str, story: Story) -> Document:
    """The usual trial of a kind, with the changes of the story made to it."""
    trial: Document = {"id": "T1", "started_on": START.isoformat(), "stop_reason": "completed", **KINDS[kind]}
    whole: Document = {"format": "fairtrial-history/1", "as_of": _day(AS_OF), "patient": {"id": "P1"}}
    whole |= {"trials": [trial], "measurements": _scores(story["scores"])}
    if kind == "drug":
        trial |= {"ended_on": _day(42), "doses": [{"from": START.isoformat(), "mg_per_day": 50}]}
    for change in filter(None, story["change"].split("; ")):
        _change(whole, trial, change)
    if isinstance(trial.get("sessions"), tuple):
        _sessions(trial, *trial["sessions"])
    return whole


KINDS: dict[str, Document] = {
    "drug": {"modality": "medication", "agent": "sertraline", "adherence": 1.0},
    "psychotherapy": {"modality": "psychotherapy", "therapy": "CBT", "sessions": (9, 7),
                      "therapist": {"experienced": True}},
    "stimulation": {"modality": "neuromodulation", "procedure": "ECT", "placement": "bilateral", "sessions": (6, 3)},
}  # fmt: skip


def _day(number: int) -> str:
    found = nth(str(number))
    assert found
    return found.isoformat()


def _scores(text: str) -> list[Document]:
    found = [part.split(": ") for part in filter(None, text.split(", "))]
    return [{"on": _day(int(day)), "instrument": "phq9", "trial": "T1", "score": int(score)} for day, score in found]


def _sessions(trial: Document, number: int, every: int) -> None:
    held = [{"on": _day(1 + at * every), "attended": True, "minutes": 50} for at in range(number)]
    trial["sessions"] = held
    trial.setdefault("ended_on", held[-1]["on"] if held else _day(1))


def _change(whole: Document, trial: Document, change: str) -> None:
    for pattern, make in CHANGES:
        found = re.fullmatch(pattern, change)
        if found:
            make(whole, trial, *found.groups())
            return
    raise AssertionError(change)


def _set(key: str) -> Any:
    def make(_: Document, trial: Document, value: str) -> None:
        trial[key] = value

    return make


def _dosing(_: Document, trial: Document, text: str) -> None:
    steps = [] if text == "unknown" else doses(text)
    trial["doses"] = [
        {"from": one.from_on.isoformat(), "mg_per_day": one.mg_per_day, "to": one.to_on and one.to_on.isoformat()}
        for one in steps
    ]


def _tie(whole: Document, trial: Document, which: str) -> None:
    other = {**trial, "id": "T2", "started_on": _day(390), "ended_on": None}
    whole["trials"] += [other] if which == "another" else []
    for one in whole["measurements"]:
        one["trial"] = "T2" if which == "another" else None


def _answered(whole: Document, _: Document, left_out: str | None) -> None:
    """Nine equal answers in place of each score, some of them left out."""
    for one in whole["measurements"]:
        each = one.pop("score") // 9
        one["answers"] = {f"q{number}": each for number in range(1, 10 - int(left_out or 0))}


def _added(whole: Document, trial: Document, agent: str, mg: str, days: str, level: str | None) -> None:
    """The trial becomes the one that the adjunct is added to; the scores go with the adjunct."""
    base = {**trial, "id": "T0"}
    ended_on = _day(int(days))
    trial |= {"role": "augmentation", "agent": agent, "augments": "T0", "ended_on": ended_on}
    trial["doses"] = [{"from": START.isoformat(), "mg_per_day": float(mg)}]
    trial["serum_level_mmol_per_l"] = float(level) if level else None
    whole["trials"].append(base)


CHANGES: tuple[tuple[str, Any], ...] = (
    (r"agent (.+)", _set("agent")),
    (r"therapy (.+)", _set("therapy")),
    (r"procedure (.+)", _set("procedure")),
    (r"stopped for (.+)", _set("stop_reason")),
    (r"remembered (.+)", lambda _, trial, band: trial.update(recalled_improvement=band, ascertainment="recall")),
    (r"ended on day (\d+)", lambda _, trial, day: trial.update(ended_on=_day(int(day)))),
    (r"not ended", lambda _, trial: trial.update(ended_on=None, stop_reason=None)),
    (r"as of day (\d+)", lambda whole, _, day: whole.update(as_of=_day(int(day)))),
    (r"adherence (.+)", lambda _, trial, it: trial.update(adherence=None if it == "unknown" else float(it))),
    (r"dose (.+)", lambda _, trial, mg: trial["doses"][0].update(mg_per_day=float(mg))),
    (r"doses (.+)", _dosing),
    (r"scores of (another|no) trial", _tie),
    (r"answered(?: but for (\d))?", _answered),
    (r"added (\w+) (\d+) for (\d+) days(?:, level (.+))?", _added),
    (r"sessions (\d+)", lambda _, trial, number: trial.update(sessions=(int(number), trial["sessions"][1]))),
    (r"sessions (\d+) every (\d+) days", lambda _, trial, *both: trial.update(sessions=tuple(map(int, both)))),
    (r"sessions (\d+) undated", lambda _, trial, number: trial.update(sessions={"attended_count": int(number)},
                                                                   ended_on=_day(106))),
    (r"therapist unknown", lambda _, trial: trial.pop("therapist")),
    (r"profile \w+", lambda *_: None),
)  # fmt: skip
