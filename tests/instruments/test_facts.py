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
