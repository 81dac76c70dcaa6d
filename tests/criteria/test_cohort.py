"""Many patients at once: curves as R draws them, steps that add up, and nothing told of what was not measured."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.criteria.cohort import (
    REMISSION,
    RESPONSE,
    TrialLine,
    Wish,
    by_domain,
    chosen,
    completeness,
    from_json,
    kaplan_meier,
    lines_of,
    outcome_of,
    pairs,
    scales,
    steps_of,
    time_to,
    to_json,
)
from models.criteria.judge import judge_case
from models.criteria.outcome.scale import scale_facts
from models.exchange.history_document import read_history

# Freireich 1963, remission of leukaemia under 6-mercaptopurine: weeks, and whether it came back.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
CAME_BACK = [True] * 9 + [False] * 12
# As R's survfit prints it: week, at risk, events, survival, lower and upper limit.
PUBLISHED = [
    (6, 21, 3, 0.857, 0.720, 1.000),
    (7, 17, 1, 0.807, 0.653, 0.996),
    (10, 15, 1, 0.753, 0.586, 0.968),
    (13, 12, 1, 0.690, 0.510, 0.935),
    (16, 11, 1, 0.627, 0.439, 0.896),
    (22, 7, 1, 0.538, 0.337, 0.858),
    (23, 6, 1, 0.448, 0.249, 0.807),
]


@pytest.mark.parametrize(("week", "at_risk", "events", "free", "low", "high"), PUBLISHED)
def test_a_published_curve(week: int, at_risk: int, events: int, free: float, low: float, high: float) -> None:
    curve = kaplan_meier(WEEKS, CAME_BACK)
    place = list(curve.days).index(week)
    assert (curve.at_risk[place], curve.events[place]) == (at_risk, events)
    told = round(float(curve.free[place]), 3), round(float(curve.low[place]), 3), round(float(curve.high[place]), 3)
    assert told == (free, low, high)


def test_what_a_curve_tells_between_its_days() -> None:
    curve = kaplan_meier(WEEKS, CAME_BACK)
    assert curve.median == 23
    assert curve.at(5) == 1
    assert curve.at(8) == curve.at(7)
    told = [round(curve.at(each), 3) for each in (5.9, 6, 6.5, 7, 22.5, 23, 100)]
    assert told == [1.0, 0.857, 0.857, 0.807, 0.538, 0.448, 0.448]
    assert (curve.followed(0), curve.followed(6), curve.followed(7), curve.followed(36)) == (21, 21, 17, 0)
    assert list(curve.censored[:2]) == [1, 0]


def test_nobody_makes_an_empty_curve() -> None:
    curve = kaplan_meier([], [])
    assert (len(curve.days), curve.median, curve.at(10), curve.followed(0)) == (0, None, 1.0, 0)


def test_when_everybody_had_the_event_there_are_no_limits_left() -> None:
    curve = kaplan_meier([1, 2], [True, True])
    assert curve.free[-1] == 0
    assert np.isnan(curve.low[-1])
    assert np.isnan(curve.high[-1])


def test_a_half_that_is_a_half_is_the_median() -> None:
    assert kaplan_meier([1, 2, 3, 4], [True, True, False, False]).median == 2
    assert kaplan_meier([1, 2, 3], [True, False, False]).median is None


@pytest.mark.parametrize(
    ("days", "events"), [([1.0], []), ([-1.0], [True]), ([float("nan")], [True]), ([[1.0]], [[True]])]
)
def test_days_that_are_none_are_refused(days: list[float], events: list[bool]) -> None:
    with pytest.raises(ValueError, match="day"):
        kaplan_meier(days, events)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60))
def test_the_curve_is_the_product_counted_by_hand(people: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([day for day, _ in people], [event for _, event in people])
    free = Fraction(1)
    for place, day in enumerate(sorted({day for day, _ in people})):
        left = sum(each >= day for each, _ in people)
        free *= 1 - Fraction(sum(each == day and event for each, event in people), left)
        assert curve.at_risk[place] == left
        assert curve.free[place] == pytest.approx(float(free), abs=1e-12)


def line(**other: object) -> TrialLine:
    usual: dict[str, object] = {
        "step": 1,
        "diagnosis": "MDD",
        "modality": "medication",
        "treatment": "sertraline",
        "group": "SSRI",
        "started_on": "2026-01-05",
        "ended_on": "2026-03-15",
        "status": "adequate-failed",
        "adequate": "yes",
        "category": "nonresponse",
        "remission": "no",
        "reliable_change": "no",
        "dropout": "no",
        "instrument": "phq9",
        "scale": "total",
        "baseline": 18.0,
        "end": 16.0,
        "responded_after": None,
        "remitted_after": None,
        "followed": 70,
        "domains": {"symptoms": "nonresponse"},
    }
    return TrialLine(**{**usual, **other})  # type: ignore[arg-type]


RESPONDED = line(category="response", end=8.0, responded_after=42, domains={"symptoms": "response"})
REMITTED = line(category="response", remission="yes", end=3.0, responded_after=28, remitted_after=56)
UNSEEN = line(category="cannot_judge", baseline=None, end=None, followed=None, domains={}, remission="unknown")
RUNNING = line(ended_on=None, adequate="not_applicable", dropout="not_applicable")
LEFT = line(step=2, adequate="no", dropout="yes")
ALL = [line(), RESPONDED, REMITTED, UNSEEN, RUNNING, LEFT, line(step=9, adequate="unknown", dropout="unknown")]


def test_steps_add_up() -> None:
    steps = steps_of(ALL, 5)
    assert [step.number for step in steps] == [1, 2, 3, 4, 5]
    assert [step.trials for step in steps] == [5, 1, 0, 0, 1]
    for step in steps:
        assert step.running + step.fair + step.not_fair + step.fairness_unknown == step.trials
        assert step.remission + step.response + step.no_response + step.not_judged == step.trials
    first = steps[0]
    assert (first.fair, first.running, first.remission, first.response, first.no_response, first.not_judged) == (
        4,
        1,
        1,
        1,
        2,
        1,
    )
    assert (first.remission_rate, first.response_rate) == (25, 50)
    assert (steps[1].not_fair, steps[1].dropout) == (1, 1)
    assert (steps[2].remission_rate, steps[2].response_rate) == (None, None)
    assert (steps[4].fairness_unknown, steps[4].dropout_unknown) == (1, 1)


def test_a_remission_is_told_once_and_the_unmeasured_never() -> None:
    assert [outcome_of(each) for each in ALL[:4]] == ["no_response", "response", "remission", "not_judged"]
    assert outcome_of(line(category="undefined")) == "not_judged"


def test_how_many_it_rests_on() -> None:
    whole = completeness([*ALL, line(end=None)])
    assert (whole.trials, whole.before, whole.after, whole.both) == (8, 7, 6, 6)
    assert whole.percent == 75
    assert completeness([]).percent is None


def test_points_before_and_after_and_the_noise_of_the_scale() -> None:
    found = pairs(
        [line(baseline=18.0, end=12.0), line(end=13.0), line(baseline=12.0, end=18.0), UNSEEN], ("phq9", "total")
    )
    assert [each.change for each in found] == ["better", "within noise", "worse"]
    assert found[0].percent == pytest.approx(100 / 3)
    assert pairs(ALL, ("gad7", "total")) == []
    assert pairs([line(baseline=None, end=12.0), line(baseline=12.0, end=None)], ("phq9", "total")) == []
    own = line(instrument="of_a_clinic_that_is_gone")
    assert pairs([own], (own.instrument, own.scale))[0][2:] == (None, "not known")
    unmeasured = line(instrument="cgi", scale="cgi_s", baseline=5.0, end=3.0)
    assert pairs([unmeasured], ("cgi", "cgi_s"))[0][3] == "not known"  # no published noise to compare it with
    assert list(scales([*ALL, own]).items()) == [(("phq9", "total"), 6), ((own.instrument, "total"), 1)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(3.0, 2.5, "better"), (3.0, 3.5, "worse"), (3.0, 2.6, "within noise"), (3.0, 3.0, "within noise")],
)
def test_a_scale_of_small_numbers(before: float, after: float, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where half a point is more than noise, half a point is better."""
    facts = scale_facts("phq9")
    assert facts is not None
    small = replace(facts, reliable_change=0.5)
    monkeypatch.setattr("models.criteria.cohort.measured.scale_facts", lambda *_: small)
    (found,) = pairs([line(baseline=before, end=after)], ("phq9", "total"))
    assert found.change == told


