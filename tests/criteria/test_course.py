"""The stories of the course, loss of effect, and the conventions of other scales."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.criteria.case import Case, DoseStep, Measurement, Modality, Patient, Trial
from models.criteria.outcome.course import Course, judge_course
from models.criteria.outcome.scale import scale_facts
from models.criteria.settings import RuleSettings
from tests.criteria.document import PAGE, page
from tests.criteria.tables import Story, told

START = date(2026, 1, 1)
DRUG = Trial(
    "T1", "E1", Modality.medication, START, None, agent="sertraline", doses=(DoseStep(START, 100),), adherence=0.9
)


def on(days: int) -> date:
    return START + timedelta(days=days)


def course(text: str, *trials: Trial, instrument: str = "phq9", as_of: int = 400, since: int | None = 0) -> Course:
    facts = scale_facts(instrument)
    assert facts
    scores = []
    for part in filter(None, text.split(", ")):
        day, _, score = part.partition(": ")
        scores.append(Measurement(on(int(day)), instrument, facts.scale, float(score)))
    known = Case(Patient("P1"), (), trials, tuple(scores))
    begun = None if since is None else on(since)
    return judge_course(known, facts, trials, begun, on(as_of), RuleSettings())


def day(when: date | None) -> str:
    return "" if when is None else str((when - START).days)


@told("course.md")
def test_a_story(story: Story) -> None:
    found = course(story["readings"], DRUG)
    assert day(found.first_response_on) == story["response"]
    assert day(found.remission_on) == story["remission"]
    assert {name: day(when) for name, when in found.recovery_on.items()} == {
        "acnp2006": story["acnp2006"],
        "frank1991": story["frank1991"],
    }
    events = ", ".join(f"{day(each.on)} {each.kind} {each.convention}" for each in found.events)
    assert events == story["events"]


def test_without_a_treatment_the_first_reading_is_the_baseline() -> None:
    assert course("5: 20, 30: 10").first_response_on == on(30)


def test_only_readings_after_the_first_treatment() -> None:
    late = replace(DRUG, started_on=on(-30))
    assert course("0: 20, 30: 10", late, since=None).first_response_on == on(30)


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ("0: 25, 30: 4, 37: 8, 60: 14, 67: 14", [(60, "dezwart2019")]),  # one reading at 4 is enough for De Zwart
        ("0: 25, 30: 5, 37: 8, 60: 14, 67: 14", []),  # 5 is not
        ("0: 25, 30: 4, 37: 7, 60: 14, 67: 14", [(60, "acnp2006"), (60, "dezwart2019")]),
        ("0: 25, 30: 5, 37: 7, 60: 14, 67: 14", [(60, "acnp2006")]),
        ("0: 25, 30: 3, 37: 8, 60: 14, 67: 13", [(60, "dezwart2019")]),
        ("0: 25, 30: 3, 37: 8, 60: 13, 67: 13", []),
    ],
)
def test_the_hamilton_scale_has_three_conventions(readings: str, told: list[tuple[int, str]]) -> None:
    found = course(readings, instrument="hamd17")
    assert [(each.on, each.convention) for each in found.events] == [(on(day), name) for day, name in told]
    assert {each.kind for each in found.events} <= {"relapse"}
    assert set(found.recovery_on) == {"acnp2006", "frank1991"}


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ("60: 14, 74: 14", [(60, "acnp2006")]),
        ("60: 15, 74: 15", [(60, "acnp2006"), (60, "frank1991")]),
        ("60: 15, 73: 15", [(60, "acnp2006")]),
        ("60: 15, 67: 14, 74: 15", [(60, "acnp2006")]),
    ],
)
def test_frank_asks_for_a_higher_score_over_two_weeks(readings: str, told: list[tuple[int, str]]) -> None:
    found = course(f"0: 25, 30: 5, 37: 5, {readings}", instrument="hamd17")
    assert [(each.on, each.convention) for each in found.events] == [(on(day), name) for day, name in told]


@pytest.mark.parametrize(
    ("instrument", "readings", "days"),
    [
        ("qids_sr16", "0: 18, 30: 5, 37: 5, 60: 11", [60]),
        ("qids_sr16", "0: 18, 30: 5, 37: 5, 60: 10", []),
        ("hamd17", "0: 25, 30: 7, 37: 7, 60: 14", [60]),
        ("hamd17", "0: 25, 30: 7, 37: 7, 60: 13", []),
        ("phq9", "0: 20, 30: 4, 37: 4, 60: 27", []),
        ("phq9", "0: 20, 30: 4, 37: 4, 60: 10, 66: 10", []),
        ("phq9", "0: 20, 30: 4, 37: 4, 60: 10, 67: 10", [60]),
    ],
)
def test_one_reading_of_the_qids_or_hamilton_scale_tells_a_relapse(
    instrument: str, readings: str, days: list[int]
) -> None:
    """Clinical rules, section 6, "Relapse": two readings a week apart are asked of the PHQ-9 alone."""
    found = course(readings, instrument=instrument)
    assert [each.on for each in found.events if each.convention == "acnp2006"] == [on(day) for day in days]


@pytest.mark.parametrize(("score", "conventions"), [(10, []), (11, ["acnp2006", "frank1991"])])
def test_both_conventions_draw_the_same_line_on_the_qids(score: int, conventions: list[str]) -> None:
    found = course(f"0: 18, 30: 5, 37: 5, 60: {score}", instrument="qids_sr16")
    assert [each.convention for each in found.events] == conventions


def test_a_scale_without_a_line_for_relapse_has_no_recovery() -> None:
    found = course("0: 40, 30: 4, 37: 4, 300: 4", instrument="madrs")
    assert found.remission_on == on(30)
    assert set(found.recovery_on.values()) == {None}


class TestLossOfEffect:
    READINGS = "0: 20, 28: 4, 35: 4, 84: 12, 91: 13"

    def test_after_eight_weeks_of_remission_on_an_unchanged_dose(self) -> None:
        found = course(self.READINGS, DRUG)
        assert found.tachyphylaxis_on == on(84)
        assert found.prompt
        assert found.prompt.startswith("sertraline lost its effect on 26 March 2026. Ask what has changed")

    def test_a_day_short_of_eight_weeks(self) -> None:
        found = course("0: 20, 28: 4, 35: 4, 83: 12, 91: 13", DRUG)
        assert (found.tachyphylaxis_on, found.prompt) == (None, None)

    @pytest.mark.parametrize(("days", "lost"), [(56, True), (57, False), (84, False), (85, True)])
    def test_the_dose_unchanged_for_four_weeks(self, days: int, lost: bool) -> None:
        changed = replace(DRUG, doses=(DoseStep(START, 100), DoseStep(on(days), 50)))
        assert (course(self.READINGS, changed).tachyphylaxis_on is not None) == lost

    @pytest.mark.parametrize(
        "changes",
        [{"adherence": None}, {"adherence": 0.79}, {"doses": ()}, {"started_on": on(29)}, {"ended_on": on(80)},
         {"modality": Modality.psychotherapy}],
    )  # fmt: skip
    def test_not_by_this_drug(self, changes: dict[str, object]) -> None:
        assert course(self.READINGS, replace(DRUG, **changes)).tachyphylaxis_on is None

    def test_a_dose_that_ended(self) -> None:
        ended = replace(DRUG, doses=(DoseStep(START, 100, on(70)),))
        assert course(self.READINGS, ended).tachyphylaxis_on is None


def test_the_page_of_criteria_is_current() -> None:
    """Make it again with `python -m tests.criteria.document`."""
    assert PAGE.read_text(encoding="utf-8") == page()
