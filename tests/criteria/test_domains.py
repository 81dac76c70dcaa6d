"""A list of scales may name one that is still to come: it is left out until it is on the shelf."""

from collections.abc import Iterator

import pytest

from models.criteria.outcome.domains import depression_scales, domains


@pytest.fixture
def of_tomorrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    entry = {"scales": ["phq9.total", "of_tomorrow.total"], "depression": ["of_tomorrow.total", "phq9.total"]}
    monkeypatch.setitem(domains.__wrapped__.__globals__, "document", lambda _: {"symptoms": entry})
    domains.cache_clear()
    depression_scales.cache_clear()
    yield
    domains.cache_clear()
    depression_scales.cache_clear()


def test_what_is_not_on_the_shelf_is_left_out(of_tomorrow: None) -> None:
    assert [facts.key for facts in domains()["symptoms"]] == [("phq9", "total")]
    assert [facts.key for facts in depression_scales()] == [("phq9", "total")]
