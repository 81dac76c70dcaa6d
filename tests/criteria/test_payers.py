"""What payers ask, on both sides of each line, and what no record can tell."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.criteria.case import Case, Diagnosis, Measurement, Modality, Patient, Role, Severity
from models.criteria.judge import judge_case
from models.criteria.payers import PayerResult, judge_payers, policies
from models.criteria.rule import BrokenRule
from tests.criteria.lives import AS_OF, life

TWO = "sertraline 8w 10%; venlafaxine 8w 10%"
ADULT = date(1984, 3, 2)


def judged(case: Case, policy: str, as_of: date = AS_OF) -> PayerResult:
    return next(one for one in judge_payers(judge_case(case, as_of), case) if one.id == policy)


def states(case: Case, policy: str) -> dict[str, str]:
    return {one.text: one.state for one in judged(case, policy).criteria}


def person(treatments: str, episode: str = "severe, not psychotic", born_on: date | None = ADULT) -> Case:
    return replace(life(treatments, episode), patient=Patient("P1", born_on))


def scored(case: Case, instrument: str, score: float, days_ago: int = 1) -> Case:
    one = Measurement(AS_OF - timedelta(days=days_ago), instrument, "total", score)
    return replace(case, measurements=(*case.measurements, one))


@pytest.mark.parametrize(
    ("policy", "treatments", "met"),
    [
        ("TMS_L34998", "sertraline 6w 10%", "yes"),
        ("TMS_L34998", "sertraline 2w 10%, stopped for intolerance", "yes"),
        ("TMS_L34998", "sertraline 2w 10%", "no"),
        ("TMS_L34998", "sertraline 6w 10%, no score", "unknown"),
        ("TMS_L34522", "sertraline 6w 10%, earlier episode", "yes"),
        ("TMS_L37086", TWO, "no"),
        ("TMS_L37086", f"{TWO}; CBT 8 sessions 0%", "yes"),
        ("TMS_L37086", f"{TWO}; CBT 7 sessions 0%", "no"),
        ("TMS_L37086", f"{TWO}; CBT 8 sessions 50%", "no"),
        ("TMS_L37086", "sertraline 8w 10%; citalopram 8w 10%; CBT 8 sessions 0%", "no"),
        ("TMS_L33398", TWO, "unknown"),
        ("TMS_PSY301.015", f"{TWO}; CBT 8 sessions 0%", "yes"),
        ("ESK_CIGNA", TWO, "yes"),
        ("ESK_CIGNA", "sertraline 6w 25%; venlafaxine 6w 25%", "yes"),
        ("ESK_CIGNA", "sertraline 6w 25.1%; venlafaxine 6w 25%", "no"),
        ("ESK_CIGNA", "sertraline 41d 25%; venlafaxine 6w 25%", "no"),
        ("ESK_CAREFIRST", TWO, "no"),
        ("ESK_CAREFIRST", f"{TWO}; supportive 8 sessions 0%", "yes"),
        ("ESK_CAREFIRST", f"{TWO}; CBT 8 sessions 0%", "yes"),
        ("ESK_CAREFIRST", f"{TWO}; counselling 7 sessions 0%", "no"),
        ("ESK_CAREFIRST", f"{TWO}; lithium added to venlafaxine 8w 0%", "yes"),
        ("ESK_CAREFIRST", f"{TWO}; lithium added to venlafaxine 55d 0%", "no"),
        ("ESK_CAREFIRST", "sertraline 55d 10%; venlafaxine 8w 10%; CBT 8 sessions 0%", "no"),
        ("ESK_BCBSND", f"{TWO}; citalopram 4w 0%; lithium added to sertraline 4w 0%", "yes"),
        ("ESK_BCBSND", f"{TWO}; lithium added to sertraline 4w 0%", "no"),
        ("ESK_CAREFIRST", f"{TWO}; STPP 8 sessions 0%", "no"),
        ("ESK_CAREFIRST", f"{TWO}; BA 8 sessions 0%", "yes"),
        ("ESK_CAREFIRST", f"{TWO}; a new therapy 8 sessions 0%", "unknown"),
        ("ESK_BCBSND", f"{TWO}; citalopram 4w 25%; lithium added to sertraline 4w 0%", "no"),
        ("ESK_BCBSND", f"{TWO}; citalopram 8w 30%, dose 40; lithium added to sertraline 4w 0%", "yes"),
        ("ESK_BCBSND", f"{TWO}; citalopram 55d 30%, dose 40; lithium added to sertraline 4w 0%", "no"),
        ("ESK_BCBSND", f"{TWO}; citalopram 8w 30%, dose 20; lithium added to sertraline 4w 0%", "unknown"),
        ("ESK_BCBSND", f"{TWO}; citalopram 8w 50%, dose 40; lithium added to sertraline 4w 0%", "no"),
        ("ESK_WHA", TWO, "yes"),
        ("ESK_WHA", "sertraline 8w 10%", "no"),
        ("VNS_DEVICE", f"{TWO}", "no"),
    ],
)
def test_a_policy(policy: str, treatments: str, met: str) -> None:
    found = judged(person(treatments), policy)
    assert found.met == met, found.reasons
    assert all(reason.endswith(".") for reason in found.reasons)


@pytest.mark.parametrize(
    ("born_on", "state"), [(date(2008, 6, 1), "Met"), (date(2008, 6, 2), "Not met"), (None, "No evidence")]
)
def test_age(born_on: date | None, state: str) -> None:
    assert states(person(TWO, born_on=born_on), "ESK_CIGNA")["18 years or older"] == state


@pytest.mark.parametrize(("born_on", "state"), [(date(1960, 6, 2), "Met"), (date(1960, 6, 1), "Not met")])
def test_up_to_an_age(born_on: date, state: str) -> None:
    assert states(person(TWO, born_on=born_on), "ESK_QUALCHOICE")["18 to 65 years"] == state


@pytest.mark.parametrize(
    ("diagnosis", "state"), [(Diagnosis.MDD, "Met"), (Diagnosis.bipolar_I, "Not met"), (None, "No evidence")]
)
def test_diagnosis(diagnosis: Diagnosis | None, state: str) -> None:
    case = replace(person(TWO), diagnosis=diagnosis)
    assert states(case, "TMS_L34998")["major depressive disorder"] == state


@pytest.mark.parametrize(
    ("episode", "policy", "text", "state"),
    [
        ("severe", "TMS_L34998", "severe episode", "Met"),
        ("moderate", "TMS_L34998", "severe episode", "Not met"),
        ("", "TMS_L34998", "severe episode", "No evidence"),
        ("moderate", "TMS_PSY301.015", "moderate to severe episode", "Met"),
        ("mild", "TMS_PSY301.015", "moderate to severe episode", "Not met"),
        ("psychotic", "TMS_L34522", "no psychosis", "Not met"),
        ("not psychotic", "TMS_L34522", "no psychosis", "Met"),
        ("", "TMS_L34522", "no psychosis", "No evidence"),
        ("24 months", "VNS_DEVICE", "an episode of two years or more, or four episodes", "Met"),
        ("23 months", "VNS_DEVICE", "an episode of two years or more, or four episodes", "Not met"),
        ("beginning unknown", "VNS_DEVICE", "an episode of two years or more, or four episodes", "No evidence"),
    ],
)
def test_the_episode(episode: str, policy: str, text: str, state: str) -> None:
    assert states(person(TWO, episode), policy)[text] == state


def test_a_patient_without_any_episode_recorded() -> None:
    case = replace(person(TWO), episodes=())
    assert states(case, "TMS_L34522")["severe episode"] == "No evidence"
    assert states(case, "TMS_L34522")["no psychosis"] == "No evidence"


def test_a_psychotherapy_is_a_category_of_its_own() -> None:
    text = "two treatments of different categories without response"
    assert states(person("sertraline 6w 0%; CBT 9 sessions 0%"), "VNS_DEVICE")[text] == "Met"
    assert states(person("sertraline 6w 0%; citalopram 6w 0%"), "VNS_DEVICE")[text] == "Not met"


def test_four_episodes() -> None:
    case = person(TWO, "")
    fourth = replace(case, episodes=(case.episodes[0], replace(case.episodes[1], number=4)))
    assert states(fourth, "VNS_DEVICE")["an episode of two years or more, or four episodes"] == "Met"


@pytest.mark.parametrize(
    ("score", "days_ago", "state"), [(16, 28, "Met"), (15, 28, "Not met"), (16, 29, "No evidence")]
)
def test_a_recent_score(score: float, days_ago: int, state: str) -> None:
    case = scored(replace(person(TWO), measurements=()), "phq9", score, days_ago)
    assert states(case, "ESK_QUALCHOICE")["PHQ-9 above 15 within four weeks"] == state


def test_one_of_several_scales_is_enough() -> None:
    text = "PHQ-9 above 20, BDI-II of 30 or more, or HAM-D above 20"
    low = scored(replace(person(TWO), measurements=()), "phq9", 20)
    assert states(low, "TMS_NDBH16")[text] == "Not met"
    assert states(scored(low, "hamd17", 21), "TMS_NDBH16")[text] == "Met"


def test_ratings_before_an_implant() -> None:
    text = "two ratings of depression within 45 days before"
    bare = replace(person(TWO), measurements=())
    assert states(bare, "VNS_NCD")[text] == "No evidence"
    one = scored(bare, "phq9", 18, 45)
    assert states(one, "VNS_NCD")[text] == "No evidence"
    assert states(scored(one, "hamd17", 18, 3), "VNS_NCD")[text] == "Met"
    assert states(scored(one, "hamd17", 18, 46), "VNS_NCD")[text] == "No evidence"


def test_within_five_years() -> None:
    text = "two drugs of two classes, eight weeks or more each, within five years, in this episode"
    case = person(TWO)
    first = case.trials[0]
    for days, state in ((0, "Met"), (1, "Not met")):
        ended = date(2021, 6, 1) - timedelta(days=days)
        began = ended - timedelta(days=55)
        doses = tuple(one._replace(from_on=began) for one in first.doses)
        old = replace(first, started_on=began, ended_on=ended, doses=doses, recalled_improvement="lt25")
        known = replace(case, trials=(old, case.trials[1]), measurements=case.measurements[2:])
        assert states(known, "ESK_CAREFIRST")[text] == state


def test_no_stimulation_at_the_same_time() -> None:
    text = "no ECT, TMS, VNS or DBS at the same time"
    case = person(f"{TWO}; ECT bilateral 6 treatments 0%")
    assert states(case, "ESK_MEDMUTUAL")[text] == "Met"
    running = replace(case, trials=(*case.trials[:2], replace(case.trials[2], ended_on=None)))
    assert running.trials[2].modality == Modality.neuromodulation
    assert states(running, "ESK_MEDMUTUAL")[text] == "Not met"


def test_a_result_names_its_policy() -> None:
    found = judged(person(TWO), "ESK_CIGNA")
    policy = next(one for one in policies() if one.id == "ESK_CIGNA")
    said = (found.id, found.title, found.treatment, found.source, found.checked_on, found.note)
    assert said == ("ESK_CIGNA", policy.title, "esketamine", policy.source, policy.checked_on, policy.note)


@pytest.mark.parametrize(("days", "state"), [(29, "Met"), (28, "Not met")])
def test_more_than_four_weeks_are_at_least_a_day_more(days: int, state: str) -> None:
    case = person(f"sertraline {days}d 10%; venlafaxine {days}d 10%")
    assert states(case, "ESK_QUALCHOICE")["two classes, more than four weeks each"] == state


NDBH = "two antidepressants on their own, six weeks each"


def test_a_drug_that_was_added_is_not_one_on_its_own() -> None:
    case = person("sertraline 6w 10%; mirtazapine 6w 10%")
    assert states(case, "TMS_NDBH16")[NDBH] == "Met"
    added = replace(case.trials[1], role=Role.combination, augments="T1")
    assert states(replace(case, trials=(case.trials[0], added)), "TMS_NDBH16")[NDBH] == "Not met"


def test_severe_on_a_scale_or_by_the_clinician() -> None:
    text = "severe depression on a rating scale, or graded so by the clinician"
    mild = person("", "mild")
    assert states(scored(mild, "phq9", 20), "ESK_CAREFIRST")[text] == "Met"
    assert states(scored(mild, "phq9", 19), "ESK_CAREFIRST")[text] == "Not met"
    assert states(mild, "ESK_CAREFIRST")[text] == "No evidence"
    assert states(scored(person("", "severe"), "phq9", 5), "ESK_CAREFIRST")[text] == "Met"


def test_a_psychotherapy_if_there_was_one_to_have() -> None:
    text = "an adequate trial of psychotherapy, if available"
    assert states(person(TWO), "ESK_MEDMUTUAL")[text] == "No evidence"
    assert states(person(f"{TWO}; CBT 7 sessions 0%"), "ESK_MEDMUTUAL")[text] == "Not met"
    assert states(person(f"{TWO}; CBT 8 sessions 0%"), "ESK_MEDMUTUAL")[text] == "Met"


@pytest.mark.parametrize(
    ("episode", "state"),
    [("severe, not psychotic", "Met"), ("severe, psychotic", "Needs attestation"), ("severe", "Needs attestation")],
)
def test_psychosis_or_the_prescribers_statement(episode: str, state: str) -> None:
    assert states(person(TWO, episode), "ESK_CIGNA")["no psychosis, or the prescriber's statement"] == state


def test_adherence_must_be_affirmed() -> None:
    text = "at most 25 percent better on two classes, six weeks each, taken as prescribed"
    assert (
        states(person("sertraline 6w 10%, adherence unknown; venlafaxine 6w 10%"), "ESK_MEDMUTUAL")[text]
        == "No evidence"
    )
    assert states(person("sertraline 6w 10%; venlafaxine 6w 10%"), "ESK_MEDMUTUAL")[text] == "Met"


def test_what_must_be_attested_is_listed_and_does_not_decide() -> None:
    found = judged(person(TWO), "ESK_CIGNA")
    assert found.met == "yes"
    assert "Needs attestation: prescribed by a psychiatrist." in found.reasons


def test_every_policy_is_there() -> None:
    assert len({one.id for one in policies()}) == len(policies()) == 15
    for one in policies():
        assert one.checked_on
        assert all(each.source and each.mark for each in one.criteria)


def test_a_criterion_without_its_source_is_refused(tmp_path: Path) -> None:
    head = 'id = "X"\ntitle = "X"\ntreatment = "X"\norder = 1\nsource = "X"\nchecked_on = 2026-11-01\n'
    (tmp_path / "x.toml").write_text(head + '[criteria.a]\npredicate = "age"\ntext = "a"\n', encoding="utf-8")
    with pytest.raises(BrokenRule, match="source"):
        policies(tmp_path)


def test_severity_goes_in_order() -> None:
    assert list(Severity) == [Severity.subsyndromal, Severity.mild, Severity.moderate, Severity.severe]
