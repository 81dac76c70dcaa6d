"""Who cannot see a picture of the cohort is told the same shares, curves and bars."""

from pages.parts.cohort_charts import APART, _ends
from pages.parts.cohort_tables import Table
from pages.parts.cohort_words import alternative


def test_bars_of_a_hundred_percent_tell_each_share() -> None:
    rows = [
        {"step": "step 1", "what": "remission", "percent": 25.0, "trials": 5, "of": 20},
        {"step": "step 1", "what": "no response", "percent": 75.0, "trials": 15, "of": 20},
        {"step": "step 1", "what": "could not be judged", "percent": 0.0, "trials": 0, "of": 20},
    ]
    assert alternative("flow", "From step to step", Table(rows, ["Of all that began."])) == (
        "From step to step. Step 1, 20 trials: remission 25 %; no response 75 %. Of all that began."
    )


def test_a_curve_tells_how_far_it_has_come_and_where_it_ends() -> None:
    rows = [
        {"event": "response", "week": week, "day": week * 7, "percent": percent}
        for week, percent in ((0.0, 0.0), (3.0, 10.0), (9.0, 30.0))
    ]
    assert alternative("time", "How long", Table(rows, [])) == (
        "How long. Response: 10 % by week 4; 10 % by week 8; 30 % where the curve ends, in week 9."
    )


def test_a_question_keeps_its_own_mark() -> None:
    row = {"step": "step 1", "what": "adequate", "percent": 100.0, "trials": 5, "of": 5}
    assert alternative("fairness", "Had it?", Table([row], [])) == "Had it? Step 1, 5 trials: adequate 100 %."


def test_bars_and_points_tell_how_many_and_how_far() -> None:
    bars = [{"place": 1, "percent": 80.0, "what": "response"}, {"place": 2, "percent": -12.0, "what": "less well"}]
    told = alternative("waterfall", "Every trial", Table(bars, []))
    assert told == "Every trial. Bars: 1 response; 1 less well. From 80 % better to 12 % worse."
    points = [{"before": 20.0, "after": 9.0}, {"before": 14.0, "after": 15.0}]
    told = alternative("before-after", "Before and after", Table(points, []))
    assert told == "Before and after. Before from 14 to 20, after from 9 to 15."


def test_the_names_of_two_curves_that_end_together_stand_apart() -> None:
    rows = [
        {"event": "response", "week": 13.0, "day": 91, "percent": 28.0},
        {"event": "remission", "week": 15.0, "day": 105, "percent": 30.0},
    ]
    ends = _ends(rows, ["response", "remission"])
    assert {row["week"] for row in ends} == {15.0}
    assert abs(ends[0]["place"] - ends[1]["place"]) >= APART
