"""The hazard log is whole: each hazard is rated, lowered to what can be borne, and shown by tests that exist."""

import pytest

from tests.support import hazards as log
from tests.support.hazards import Hazard

JUSTIFIED = 3  # a risk of three is borne only where the log says why no less can be had; none is above


def test_the_hazards_are_numbered_without_a_gap() -> None:
    assert [each.id for each in log.hazards()] == [f"H{number:02}" for number in range(1, len(log.hazards()) + 1)]


@pytest.mark.parametrize("hazard", log.hazards(), ids=lambda hazard: hazard.id)
def test_a_hazard_is_lowered_and_shown_to_be(hazard: Hazard) -> None:
    assert hazard.risk_after < hazard.risk_before, "nothing is won"
    assert hazard.risk_after <= JUSTIFIED
    assert hazard.tests, "no test shows it"
    assert len(set(hazard.tests)) == len(hazard.tests)
    missing = [
        name for name in hazard.tests if name.partition("::")[2] not in log.functions_of(name.partition("::")[0])
    ]
    assert not missing, f"no such tests: {missing}"


def test_a_hazard_without_a_test_that_passed_is_named() -> None:
    everything = {name for hazard in log.hazards() for name in hazard.tests}
    assert log.unproved(everything) == []
    first = log.hazards()[0]
    others = {name for hazard in log.hazards()[1:] for name in hazard.tests}
    assert log.unproved(everything - set(first.tests) | others - set(first.tests)) == [first.id]
    assert len(log.unproved(set())) == len(log.hazards())


@pytest.mark.parametrize("node", ["tests/a.py::test_b", "tests/a.py::test_b[c-1]", "tests/a.py::test_b[x@y]@group"])
def test_a_test_is_known_whatever_its_parameters(node: str) -> None:
    assert log.bare(node) == "tests/a.py::test_b"
