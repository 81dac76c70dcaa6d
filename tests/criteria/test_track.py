"""Signs on the way, symptoms and life apart, and treatments side by side."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.criteria.adequacy.beside import beside
from models.criteria.case import Measurement, Modality, Procedure, Role, TherapyFormat, TreatmentSession, Trial
from models.criteria.judge import judge_trial
from models.criteria.outcome.apart import apart, clinically_significant
from models.criteria.outcome.result import Outcome
from models.criteria.outcome.track import Sign, signs
from models.criteria.settings import RuleSettings
from models.criteria.verdict import Answer
from tests.criteria.tables import START, case, scores

AS_OF = START + timedelta(days=300)
DRUG = Trial("T1", "E1", Modality.medication, START, agent="sertraline")
CBT = Trial("T1", "E1", Modality.psychotherapy, START, therapy="CBT")


def on(days: int) -> date:
    return START + timedelta(days=days)


def seen(trial: Trial, text: str, instrument: str = "phq9", scale: str = "total") -> list[Sign]:
    known = case(trial, scores(text, instrument, scale))
    trial = replace(trial, primary_instrument=instrument)
    found = judge_trial(trial, known, AS_OF)
    return list(signs(trial, found.outcome, known, AS_OF, RuleSettings()))


def kinds(trial: Trial, text: str, instrument: str = "phq9", scale: str = "total") -> list[tuple[str, int]]:
    return [(one.kind, (one.on - START).days) for one in seen(trial, text, instrument, scale)]


@pytest.mark.parametrize(
    ("trial", "text", "told"),
    [
        (DRUG, "0: 20, 14: 17", [("early_non_improvement", 14)]),
        (DRUG, "0: 20, 14: 16", []),
        (DRUG, "14: 17", []),
        (CBT, "0: 20, 14: 20", []),
        (replace(DRUG, role=Role.augmentation), "0: 20, 14: 20", []),
        (CBT, "0: 20, 28: 17", [("checkpoint", 28)]),
        (CBT, "0: 20, 28: 16", []),
        (CBT, "0: 20, 31: 17", [("checkpoint", 31)]),
        (CBT, "0: 20, 32: 17", []),
        (CBT, "0: 20, 63: 13, 98: 9", [("checkpoint", 63), ("checkpoint", 98)]),
        (CBT, "0: 20, 63: 12, 98: 8", []),
        (replace(CBT, therapy="IPT"), "0: 20, 28: 17", []),
        (replace(CBT, therapy="sand play"), "0: 20, 28: 17", []),
        (CBT, "0: 10, 40: 16, 47: 16, 54: 17", [("reliable_worsening", 47)]),
        (CBT, "0: 10, 40: 16, 47: 15, 54: 16", []),
        (CBT, "0: 20, 7: 20, 10: 20, 45: 12, 52: 12, 59: 12", [("sudden_gain", 45)]),
        (CBT, "0: 20, 7: 20, 10: 20, 45: 12, 52: 12", []),
        (CBT, "0: 20, 7: 20, 10: 20, 45: 15, 52: 12, 59: 12", []),
        (CBT, "0: 20, 7: 12, 10: 20, 45: 12, 52: 20, 59: 12", []),
        (CBT, "0: 27, 7: 27, 10: 27, 45: 21, 52: 21, 59: 21", []),
    ],
)
def test_signs(trial: Trial, text: str, told: list[tuple[str, int]]) -> None:
    assert kinds(trial, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0: 16, 14: 17", "6.2 % worse about week 2; 20 % better is usual in those who respond."),
        ("0: 16, 14: 16", "no change about week 2; 20 % better is usual in those who respond."),
        ("0: 16, 14: 15", "6.2 % better about week 2; 20 % better is usual in those who respond."),
    ],
)
def test_a_worsening_is_not_called_better(text: str, told: str) -> None:
    assert [one.told for one in seen(DRUG, text)] == [told]


ONLINE = replace(CBT, therapy="iCBT", sessions=tuple(TreatmentSession(on(7 * at), True) for at in range(4)))


@pytest.mark.parametrize(
    ("trial", "instrument", "text", "told"),
    [
        (ONLINE, "phq9", "0: 16, 14: 10", [("early_gain", 14)]),
        (ONLINE, "phq9", "0: 16, 14: 11", []),
        (ONLINE, "phq9", "0: 16, 15: 10", []),
        (ONLINE, "phq9", "0: 16, 7: 10, 14: 9", [("early_gain", 7)]),
        (replace(ONLINE, sessions=()), "phq9", "0: 16, 14: 10", []),
        (replace(ONLINE, therapy="CBT"), "phq9", "0: 16, 14: 10", []),
        (
            replace(ONLINE, therapy="CBT", format=TherapyFormat.internet_guided),
            "phq9",
            "0: 16, 14: 10",
            [("early_gain", 14)],
        ),
        (CBT, "bdi2", "0: 20, 35: 17", [("above_band", 35)]),
        (CBT, "bdi2", "0: 20, 35: 16", []),
        (CBT, "bdi2", "0: 20, 34: 20", []),
        (CBT, "bdi2", "0: 20, 48: 17", [("above_band", 48)]),
        (CBT, "bdi2", "0: 20, 49: 15", []),
        (CBT, "bdi2", "0: 9, 35: 9", []),
        (CBT, "bdi2", "0: 20", []),
        (CBT, "bdi2", "0: 20, 189: 20", []),
        (replace(CBT, therapy="IPT"), "bdi2", "0: 20, 35: 20", []),
        (DRUG, "bdi2", "0: 20, 35: 20", []),
        (DRUG, "hamd17", "0: 20, 28: 19", [("above_band", 28)]),
        (DRUG, "hamd17", "0: 20, 28: 18", []),
        (DRUG, "hamd17", "0: 20, 45: 17", [("above_band", 45)]),
        (DRUG, "hamd17", "0: 20, 46: 20", []),
        (replace(DRUG, role=Role.augmentation), "hamd17", "0: 20, 28: 20", []),
        (DRUG, "qids_sr16", "0: 18, 28: 9", [("decision_point", 28)]),
        (DRUG, "qids_sr16", "0: 18, 28: 8", []),
        (DRUG, "qids_sr16", "0: 18, 28: 6, 42: 5", [("decision_point", 42)]),
        (DRUG, "qids_sr16", "0: 18, 24: 9, 35: 9", []),
        (replace(DRUG, role=Role.augmentation), "qids_sr16", "0: 18, 28: 9", []),
    ],
)
def test_signs_by_a_reference(trial: Trial, instrument: str, text: str, told: list[tuple[str, int]]) -> None:
    assert kinds(trial, text, instrument) == told


@pytest.mark.parametrize(
    ("first", "last", "share"),
    [(35, 48, 0.82), (49, 62, 0.75), (63, 90, 0.73), (91, 118, 0.70), (119, 146, 0.67), (147, 188, 0.62)],
)
def test_the_reference_of_cbt_in_each_of_its_weeks(first: int, last: int, share: float) -> None:
    for day in (first, last):
        assert kinds(CBT, f"0: 60, {day}: {60 * share + 0.2:.1f}", "bdi2") == [("above_band", day)]
        assert kinds(CBT, f"0: 60, {day}: {60 * share - 0.2:.1f}", "bdi2") == []
    assert [kinds(CBT, f"0: {baseline}, 35: 10", "bdi2") for baseline in (9, 10)] == [[], [("above_band", 35)]]


@pytest.mark.parametrize(("day", "line"), [(28, 18.08), (42, 16.638)])
def test_the_reference_of_a_drug(day: int, line: float) -> None:
    """1.90 + 0.536 x 20 + 0.84 x 6.5 in week 4, and 1.85 + 0.458 x 20 + 0.84 x 6.7 in week 6."""
    for away in (-3, 0, 3):
        assert kinds(DRUG, f"0: 20, {day + away}: {line + 0.005:.4f}", "hamd17") == [("above_band", day + away)]
        assert kinds(DRUG, f"0: 20, {day + away}: {line - 0.005:.4f}", "hamd17") == []


@pytest.mark.parametrize("week", [4, 6, 9, 12])
def test_the_weeks_at_which_stard_looked_again(week: int) -> None:
    for score, told in ((5, 1), (6, 0), (8, 0), (9, 1)):
        assert len(kinds(DRUG, f"0: 18, {7 * week}: {score}", "qids_sr16")) == told, score


def test_a_reference_is_named_with_its_limits() -> None:
    (band,) = seen(CBT, "0: 20, 35: 17", "bdi2")
    assert band.told == "BDI-II 17 in week 5; 80 of 100 in a reference had 16.4 or less."
    assert "ENRICHD" in band.source
    assert "heart disease" in band.limits
    good, poor = seen(DRUG, "0: 18, 28: 5, 42: 9", "qids_sr16")
    assert (good.good, poor.good, poor.mark) == (True, False, "memory")
    assert poor.told == "QIDS-SR16 9 at week 6: STAR*D raised a dose that was tolerated."


def test_each_sign_has_its_evidence_and_its_limits() -> None:
    (one,) = seen(CBT, "0: 20, 28: 17")
    assert one.told == "PHQ-9 17 at week 4 of CBT; 17 or more is a warning."
    assert (one.good, one.mark) == (False, "verified")
    assert "respond late" in one.limits
    assert "Schueller" in one.source


def test_a_scale_without_a_reliable_change() -> None:
    assert kinds(CBT, "0: 10, 40: 30, 47: 30", "hamd17") == []


def test_an_instrument_that_is_not_on_the_shelf() -> None:
    trial = replace(CBT, primary_instrument="moon")
    found = judge_trial(trial, case(trial), AS_OF)
    assert signs(trial, found.outcome, case(trial), AS_OF, RuleSettings()) == ()


def outcome(domain: str, category: str, **more: object) -> Outcome:
    return Outcome("phq9", "total", "PHQ-9", domain, category, **more)  # type: ignore[arg-type]


def test_symptoms_and_life_apart() -> None:
    better, same = outcome("symptoms", "response"), outcome("symptoms", "nonresponse")
    working, stuck = outcome("social_functioning", "response"), outcome("social_functioning", "nonresponse")
    assert apart({"symptoms": same, "social_functioning": working})[0].startswith(
        "Social functioning recovered by half"
    )
    assert apart({"symptoms": better, "social_functioning": stuck})[0].startswith("Symptoms responded, social")
    assert apart({"symptoms": better, "social_functioning": working}) == ()
    assert apart({"symptoms": same, "social_functioning": stuck}) == ()
    assert apart({"symptoms": better, "social_functioning": outcome("social_functioning", "cannot_judge")}) == ()
    assert apart({"symptoms": outcome("symptoms", "cannot_judge"), "social_functioning": working}) == ()
    assert apart({"symptoms": same._replace(recalled=True), "social_functioning": working}) == ()
    assert apart({}) == ()
    well = same._replace(remission=Answer.yes)
    assert apart({"symptoms": well, "social_functioning": working}) == ()


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (outcome("symptoms", "response", end=9.0), Answer.yes),
        (outcome("symptoms", "response", end=10.0), Answer.no),
        (outcome("symptoms", "partial_response", end=9.0), Answer.no),
        (outcome("symptoms", "cannot_judge", end=9.0), Answer.unknown),
        (outcome("symptoms", "response", end=9.0)._replace(instrument="hamd17"), Answer.unknown),
    ],
)
def test_clinically_significant(found: Outcome, held: Answer) -> None:
    assert clinically_significant(found) == held


@pytest.mark.parametrize(
    ("procedure", "begins", "how"),
    [
        (Procedure.ECT, 10, "beside"),
        (Procedure.ECT, 20, "beside"),
        (Procedure.ECT, 21, "after"),
        (Procedure.ECT, 76, "after"),
        (Procedure.ECT, 77, ""),
        (Procedure.rTMS, 21, ""),
        (Procedure.rTMS, 5, "beside"),
    ],
)
def test_psychotherapy_and_stimulation(procedure: Procedure, begins: int, how: str) -> None:
    course = Trial("T1", "E1", Modality.neuromodulation, START, on(20), procedure=procedure)
    talking = replace(CBT, id="T2", started_on=on(begins))
    found = beside((course, talking), AS_OF)
    assert [one.how for one in found] == ([how] if how else [])
    if found:
        assert (found[0].psychotherapy, found[0].course) == ("T2", "T1")
        beside_or_after = {"beside": "Psychotherapy beside stimulation.", "after": "Psychotherapy soon after ECT."}
        assert found[0].sentence == beside_or_after[how]
    assert beside((course, talking), START - timedelta(days=1)) == ()


@pytest.mark.parametrize(("begins", "how"), [(0, "beside"), (29, "beside"), (30, "beside"), (31, "")])
def test_stimulation_that_begins_on_the_last_day_of_psychotherapy_is_beside_it(begins: int, how: str) -> None:
    talking = replace(CBT, id="T2", ended_on=on(30))
    course = Trial("T1", "E1", Modality.neuromodulation, on(begins), on(60), procedure=Procedure.ECT)
    assert [one.how for one in beside((course, talking), AS_OF)] == ([how] if how else [])
    assert [one.how for one in beside((talking, CBT, course), on(begins) - timedelta(days=1))] == []


def test_measurements_are_plain() -> None:
    assert Measurement(START, "phq9", "total", 1) == (START, "phq9", "total", 1, None)