def test_each_domain_counts_only_where_it_was_judged() -> None:
    assert by_domain([line(), RESPONDED, UNSEEN, line(domains={"purpose": "deterioration"})]) == {
        "symptoms": {"nonresponse": 1, "response": 1},
        "purpose": {"deterioration": 1},
    }


def test_time_to_response_and_to_remission() -> None:
    response, remission = time_to(ALL, RESPONSE), time_to(ALL, REMISSION)
    assert list(zip(response.days, response.events, response.censored, strict=True)) == [
        (28, 1, 0),
        (42, 1, 0),
        (70, 0, 4),
    ]
    assert list(zip(remission.days, remission.events, remission.censored, strict=True)) == [(56, 1, 0), (70, 0, 5)]


def test_who_began_in_remission_or_was_never_seen_is_not_in_the_curve() -> None:
    assert len(time_to([line(baseline=3.0), UNSEEN, line(instrument="of_a_clinic_that_is_gone")], RESPONSE).days) == 0


def test_a_wish_chooses() -> None:
    other = line(
        modality="psychotherapy",
        group="psychotherapy",
        treatment="CBT",
        step=2,
        diagnosis=None,
        started_on="2026-02-01",
    )
    both = [line(), other]
    assert chosen(both, Wish()) == both
    for wish in (
        Wish(modality="psychotherapy"),
        Wish(group="psychotherapy"),
        Wish(treatment="CBT"),
        Wish(step=2),
        Wish(since=date(2026, 2, 1)),
    ):
        assert chosen(both, wish) == [other]
    assert Wish(step=2).holds(line()) is False
    for wish in (Wish(diagnosis="MDD"), Wish(until=date(2026, 1, 5)), Wish(step=1)):
        assert chosen(both, wish) == [line()]


