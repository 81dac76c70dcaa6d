"""The days on which somebody is asked: by a rhythm, an episode, a trial, sessions or a weekday, and never in a heap."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.criteria.occasions import Course, Plan, Treated, coming, due, in_words, occasions
from models.criteria.schedule import battery
from models.words import Anchor

START = date(2026, 3, 2)  # a Monday
DAY = timedelta(days=1)


def plan(anchor: Anchor = Anchor.rhythm, every_days: int = 7, weekday: int | None = None, since: date = START) -> Plan:
    return Plan(anchor, every_days, since, weekday)


def trial(started: int = 0, ended: int | None = None, *attended: int, name: str = "t") -> Treated:
    """A trial by days from the start."""
    end = START + ended * DAY if ended is not None else None
    return Treated(name, START + started * DAY, end, tuple(START + day * DAY for day in attended))


def weeks(found: list, start: date = START) -> list[float]:
    return [(one.due_on - start).days / 7 for one in found]


def a_year(asked: Plan, course: Course) -> list:
    return occasions(asked, course, START, START + 364 * DAY)


class TestTheEndOfATrial:
    """What is asked in the last days of a trial, so that nobody is asked twice, and nothing is left out."""

    @pytest.mark.parametrize(
        ("ended", "last"),
        [
            (14, ["week-0", "end"]),
            (16, ["week-0", "week-2"]),
            (17, ["week-0", "week-2", "end"]),
            (87, ["week-8", "week-12", "end"]),
            (112, ["week-8", "week-12", "end"]),
            (115, ["week-12", "week-16", "end"]),
        ],
    )
    def test_the_last_week_is_asked_about_unless_it_begins_with_the_end(self, ended: int, last: list[str]) -> None:
        found = a_year(plan(Anchor.trial), Course((trial(0, ended),)))
        keys = [one.key.removeprefix("trial/t/") for one in found]
        assert keys[-len(last) :] == last

    def test_each_is_open_for_a_week_whatever_the_rhythm_was(self) -> None:
        first = a_year(plan(Anchor.trial, every_days=3), Course((trial(),)))[0]
        assert (first.closes_on - first.due_on).days == 6


class TestRhythm:
    def test_every_week_each_open_until_the_next(self) -> None:
        found = a_year(plan(), Course())
        assert weeks(found) == list(range(53))
        assert {(one.closes_on - one.due_on).days for one in found} == {6}
        assert found[1].key == "2026-03-09"

    @pytest.mark.parametrize("every_days", [1, 3, 7, 8, 10, 14, 28])
    def test_each_decision_point_gets_exactly_one_full_battery(self, every_days: int) -> None:
        found = a_year(plan(every_days=every_days), Course((trial(),)))
        full = [one for one in found if one.full and one.due_on < START + timedelta(weeks=21)]
        assert [round(week / 4) * 4 for week in weeks(full)] == [0, 4, 8, 12, 16, 20]

    def test_without_a_trial_every_four_weeks(self) -> None:
        full = [one for one in occasions(plan(), Course(), START, START + timedelta(weeks=12)) if one.full]
        assert weeks(full) == [0, 4, 8, 12]
        assert full[0].instruments == battery().full

    def test_each_knows_the_trial_it_belongs_to(self) -> None:
        course = Course((trial(0, 27, name="first"), trial(28, name="second")))
        found = occasions(plan(), course, START, START + timedelta(weeks=5))
        assert [one.trial_id for one in found] == ["first"] * 4 + ["second"] * 2

    def test_a_new_trial_begins_with_all_domains(self) -> None:
        course = Course((trial(0, 13, name="first"), trial(14, name="second")))
        assert [one.full for one in occasions(plan(), course, START, START + timedelta(weeks=6))] == [
            *(True, False),
            *(True, False, False, False, True),
        ]

    def test_four_more_after_the_one_that_is_open(self) -> None:
        assert weeks(coming(plan(every_days=14), Course(), START)) == [0, 2, 4, 6, 8]

    def test_an_interval_is_at_least_a_day(self) -> None:
        with pytest.raises(ValueError, match="every_days"):
            due(plan(every_days=0), Course(), START)


class TestEpisode:
    def test_counted_from_its_first_day_and_not_before_the_plan(self) -> None:
        asked = plan(Anchor.episode, 14, since=START + 20 * DAY)
        found = occasions(asked, Course(episode_started_on=START), START, START + 60 * DAY)
        assert weeks(found) == [4, 6, 8]

    def test_over_with_the_episode(self) -> None:
        course = Course(episode_started_on=START, episode_ended_on=START + 15 * DAY)
        assert weeks(a_year(plan(Anchor.episode), course)) == [0, 1, 2]
        on_its_last_day = Course(episode_started_on=START, episode_ended_on=START + 14 * DAY)
        assert weeks(a_year(plan(Anchor.episode), on_its_last_day)) == [0, 1, 2]

    def test_without_an_episode_it_is_counted_from_the_plan(self) -> None:
        assert weeks(a_year(plan(Anchor.episode), Course()))[:2] == [0, 1]


class TestTrial:
    def test_the_weeks_of_the_rules_then_every_four_then_its_end(self) -> None:
        found = a_year(plan(Anchor.trial), Course((trial(0, 150),)))
        assert weeks(found) == [0, 2, 4, 6, 8, 12, 16, 20, 150 / 7]
        assert [one.key for one in found][-2:] == ["trial/t/week-20", "trial/t/end"]
        assert [one.full for one in found] == [True, False, True, False, True, True, True, True, True]

    def test_while_it_runs_there_is_always_a_next_one(self) -> None:
        assert coming(plan(Anchor.trial), Course((trial(),)), START + 300 * DAY)

    def test_between_two_nothing_is_due(self) -> None:
        course = Course((trial(),))
        assert due(plan(Anchor.trial), course, START + 6 * DAY) is not None
        assert due(plan(Anchor.trial), course, START + 7 * DAY) is None

    def test_the_end_of_one_and_the_start_of_the_next_are_asked_as_one(self) -> None:
        course = Course((trial(0, 33, name="first"), trial(34, name="second")))
        found = [one for one in a_year(plan(Anchor.trial), course) if 28 < (one.due_on - START).days < 49]
        assert [one.key for one in found] == ["trial/first/end", "trial/second/week-2"]
        assert found[0].full

    def test_trials_of_before_the_plan_ask_nothing(self) -> None:
        assert a_year(plan(Anchor.trial), Course((trial(-200, -50),))) == []

    def test_without_a_trial_nothing_is_due(self) -> None:
        assert coming(plan(Anchor.trial), Course(), START) == []


class TestSession:
    def test_on_the_day_after_each_session(self) -> None:
        course = Course((trial(0, None, 1, 8, 15),))
        found = a_year(plan(Anchor.session), course)
        assert [(one.due_on - START).days for one in found] == [2, 9, 16]
        assert found[0].key == f"session/t/{START + DAY}"
        assert found[0].closes_on == START + 8 * DAY
        assert [one.full for one in found] == [True, False, False]

    def test_daily_sessions_do_not_ask_every_day(self) -> None:
        course = Course((trial(0, None, *range(10)),))
        days = [(one.due_on - START).days for one in a_year(plan(Anchor.session), course)]
        assert days == [1, 4, 7, 10]

    def test_which_neighbours_are_joined_does_not_depend_on_the_day_of_asking(self) -> None:
        course = Course((trial(0, None, *range(30)),))
        whole = {one.key for one in a_year(plan(Anchor.session), course)}
        by_day = {one.key for day in range(40) if (one := due(plan(Anchor.session), course, START + day * DAY))}
        assert by_day <= whole


class TestWeekday:
    def test_the_first_one_and_then_every_second_week(self) -> None:
        found = occasions(plan(Anchor.weekday, 14, 3), Course(), START, START + 40 * DAY)
        assert [one.due_on.isoformat() for one in found] == ["2026-03-05", "2026-03-19", "2026-04-02"]

    def test_every_day_of_the_week_by_its_name(self) -> None:
        days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
        assert [in_words(plan(Anchor.weekday, 7, day)) for day in range(7)] == [f"asked every {day}" for day in days]
        assert in_words(plan(Anchor.weekday, 14, 1)).startswith("asked on a Tuesday, every")
        assert all((START + at * DAY).strftime("%A") == day for at, day in enumerate(days))

    def test_today_counts(self) -> None:
        found = due(plan(Anchor.weekday, 7, 0), Course(), START)
        assert found is not None
        assert found.due_on == START


ANCHORS = st.sampled_from(Anchor)


@given(ANCHORS, st.integers(1, 60), st.integers(0, 400), st.integers(-100, 100), st.integers(0, 120))
def test_never_two_on_one_day_and_what_is_due_is_open(
    anchor: Anchor, every: int, late: int, begun: int, lasted: int
) -> None:
    every = every * 7 if anchor is Anchor.weekday else every
    one = trial(begun, begun + lasted, *range(begun, begun + lasted, 5))
    course = Course((one, trial(begun + lasted, name="u")), START)
    asked = plan(anchor, every, 4 if anchor is Anchor.weekday else None)
    found = coming(asked, course, START + late * DAY)
    assert all(first.closes_on < second.due_on for first, second in pairwise(found))
    assert all(START <= each.due_on <= each.closes_on for each in found)
    assert all(each.closes_on >= START + late * DAY for each in found)
    now = due(asked, course, START + late * DAY)
    assert now is None or now == found[0]
    assert all(len(each.key) <= 60 for each in found)


@given(st.integers(1, 92), st.integers(0, 400))
def test_a_missed_one_is_passed_over(every: int, late: int) -> None:
    found = due(plan(every_days=every), Course(), START + late * DAY)
    assert found is not None
    assert (found.due_on - START).days == late // every * every


def test_each_plan_can_be_said() -> None:
    said = {in_words(plan(each, 7, 0 if each is Anchor.weekday else None)) for each in Anchor}
    assert len(said) == len(Anchor)
    assert "asked every Monday" in said
    assert in_words(plan(Anchor.weekday, 14, 4)) == "asked on a Friday, every 14 days"
