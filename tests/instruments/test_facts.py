"""Which end of a scale is better, how far it reaches, where its bands begin, and every look-up table, as published.

`facts.tsv` was written down from the sources, not from the definitions: a definition that says otherwise is wrong.
"""

from pathlib import Path

import pytest

from instruments import Direction, shelf

FACTS = [
    (line.split("\t") + [""] * 5)[:7]
    for line in (Path(__file__).parent / "facts.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
# The lowest T-score of a table is where its first band begins; WHO-5 scores go in steps of four, so 29 is 32.
BEGINS = {("who5", "29"): 32}


def test_every_published_scale_is_among_them() -> None:
    """But the WSAS without its work item, which is ours."""
    scales = {(name, scale.id) for name, one in shelf().items() if one.validated for scale in one.scales}
    assert scales - {(name, scale) for name, scale, *_ in FACTS} == {("wsas", "without_work")}


@pytest.mark.parametrize("name, scale_id, better, low, high, bands, table", FACTS)
def test_as_published(name: str, scale_id: str, better: str, low: str, high: str, bands: str, table: str) -> None:
    scale = shelf()[name].scale(scale_id)
    assert scale.direction is (Direction.lower_better if better == "low" else Direction.higher_better)
    assert not low or scale.range == (float(low), float(high))
    if table:
        pairs = [one.split(":") for one in table.split(" ")]
        assert dict(scale.lookup) == {float(raw): float(found) for raw, found in pairs}
    if bands:
        told = [one.partition(" ") for one in bands.split(" | ")]
        begins = [max(BEGINS.get((name, begin), float(begin)), scale.range[0]) for begin, _, _ in told]
        assert [(band.low, band.name) for band in scale.bands] == [
            (begin, called) for begin, (_, _, called) in zip(begins, told, strict=True)
        ]


CALLS = [
    # instrument, item or scale, from which value on, flag
    ("bdi2", "q9", 1, "suicidal_ideation"),
    ("core10", "q6", 1, "suicide_plan"),
    ("cssrs_screener", "q2", 1, "suicidal_ideation"),
    ("cssrs_screener", "q4", 1, "high_suicide_risk"),
    ("cssrs_screener", "q5", 1, "high_suicide_risk"),
    ("cssrs_screener", "q6", 1, "high_suicide_risk"),
    ("cssrs_screener", "triage", 3, "high_suicide_risk"),
    ("dass21", "d21", 2, "hopelessness_ask_about_suicide"),
    ("epds", "q10", 1, "suicidal_ideation"),
    ("hamd17", "q3", 2, "suicidal_ideation"),
    ("ids_sr30", "q18", 2, "suicidal_ideation"),
    ("madrs", "q10", 3, "suicidal_ideation"),
    ("madrs_s", "q9", 3, "suicidal_ideation"),
    ("phq9", "q9", 1, "suicidal_ideation"),
    ("qids_sr16", "q12", 2, "suicidal_ideation"),
    ("sidas", "q1", 1, "suicidal_ideation"),
    ("sidas", "total", 21, "high_suicide_risk"),
    ("sidas", "q3", 5, "near_attempt"),
]


def test_who_is_called_about_and_from_when_on() -> None:
    """These and no others, each from a value on: a later call is a person missed, an earlier one a nurse worn out."""
    found = [(name, rule.item, rule.value, rule.flag) for name, one in shelf().items() for rule in one.safety]
    assert found == CALLS
    assert {rule.op for one in shelf().values() for rule in one.safety} == {">="}