DOCUMENT = {
    "format": "fairtrial-history/1",
    "as_of": "2026-11-01",
    "patient": {"id": "P1"},
    "diagnosis": "MDD",
    "episodes": [{"id": "E1", "started_on": "2026-01-01"}],
    "trials": [
        {
            "id": "T1",
            "episode": "E1",
            "modality": "medication",
            "agent": "sertraline",
            "started_on": "2026-02-01",
            "ended_on": "2026-04-30",
            "stop_reason": "nonresponse",
            "doses": [{"from": "2026-02-01", "mg_per_day": 100}],
            "adherence": 0.95,
        },
        {
            "id": "T2",
            "episode": "E1",
            "modality": "psychotherapy",
            "therapy": "CBT",
            "started_on": "2026-05-10",
            "sessions": [{"on": "2026-05-12", "attended": True}],
        },
    ],
    "measurements": [
        {"on": "2026-02-01", "instrument": "phq9", "score": 20},
        {"on": "2026-03-01", "instrument": "phq9", "score": 10},
        {"on": "2026-04-30", "instrument": "phq9", "score": 18},
    ],
}


def test_a_patient_s_lines_follow_from_the_judgement() -> None:
    read = read_history(json.dumps(DOCUMENT))
    first, second = lines_of(judge_case(read.case, read.as_of))
    assert (first.step, second.step) == (1, 2)
    assert (first.treatment, first.group, first.adequate, first.dropout) == ("sertraline", "SSRI", "yes", "no")
    assert (first.baseline, first.end, first.category) == (20, 18, "nonresponse")
    assert (first.started_on, first.ended_on) == ("2026-02-01", "2026-04-30")
    assert (first.was_fair, second.was_fair) == (True, False)
    assert (first.responded_after, first.remitted_after, first.followed) == (28, None, 88)
    assert first.domains == {"symptoms": "nonresponse"}
    assert (second.group, second.ended_on, second.adequate, second.dropout) == (
        "psychotherapy",
        None,
        "not_applicable",
        "not_applicable",
    )
    assert from_json(to_json([first, second])) == [first, second]


def test_a_day_of_ending_that_is_still_to_come_is_not_told() -> None:
    """Who looks back at an earlier day sees the treatment running."""
    read = read_history(json.dumps(DOCUMENT))
    (first,) = lines_of(judge_case(read.case, date(2026, 3, 15)))
    assert (first.treatment, first.ended_on, first.dropout) == ("sertraline", None, "not_applicable")


def test_stimulation_is_told_by_its_procedure() -> None:
    course = {"id": "T3", "modality": "neuromodulation", "procedure": "rTMS", "started_on": "2026-06-01"}
    read = read_history(json.dumps(DOCUMENT | {"trials": [course]}))
    (only,) = lines_of(judge_case(read.case, read.as_of))
    assert (only.treatment, only.group) == ("rTMS", "neuromodulation")


def test_of_a_scale_that_is_not_on_the_shelf_no_days_are_told() -> None:
    trial = DOCUMENT["trials"][0] | {"primary_instrument": "of_a_clinic_that_is_gone"}
    kept = [{"on": "2026-03-01", "instrument": "of_a_clinic_that_is_gone", "score": 3}]
    read = read_history(json.dumps(DOCUMENT | {"trials": [trial], "measurements": kept}))
    (only,) = lines_of(judge_case(read.case, read.as_of))
    assert (only.responded_after, only.remitted_after, only.followed) == (None, None, None)


def test_of_a_drug_without_a_name_the_kind_is_told() -> None:
    read = read_history(json.dumps(DOCUMENT | {"trials": [DOCUMENT["trials"][0] | {"agent": None}]}))
    (only,) = lines_of(judge_case(read.case, read.as_of))
    assert (only.treatment, only.group) == ("", "other drug")
