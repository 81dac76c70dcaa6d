"""What a definition says of a score: a slip in it is named with its place, and what it leaves out means one thing."""

from pathlib import Path

import pytest

from instruments import Direction, Domain, Scale
from instruments.definition import load_text
from instruments.errors import DefinitionError
from instruments.facts import Norm
from instruments.reading import Table
from instruments.scale import Missing, Skip
from instruments.scale_reading import _missing

EVERY = (Path(__file__).parent / "every_key.toml").read_text(encoding="utf-8")

TABLES = [
    ("missing = { ", "missing"),
    ("bands = [{ ", "bands[1]"),
    ("bands_source = { ", "bands_source"),
    ("remission = { ", "remission"),
    ("response = { ", "response"),
    ("reliable_change = { ", "reliable_change"),
    ("mcid = { ", "mcid"),
    ("mcid_patient_rated = { ", "mcid_patient_rated"),
    ("cutoffs = [{ ", "cutoffs[1]"),
    ("reliability = [{ ", "reliability[1]"),
    ("norms = [\n  { ", "norms[1]"),
    ("jacobson_truax = { ", "jacobson_truax"),
    ("\nsource = { ", "source"),
    ("transform = { ", "transform"),
    ("skip = { ", "skip"),
]


def refused(text: str) -> str:
    with pytest.raises(DefinitionError) as error:
        load_text(text, "every.toml")
    return str(error.value)


@pytest.mark.parametrize("opening, place", TABLES)
def test_a_key_that_nobody_reads_is_a_slip(opening: str, place: str) -> None:
    """A misspelt key would otherwise be a rule that is silently not there."""
    assert opening in EVERY
    told = refused(EVERY.replace(opening, f"{opening}thresold = 1, ", 1))
    assert f".{place}.thresold: unknown key; allowed: " in told


def test_a_misspelt_key_of_the_score_itself_is_a_slip() -> None:
    told = refused(EVERY.replace("screen = true", "screen = true\nscren = true"))
    assert "scales[2].scren: unknown key; allowed: " in told


def test_of_two_slips_the_first_by_name_is_told() -> None:
    assert "scales[2].aaa: unknown key" in refused(EVERY.replace("screen = true", "screen = true\nzzz = 1\naaa = 1"))


def test_a_direction_must_be_said_somewhere() -> None:
    told = refused(EVERY.replace('direction = "higher_better"', ""))
    assert "direction: missing; allowed: " in told
    assert "None" not in told


NEEDED = [
    # what the definition says, items of the score, answers that it needs
    ({"rule": "refuse"}, 9, 9),
    ({"rule": "prorate", "max_missing": 2}, 9, 7),
    ({"rule": "prorate", "max_missing": 0}, 9, 9),
    ({"rule": "prorate", "min_share": 0.8}, 10, 8),
    ({"rule": "prorate", "min_share": 0.8}, 9, 8),  # 7.2 answers are eight
    ({"rule": "prorate", "min_share": 0.7}, 10, 7),  # and not eight, where the arithmetic says 7.000000000000001
    ({"rule": "mean_of_answered", "min_share": 0.5}, 7, 4),
    ({"rule": "mean_of_answered", "min_share": 0}, 7, 1),  # a mean of nothing is none
    ({"rule": "not_applicable_excluded", "min_answered": 2}, 7, 2),
]


@pytest.mark.parametrize("told, items, needed", NEEDED)
def test_how_many_answers_a_score_needs(told: dict[str, object], items: int, needed: int) -> None:
    assert _missing(Table(told, "f"), items, items) == Missing(str(told["rule"]), needed)


@pytest.mark.parametrize("share, items, needed", [(0.2, 10, 8), (0.25, 10, 8), (0.1, 9, 9), (0.3, 10, 7)])
def test_how_many_answers_the_whole_form_needs(share: float, items: int, needed: int) -> None:
    told = {"rule": "refuse", "form_max_share": share}
    assert _missing(Table(told, "f"), 3, items).form_needed == needed


def test_what_is_left_out_has_no_source() -> None:
    text = EVERY.replace(', source = "a rule", mark = "memory"', "").replace(', note = "by hand"', "")
    for said in ("b", "j"):
        text = text.replace(f', source = "{said}", mark = "own"', "")
    plain, _, double, *_ = load_text(text, "every.toml").scales
    assert (plain.missing.source, plain.missing.mark) == ("", None)
    assert plain.response is not None
    assert (plain.response.source, plain.response.mark) == ("", None)
    assert double.skip is not None
    assert (double.skip.source, double.skip.mark) == ("", None)
    assert plain.jacobson_truax["note"] == ""


def test_a_score_of_which_little_is_said() -> None:
    scale = Scale(
        "total", "Total", "sum", ("a",), (0, 3), Direction.lower_better, Domain.symptoms, Missing("refuse", 1)
    )
    assert (scale.missing.round_half_up, scale.missing.form_needed, scale.missing.source) == (False, 0, "")
    assert (scale.band_step, scale.screen, scale.validated, scale.note) == (1, False, True, "")
    assert Skip("a", None, 0).source == ""  # type: ignore[arg-type]
    assert Norm("norm", 3, 1, "h", None).population == ""  # type: ignore[arg-type]
