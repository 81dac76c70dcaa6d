"""Every story of tests/spec, told to the judgement."""

from datetime import date, timedelta

import pytest

from models.criteria.adequacy import judge_adequacy
from models.criteria.case import Modality, StopReason, Trial
from models.criteria.judge import judge_trial
from models.criteria.outcome import judge_outcome
from models.criteria.status import STATUSES
from tests.criteria.stories import medication, neuromodulation, psychotherapy
from tests.criteria.tables import START, Story, after, case, doses, nth, scores, told


def day(on: date | None) -> str:
    return "" if on is None else str((on - START).days + 1)


@told("adequacy_medication.md")
def test_medication(story: Story) -> None:
    trial, as_of, settings = medication(story)
    found = judge_adequacy(trial, case(trial), as_of, settings)
    assert found.verdict.answer == story["adequate"]
    assert found.status_so_far == story["so far"]
    weeks = found.weeks_at_dose
    assert ("" if weeks is None else str(round(weeks * 7))) == story["days at dose"]
    assert day(found.adequate_on) == story["adequate on day"]
    assert day(found.expected_on) == story["expected on day"]


@told("adequacy_psychotherapy.md")
def test_psychotherapy(story: Story) -> None:
    trial, as_of, settings = psychotherapy(story)
    found = judge_adequacy(trial, case(trial), as_of, settings)
    assert found.verdict.answer == story["adequate"]
    assert found.status_so_far == story["so far"]
    assert found.progress
    assert ("" if found.progress.observed is None else str(found.progress.observed)) == story["sessions attended"]
    assert day(found.adequate_on) == story["adequate on day"]


@told("adequacy_neuromodulation.md")
def test_neuromodulation(story: Story) -> None:
    trial, as_of, settings = neuromodulation(story)
    found = judge_adequacy(trial, case(trial), as_of, settings)
    assert found.verdict.answer == story["adequate"]
    assert found.status_so_far == story["so far"]
    observed = found.verdict.reasons[0].observed
    assert ("" if observed is None else str(observed)) == story["treatments given"]
    assert day(found.adequate_on) == story["adequate on day"]


@pytest.mark.parametrize("tie", [None, "T1"], ids=["by date", "tied to the trial"])
@told("outcome.md")
def test_outcome(story: Story, tie: str | None) -> None:
    instrument, scale = story["scale"].split(".")
    ended_on = after(story["ended"]) if story["ended"] else None
    trial = Trial("T1", "E1", Modality.medication, START, ended_on, primary_instrument=instrument)
    known = case(trial, scores(story["scores"], instrument, scale, tie))
    found = judge_outcome(trial, known, after(story["looked at"]), instrument=instrument, scale=scale)
    assert found.category == story["category"]
    percent = found.improvement_percent
    assert ("" if percent is None else f"{percent:.1f}") == story["improvement"]
    assert found.remission == story["remission"]
    assert found.reliable_change == story["reliable change"]
    assert found.early_improvement == story["early improvement"]
    assert found.judged or found.why


@told("status.md")
def test_status(story: Story) -> None:
    trial = Trial(
        "T1",
        "E1",
        Modality.medication,
        START,
        nth(story["ended on day"]),
        agent="sertraline",
        doses=doses("50 from day 1"),
        adherence=1.0,
        stop_reason=StopReason(story["stopped for"]) if story["stopped for"] else None,
        recalled_improvement=story["recalled"] or None,
    )
    as_of = nth(story["looked at on day"])
    assert as_of
    found = judge_trial(trial, case(trial, scores(story["scores"], "phq9", "total")), as_of)
    assert found.status == story["status"]
    assert found.status in STATUSES


def test_a_day_is_a_day() -> None:
    assert nth("1") == START
    assert after("0") == START
    assert nth("42") == START + timedelta(days=41)
