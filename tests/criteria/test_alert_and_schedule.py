"""Which answers need a person today, and when somebody is asked next."""

from datetime import date, timedelta

import pytest

from instruments import shelf
from models.criteria.alert import Alert, alerts, tier_of
from models.criteria.schedule import Battery, battery, first_occasion, is_full

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("instrument", "answers", "tiers"),
    [
        ("phq9", {"q9": 0}, []),
        ("phq9", {"q9": None}, []),
        ("phq9", {}, []),
        ("phq9", {"q9": 1}, [1]),
        ("phq9", {"q9": 2}, [2]),
        ("phq9", {"q9": 3}, [2]),
        ("hamd17", {"q3": 1}, []),
        ("hamd17", {"q3": 2}, [1]),
        ("hamd17", {"q3": 3}, [2]),
        ("sidas", {"q1": 0}, []),
        ("sidas", {"q1": 1}, [1]),
        ("sidas", {"q1": 1, "q3": 5}, [1, 2]),
        ("sidas", {"q1": 10, "q2": 0, "q3": 4, "q4": 5, "q5": 5}, [1, 2]),
        ("gad7", {"q1": 3}, []),
    ],
)
def test_tiers(instrument: str, answers: dict[str, float | None], tiers: list[int]) -> None:
    assert [one.tier for one in alerts(instrument, answers)] == tiers
    assert alerts(shelf()[instrument], answers) == alerts(instrument, answers)


@pytest.mark.parametrize(
    ("instrument", "item", "tiers"),
    [
        ("core10", "q6", {0: None, 1: 2, 4: 2}),
        ("madrs", "q10", {2: None, 3: 1, 4: 1, 5: 2, 6: 2}),
        ("madrs_s", "q9", {2: None, 3: 1, 4: 1, 5: 2, 6: 2}),
        ("qids_sr16", "q12", {1: None, 2: 1, 3: 2}),
        ("ids_sr30", "q18", {1: None, 2: 1, 3: 2}),
        ("epds", "q10", {0: None, 1: 1, 2: 2, 3: 2}),
        ("bdi2", "q9", {0: None, 1: 1, 2: 2, 3: 2}),
        ("dass21", "d21", {1: None, 2: 1, 3: 1}),
        ("sidas", "q3", {4: None, 5: 2, 10: 2}),
        ("cssrs_screener", "q2", {0: None, 1: 1}),
        ("cssrs_screener", "q4", {0: None, 1: 2}),
        ("cssrs_screener", "q5", {0: None, 1: 2}),
        ("cssrs_screener", "q6", {0: None, 1: 2}),
    ],
)
def test_how_urgent_each_answer_is(instrument: str, item: str, tiers: dict[int, int | None]) -> None:
    for value, tier in tiers.items():
        found = {one.item: one.tier for one in alerts(instrument, {item: value})}
        assert found.get(item) == tier, value


def test_how_urgent_a_score_is() -> None:
    assert tier_of("cssrs_screener", "triage", 3) == tier_of("sidas", "total", 21) == 2
    assert tier_of("cssrs_screener", "triage", 2) == tier_of("sidas", "total", 20) == 1


def test_an_alert_says_what_was_answered() -> None:
    assert alerts("phq9", {"q9": 2}) == (Alert("q9", 2, "suicidal_ideation", 2),)


def test_a_score_is_told_by_the_line_that_it_reached() -> None:
    found = alerts("sidas", {"q1": 10, "q2": 0, "q3": 4, "q4": 5, "q5": 5})[1]
    assert (found.item, found.value, found.of, found.flag) == ("total", 21, "scale", "high_suicide_risk")


def test_what_no_policy_names_gets_the_first_tier() -> None:
    assert tier_of("moon", "q1", 3) == 1


def test_every_safety_rule_of_the_shelf_has_a_tier_of_its_own() -> None:
    from models.criteria.rule import rules

    for instrument in shelf().values():
        for rule in instrument.safety:
            prefix = f"safety.{instrument.id}.{rule.item}."
            assert any(name.startswith(prefix) for name in rules("safety")), prefix


class TestSchedule:
    def test_first_occasion(self) -> None:
        assert first_occasion(START, 7).full
        assert first_occasion(START, 7, START).instruments == battery().full
        assert first_occasion(START + timedelta(weeks=2), 7, START).instruments == battery().core

    def test_it_closes_before_the_next_begins(self) -> None:
        assert first_occasion(START, 7).closes_on == START + timedelta(days=6)
        assert first_occasion(START, 1).closes_on == START

    def test_another_battery(self) -> None:
        asked = Battery(("gad7",), ("gad7", "swls"), (0,), 4)
        assert first_occasion(START, 7, START, asked).instruments == ("gad7", "swls")
        assert first_occasion(START + timedelta(days=7), 7, START, asked).instruments == ("gad7",)

    def test_the_weekly_core_has_twelve_items_at_most(self) -> None:
        assert sum(len(shelf()[name].items) for name in battery().core) <= 12

    def test_the_full_battery_covers_five_domains_in_thirty_items(self) -> None:
        asked = [shelf()[name] for name in battery().full]
        assert sum(len(one.items) for one in asked) <= 30
        covered = {str(scale.domain) for one in asked for scale in one.scales}
        assert {"symptoms", "social_functioning", "quality_of_life", "well_being", "purpose"} <= covered


def test_without_named_weeks_all_domains_come_at_each_interval() -> None:
    asked = Battery((), (), (), 4)
    full = [day for day in range(60) if is_full(START + timedelta(days=day), 1, START, asked)]
    assert full == [28, 56]
    assert not is_full(START, 7, START, asked)
