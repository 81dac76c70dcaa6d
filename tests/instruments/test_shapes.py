"""What the parts of an instrument say where nobody has said anything: nothing, and never something made up."""

import json
from collections.abc import Callable
from dataclasses import MISSING, asdict, fields, replace

import pytest

from instruments import Instrument, Item, Mark, Scale, shelf
from instruments.description import describe
from instruments.facts import Figure, Licence, Norm, Response, Threshold
from instruments.instrument import SafetyItem
from instruments.item import Choice
from instruments.scale import Direction, Domain, Missing, Skip

OWN = Mark.own


def item() -> Item:
    return Item("q1", {"en": "?"}, "q1", None, (0, 10))


def scale() -> Scale:
    return Scale("s", "S", "sum", ("q1",), (0, 10), Direction.lower_better, Domain.symptoms, Missing("refuse", 1))


UNSAID = [  # made when they are looked at
    (lambda: Figure(1, "points", "a", OWN), {"kind": "", "note": "", "checked_on": None}),
    (lambda: Norm("norm", 1, 2, "a", OWN), {"population": ""}),
    (lambda: Threshold("<", 1), {"meaning": "", "source": "", "mark": None}),
    (lambda: Response("percent", ">=", 50), {"source": "", "mark": None}),
    (lambda: Licence("A", "free", "", "", True), {"sources": (), "note": ""}),
    (lambda: SafetyItem("q1", ">", 0, "f"), {"of": "item", "source": "", "mark": None}),
    (lambda: Choice(1, {}), {"loinc": None}),
    (lambda: Missing("refuse", 1), {"round_half_up": False, "form_needed": 0, "source": "", "mark": None}),
    (lambda: Skip("q1", Threshold("==", 0), 0), {"source": "", "mark": None}),
    (
        item,
        {
            "step": 1,
            "reverse": False,
            "recode": {},
            "not_applicable": False,
            "not_answered": (),
            "ask_if": None,
            "loinc": None,
            "leads": {},
            "choice_set": "",
        },
    ),
    (
        scale,
        {
            "band_step": 1,
            "screen": False,
            "validated": True,
            "not_asked": None,
            "negative": frozenset(),
            "bands": (),
            "groups": (),
            "either": (),
            "note": "",
        },
    ),
]


@pytest.mark.parametrize("make, unsaid", UNSAID, ids=[",".join(unsaid) for _, unsaid in UNSAID])
def test_what_is_not_said_is_empty(make: Callable[[], Figure], unsaid: dict[str, object]) -> None:
    part = make()
    told = {one.name: getattr(part, one.name) for one in fields(part)}
    assert told | unsaid == told


def test_an_instrument_says_nothing_of_itself() -> None:
    one = shelf()["pgic"]
    needed = {each.name: getattr(one, each.name) for each in fields(Instrument) if each.default is MISSING}
    bare = Instrument(**needed)
    assert (bare.adaptation, bare.note, bare.checked_on, bare.primary_id) == ("", "", None, "")
    assert bare.primary is one.scales[0]


def test_without_words_before_the_items_there_are_none() -> None:
    bare = replace(shelf()["phq9"], stems={}, recall_texts={})
    assert (bare.stem(), bare.recall_text()) == (None, None)
    assert item().lead() is None


def test_only_the_item_that_is_named_decides_what_is_asked() -> None:
    sidas = shelf()["sidas"]
    assert not sidas.asks(sidas.item("q2"), {"q1": 0.0, "q3": 5.0})
    assert not sidas.asks(sidas.item("q2"), {"q3": 5.0})
    assert sidas.asks(sidas.item("q2"), {"q1": 1.0})


@pytest.mark.parametrize("items", [0, 9])
def test_a_rule_about_a_score_fires_with_and_without_rules_about_items(items: int) -> None:
    phq9 = shelf()["phq9"]
    rule = SafetyItem("total", ">=", 20, "high", "scale")
    one = replace(phq9, safety=(rule, *phq9.safety) if items else (rule,))
    assert rule in one.fired(dict.fromkeys(phq9.by_id, 3.0))
    assert rule not in one.fired(dict.fromkeys(phq9.by_id, 0.0))


def test_a_mark_is_told_as_a_word() -> None:
    assert asdict(Threshold("<", 1, mark=OWN))["mark"] == "own"


def test_a_figure_that_nobody_dated_is_told_without_a_day() -> None:
    phq9 = shelf()["phq9"]
    scale = replace(phq9.primary, mcid=Figure(5, "points", "a", OWN))
    told = describe(replace(phq9, scales=(scale,)))["scales"]
    assert isinstance(told, list)
    assert json.loads(json.dumps(told))[0]["mcid"]["checked_on"] is None
