"""Reliable change and cut-offs come out of the published norms, and agree with what health services have adopted."""

from dataclasses import replace

import pytest

from instruments import Mark, Norm, shelf
from instruments.change_figures import change_figures, cutoff_c, reliable_change

PUBLISHED = [
    # instrument, scale, reliable change, cut-off c
    ("phq9", "total", 6.1, 7.77),
    ("gad7", "total", 3.5, 7.71),
    ("cesd", "total", 11.8, 15.1),
    ("core10", "total", 6.8, 10.5),
    ("qlesq_sf", "percent_max", 16.6, 62.9),
]


@pytest.mark.parametrize("name, scale, change, cutoff", PUBLISHED)
def test_published_figures_come_back_out(name: str, scale: str, change: float, cutoff: float) -> None:
    found = change_figures(shelf()[name].scale(scale))
    assert found is not None
    assert found.reliable_change == pytest.approx(change, abs=0.051)
    assert found.cutoff_c == pytest.approx(cutoff, abs=0.051)


@pytest.mark.parametrize(
    "name", [name for name, one in shelf().items() for scale in one.scales if scale.jacobson_truax]
)
def test_what_a_definition_states_is_what_follows_from_its_norms(name: str) -> None:
    for scale in shelf()[name].scales:
        if scale.jacobson_truax:
            found = change_figures(scale)
            assert found is not None
            assert found.reliable_change == pytest.approx(scale.jacobson_truax["reliable_change_95"], abs=0.01)
            assert found.cutoff_c == pytest.approx(scale.jacobson_truax["cutoff_c"], abs=0.01)
            assert found.reliability_kind == scale.jacobson_truax["reliability"]


@pytest.mark.parametrize("name, adopted", [("phq9", 6), ("gad7", 4)])
def test_the_adopted_whole_points_are_the_next_ones(name: str, adopted: int) -> None:
    """NHS Talking Therapies: 6 and 4 points. The computed 6.1 and 3.5 are met by them to the nearest point."""
    scale = shelf()[name].primary
    found = change_figures(scale)
    assert found is not None
    assert round(found.reliable_change) == adopted
    assert scale.reliable_change is not None
    assert scale.reliable_change.value == adopted


def test_the_kind_of_reliability_decides() -> None:
    """PHQ-9: 6.1 by retest, 5.1 by alpha. Which one was taken is always told."""
    scale = shelf()["phq9"].primary
    by_alpha = change_figures(scale, "alpha")
    assert by_alpha is not None
    assert by_alpha.reliable_change == pytest.approx(5.06, abs=0.01)
    assert (by_alpha.reliability, by_alpha.reliability_kind) == (0.89, "alpha")
    assert change_figures(scale, "inter_rater") is None


def test_cutoffs_a_and_b() -> None:
    """PHQ-9: 15.4 - 2 x 5.5 and 2.91 + 2 x 3.5. Q-LES-Q, where more is better: 41.2 + 2 x 16 and 78.3 - 2 x 11.3."""
    down, up = change_figures(shelf()["phq9"].primary), change_figures(shelf()["qlesq_sf"].primary)
    assert down is not None
    assert up is not None
    assert (down.cutoff_a, down.cutoff_b) == (pytest.approx(4.4), pytest.approx(9.91))
    assert (up.cutoff_a, up.cutoff_b) == (pytest.approx(73.2), pytest.approx(55.7))


def test_nothing_is_computed_without_norms_or_on_what_is_not_validated() -> None:
    assert change_figures(shelf()["hamd17"].primary) is None
    assert change_figures(shelf()["who5"].primary, "alpha") is None  # a norm of people in general only
    for name in ("side_effects", "session_feedback", "treatment_preference"):
        assert not shelf()[name].validated
        assert all(change_figures(scale, "alpha") is None for scale in shelf()[name].scales)
        assert all(scale.reliable_change is None and not scale.validated for scale in shelf()[name].scales)


def test_a_norm_of_people_in_treatment_alone_gives_no_cutoff_between_groups() -> None:
    """RAND-36: the patients of the Medical Outcomes Study, and alpha."""
    found = change_figures(shelf()["rand36"].scale("pain"), "alpha")
    assert found is not None
    assert found.reliable_change == pytest.approx(reliable_change(25.5, 0.78))
    assert (found.cutoff_b, found.cutoff_c) == (None, None)


def test_perfect_reliability_leaves_no_error() -> None:
    assert reliable_change(10, 1) == 0


@pytest.mark.parametrize("here, there", [(None, 1.0), (1.0, None), (None, None)])
def test_a_spread_that_nobody_published_gives_no_cutoff(here: float | None, there: float | None) -> None:
    ill, well = (
        Norm(group, mean, sd, "a test", Mark.own) for group, mean, sd in (("clinical", 9, here), ("norm", 3, there))
    )
    assert cutoff_c(ill, well) is None


def test_a_reliability_of_no_told_kind_is_not_taken_for_the_one_that_is_meant() -> None:
    scale = shelf()["phq9"].primary
    nameless = tuple(replace(figure, kind="") for figure in scale.reliability)
    assert change_figures(replace(scale, reliability=nameless, jacobson_truax={})) is None


def test_of_several_figures_of_one_kind_the_first_counts() -> None:
    scale = shelf()["phq9"].primary
    (retest,) = (one for one in scale.reliability if one.kind == "test_retest")
    more = change_figures(replace(scale, reliability=(retest, replace(retest, value=0.5))))
    assert more == change_figures(scale)
