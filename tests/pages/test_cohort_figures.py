"""What the cohort page says beside a clinic's own figures is what its sources print."""

import pytest

from models.criteria.rule import number, rule, whole
from pages.parts.cohort_tables import few, step_name


def test_the_figures_of_stard_and_of_the_english_service_are_those_of_their_sources() -> None:
    assert rule("cohort.stard.remission").value == [36.8, 30.6, 13.7, 13.0]
    assert (whole("cohort.stard.cumulative"), number("cohort.stard.reanalysis_cumulative")) == (67, 35.0)
    assert (number("cohort.nhs.reliable_improvement"), number("cohort.nhs.deterioration")) == (66.8, 6.4)
    assert number("cohort.limits_z") == pytest.approx(1.959964, abs=1e-6)


def test_the_fifth_step_stands_for_all_later_ones_and_five_people_are_the_fewest_shown() -> None:
    assert [step_name(step) for step in (1, 4, 5)] == ["step 1", "step 4", "step 5 and later"]
    assert few() == 5
