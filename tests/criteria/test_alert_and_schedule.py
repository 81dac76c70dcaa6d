"""Which answers need a person today, and when somebody is asked next."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import shelf
from models.criteria.alert import Alert, alerts, tier_of
from models.criteria.schedule import Battery, battery, first_occasion, next_occasion

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
    def test_the_next_one_follows_after_its_interval(self) -> None:
        found = next_occasion(START, 7, START, START)
        assert (found.due_on, found.closes_on) == (date(2026, 3, 9), date(2026, 3, 15))
        assert found.key == "2026-03-09"
        assert found.instruments == ("phq9",)

    def test_answered_late_within_its_week(self) -> None:
        assert next_occasion(START, 7, START + timedelta(days=6), START).due_on == START + timedelta(days=7)

    def test_missed_ones_do_not_pile_up(self) -> None:
        found = next_occasion(START, 7, START + timedelta(days=24), START)
        assert found.due_on == START + timedelta(days=21)
        assert found.closes_on >= START + timedelta(days=24)

    @pytest.mark.parametrize("every_days", [1, 3, 7, 10, 14, 28])
    def test_each_decision_point_gets_exactly_one_full_battery(self, every_days: int) -> None:
        due_on, full = START, []
        first = first_occasion(START, every_days, START)
        full += [first.due_on] if first.full else []
        while due_on < START + timedelta(weeks=21):
            found = next_occasion(due_on, every_days, due_on, START)
            due_on = found.due_on
            if found.full:
                full.append(due_on)
        weeks = [(on - START).days / 7 for on in full if on < START + timedelta(weeks=21)]
        assert [round(week / 4) * 4 for week in weeks] == [0, 4, 8, 12, 16, 20]

    def test_first_occasion(self) -> None:
        assert first_occasion(START, 7).full
        assert first_occasion(START, 7, START).instruments == battery().full
        assert first_occasion(START + timedelta(weeks=2), 7, START).instruments == battery().core

    def test_without_a_trial_every_four_weeks(self) -> None:
        due_on, full = START, []
        for _ in range(12):
            found = next_occasion(due_on, 7, due_on, None, START)
            due_on = found.due_on
            full += [(due_on - START).days // 7] if found.full else []
        assert full == [4, 8, 12]

    def test_without_a_trial_and_without_a_first_day(self) -> None:
        due_on, full = START, 0
        for _ in range(12):
            found = next_occasion(due_on, 7, due_on)
            due_on = found.due_on
            full += found.full
        assert full == 3

    def test_before_a_trial_that_is_still_to_come(self) -> None:
        assert not next_occasion(START, 7, START, START + timedelta(days=60)).full

    def test_another_battery(self) -> None:
        asked = Battery(("gad7",), ("gad7", "swls"), (), 4)
        assert next_occasion(START, 7, START, START, None, asked).instruments == ("gad7",)
        assert next_occasion(START + timedelta(days=21), 7, START, START, None, asked).full

    def test_an_interval_is_at_least_a_day(self) -> None:
        with pytest.raises(ValueError, match="every_days"):
            next_occasion(START, 0, START)

    def test_the_full_battery_covers_five_domains_in_thirty_items(self) -> None:
        asked = [shelf()[name] for name in battery().full]
        assert sum(len(one.items) for one in asked) <= 30
        covered = {str(scale.domain) for one in asked for scale in one.scales}
        assert {"symptoms", "social_functioning", "quality_of_life", "well_being", "purpose"} <= covered

    @given(st.integers(1, 60), st.integers(0, 400), st.integers(-100, 100))
    def test_always_ahead_and_open(self, every_days: int, late: int, trial: int) -> None:
        as_of = START + timedelta(days=late)
        found = next_occasion(START, every_days, as_of, START + timedelta(days=trial))
        assert found.due_on > START
        assert found.closes_on >= as_of
        assert found.due_on <= as_of or found.due_on == START + timedelta(days=every_days)
