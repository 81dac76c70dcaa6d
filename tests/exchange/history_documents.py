"""A history document with something of everything that a record can hold, and invented ones of every kind."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
START = date(2024, 1, 8)


def document(**changes: Any) -> Document:
    """One patient with a drug, what was added to it, a psychotherapy and a stimulation course."""
    return {**json.loads(WHOLE), **changes}


WHOLE = """
{"format": "fairtrial-history/1", "as_of": "2026-11-01",
 "patient": {"id": "P1", "born_on": "1984-03-02", "sex": "female"}, "diagnosis": "MDD",
 "episodes": [{"id": "E1", "number": 3, "started_on": "2026-03-01", "severity": "moderate", "psychotic": false,
   "functional_impairment": 2, "comorbid_anxiety": 0.5, "personality_disorder": 0, "psychosocial_stressor": 1,
   "intensified_treatment": 0}],
 "trials": [
  {"id": "T1", "episode": "E1", "modality": "medication", "role": "monotherapy", "agent": "sertraline",
   "started_on": "2026-03-02", "ended_on": "2026-05-10", "stop_reason": "nonresponse", "ascertainment": "prospective",
   "doses": [{"from": "2026-03-02", "mg_per_day": 50, "to": "2026-03-15"}, {"from": "2026-03-16", "mg_per_day": 100}],
   "adherence": 0.95, "adherence_source": "self_report"},
  {"id": "T2", "episode": "E1", "modality": "medication", "role": "augmentation", "agent": "lithium", "augments": "T1",
   "started_on": "2026-04-01", "ended_on": "2026-05-01", "ascertainment": "record",
   "doses": [{"from": "2026-04-01", "mg_per_day": 900}], "serum_level_mmol_per_l": 0.7},
  {"id": "T3", "episode": "E1", "modality": "psychotherapy", "therapy": "CBT", "format": "individual",
   "started_on": "2026-05-12", "ended_on": "2026-09-12", "ascertainment": "prospective", "primary_instrument": "hamd17",
   "sessions": [{"on": "2026-05-12", "attended": true, "minutes": 50}, {"on": "2026-05-19", "attended": false}],
   "therapist": {"experienced": true, "licensed": true, "formal_training": true, "years": 6, "supervised_cases": 12,
    "competence_rating": {"instrument": "CTS-R", "score": 40}}},
  {"id": "T4", "episode": "E1", "modality": "neuromodulation", "procedure": "ECT", "placement": "bilateral",
   "started_on": "2026-09-20", "ended_on": "2026-10-20", "ascertainment": "recall", "recalled_improvement": "lt25",
   "sessions": {"attended_count": 12}}],
 "measurements": [
  {"on": "2026-03-01", "instrument": "phq9", "trial": "T1", "score": 18},
  {"on": "2026-04-10", "instrument": "phq9", "trial": "T1", "score": 17},
  {"on": "2026-04-10", "instrument": "phq9", "trial": "T2", "score": 17},
  {"on": "2026-05-10", "instrument": "phq9", "trial": "T1",
   "answers": {"q1": 2, "q2": 2, "q3": 1, "q4": 1, "q5": 1, "q6": 1, "q7": 1, "q8": 1, "q9": 1}},
  {"on": "2026-09-11", "instrument": "hamd17", "scale": "hamd6", "score": 6},
  {"on": "2026-09-11", "instrument": "hamd17", "score": 12},
  {"on": "2026-09-12", "instrument": "wsas", "answers": {"q2": 2, "q3": 2, "q4": 3, "q5": 1},
   "not_applicable": ["q1"]}]}
"""


def _day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def _optional(draw: st.DrawFn, told: Document, **facts: st.SearchStrategy[Any]) -> Document:
    """With some of the facts, as somebody would have recorded them."""
    return told | {name: draw(values) for name, values in facts.items() if draw(st.booleans())}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One episode, up to four trials one after another, up to eight forms."""
    episode = _optional(
        draw,
        {"id": "first", "number": draw(st.integers(1, 9)), "started_on": _day(0)},
        severity=st.sampled_from(["subsyndromal", "mild", "moderate", "severe"]),
        psychotic=st.booleans(),
        functional_impairment=st.integers(0, 3),
        comorbid_anxiety=st.sampled_from([0, 0.5, 1]),
        intensified_treatment=st.integers(0, 2),
    )
    trials = [_trial(draw, number) for number in range(draw(st.integers(0, 4)))]
    forms = draw(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["phq9", "gad7"])), max_size=8, unique=True))
    patient = _optional(
        draw, {"id": "X-1"}, sex=st.sampled_from(["female", "male", "other"]), born_on=st.just(_day(-9999))
    )
    return {
        "format": "fairtrial-history/1",
        "patient": patient,
        "diagnosis": draw(st.sampled_from(["MDD", "bipolar_I", "bipolar_II", "other"])),
        "episodes": [episode],
        "trials": trials,
        "measurements": [_form(draw, on, name, trials) for on, name in sorted(forms)],
    }


def _trial(draw: st.DrawFn, number: int) -> Document:
    first = number * 100
    facts = draw(st.sampled_from(["medication", "psychotherapy", "neuromodulation"]))
    told = {
        "id": f"T{number}",
        "episode": "first",
        "modality": facts,
        "started_on": _day(first),
        "ascertainment": "record",
    }
    told["ended_on"] = _day(draw(st.integers(first + 60, first + 90)))  # else the same drug might run twice at once
    if facts == "medication":
        told |= {"role": "monotherapy", "agent": draw(st.sampled_from(["sertraline", "lithium", "Somethingine"]))}
        steps = draw(st.lists(st.integers(0, 50), min_size=1, max_size=3, unique=True).map(sorted))
        told["doses"] = [
            {"from": _day(first + at), "mg_per_day": draw(st.sampled_from([12.5, 50, 100]))} for at in steps
        ]
        if draw(st.booleans()):
            told |= {"adherence": draw(st.sampled_from([0, 0.5, 1])), "adherence_source": "refill"}
        return _optional(draw, told, serum_level_mmol_per_l=st.sampled_from([0, 0.7]))
    told |= {"therapy": "CBT"} if facts == "psychotherapy" else {"procedure": "rTMS"}
    if draw(st.booleans()):
        return told | {"sessions": {"attended_count": draw(st.integers(0, 30))}}
    held = draw(st.lists(st.integers(0, 59), max_size=5, unique=True).map(sorted))
    sessions = [
        _optional(draw, {"on": _day(first + at), "attended": draw(st.booleans())}, minutes=st.just(50)) for at in held
    ]
    return told | ({"sessions": sessions} if sessions else {})


def _form(draw: st.DrawFn, on: int, name: str, trials: list[Document]) -> Document:
    told: Document = {"on": _day(on), "instrument": name}
    if trials and draw(st.booleans()):
        told["trial"] = draw(st.sampled_from(trials))["id"]
    if draw(st.booleans()):
        return told | {"score": draw(st.integers(0, 21))}
    items = st.sampled_from([f"q{number}" for number in range(1, 8)])
    return told | {"answers": draw(st.dictionaries(items, st.integers(0, 3), max_size=7))}
