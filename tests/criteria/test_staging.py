"""What the stories of the definitions do not show: episodes, late scores, choices, and what always holds."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.criteria.case import Case, Diagnosis, Episode, Measurement, Role
from models.criteria.judge import judge_case
from models.criteria.outcome.scale import score_range
from models.criteria.settings import RuleSettings
from models.criteria.staging import DefinitionResult, disagreement, gather, judge_definitions
from models.criteria.staging.kinds.maudsley import _suggest, known
from models.criteria.verdict import Answer
from tests.criteria.lives import AS_OF, START, life

TWO = "sertraline 6w 10%; venlafaxine 6w 10%"
TOGETHER = "sertraline 6w 10%; venlafaxine 9w 10%; CBT 9 sessions 0%, side by side"
DEFAULT = RuleSettings()


def judge(case: Case, by: RuleSettings = DEFAULT) -> dict[str, DefinitionResult]:
    return {one.id: one for one in judge_definitions(judge_case(case, AS_OF, by), case)}


def results(treatments: str, by: RuleSettings = DEFAULT) -> dict[str, object]:
    return {name: one.result for name, one in judge(life(treatments), by).items()}


class TestEpisodes:
    def split(self, gap: int) -> Case:
        """The first drug in an episode that ended `gap` days before the next one began."""
        case = life(TWO)
        first, second = case.trials
        assert first.ended_on
        began = first.ended_on + timedelta(days=gap)
        later = began - second.started_on
        doses = tuple(one._replace(from_on=began) for one in second.doses)
        moved = replace(second, episode="E2", started_on=began, ended_on=second.ended_on + later, doses=doses)  # type: ignore[operator]
        scores = tuple(one._replace(on=one.on + later) if one.trial == second.id else one for one in case.measurements)
        before = replace(case.episodes[1], ended_on=first.ended_on)
        return replace(
            case, trials=(first, moved), episodes=(before, Episode("E2", started_on=began)), measurements=scores
        )

    def test_less_than_eight_weeks_well_is_the_same_episode(self) -> None:
        assert judge(self.split(55))["MCI14"].result is True

    def test_eight_weeks_well_begin_a_new_one(self) -> None:
        found = judge(self.split(56))
        assert found["MCI14"].result is False
        assert found["AHRQ18"].result is True
        assert "One trial of earlier episodes not counted." in found["MCI14"].reasons

    def test_no_episode_recorded(self) -> None:
        assert judge(replace(life(TWO), episodes=()))["MCI14"].result is True

    def test_a_trial_without_episode_belongs_by_its_day(self) -> None:
        case = life(TWO)
        unnamed = tuple(replace(one, episode=None) for one in case.trials)
        assert judge(replace(case, trials=unnamed))["MCI14"].result is True
        single = replace(case, trials=unnamed, episodes=(case.episodes[1],))
        assert judge(single)["MCI14"].result is True
        before = replace(case, trials=unnamed, episodes=(Episode("E1", started_on=START + timedelta(days=60)),))
        assert judge(before)["ATHFSF"].result == {"current": 1, "lifetime": 2}
        open_ = replace(case, trials=unnamed, episodes=(case.episodes[0], Episode("E1")))
        found = judge(open_)["MCI14"]
        assert found.met == Answer.unknown
        assert "record to which episode sertraline belongs" in found.would_change
        early = tuple(replace(one, started_on=START - timedelta(days=9999)) for one in unnamed)
        assert judge(replace(case, trials=early))["MCI14"].met != Answer.yes


class TestEvidence:
    def test_the_score_must_be_late_enough(self) -> None:
        case = life("sertraline 8w 10%; venlafaxine 6w 10%")
        early = tuple(
            one._replace(on=one.on - timedelta(days=15)) if one.score == 18 and one.trial == "T1" else one
            for one in case.measurements
        )
        found = judge(replace(case, measurements=early))
        assert found["MCI14"].met == Answer.unknown
        assert found["MCI14"].would_change == ("record a score of sertraline from 16 February 2025 or later",)
        assert found["AHRQ18"].result is True

    def test_a_remission_is_never_without_response(self) -> None:
        case = life("sertraline 6w 10%; venlafaxine 6w 10%")
        well = tuple(one._replace(score={20.0: 5.0, 18.0: 4.0}[one.score or 0]) for one in case.measurements)
        assert judge(replace(case, measurements=well))["MCI14"].result is False

    def test_other_therapies_are_told_by_what_they_lack(self) -> None:
        found = judge(life(f"{TWO}; CBT 8 sessions 0%"))["BRO19p"]
        assert found.would_change == ("CBT: one more session attended",)

    def test_missing_doses(self) -> None:
        found = judge(life("sertraline 6w 10%, dose unknown; venlafaxine 6w 10%"))["MCI14"]
        assert found.would_change == ("sertraline: record the doses that are missing",)

    def test_doses_not_recorded_at_all(self) -> None:
        case = life(TWO)
        bare = replace(case, trials=(replace(case.trials[0], doses=()), case.trials[1]))
        assert judge(bare)["MCI14"].would_change == (
            "sertraline: record each dose with the day from which it was taken",
        )

    def test_doses_missing_that_could_not_be_enough(self) -> None:
        assert judge(life("sertraline 5w 10%, dose unknown; venlafaxine 6w 10%"))["MCI14"].result is False

    def test_unknown_adherence_fails_a_rule_that_needs_affirmation(self) -> None:
        """Clinical rules, section 1: unknown adherence passes elsewhere, and fails only such a rule (EMA 2013)."""
        results = judge(life("sertraline 6w 10%, adherence unknown; venlafaxine 6w 10%"))
        found = results["EMA13"]
        assert (found.result, results["EMA02"].result, results["BER07"].result) == (False, True, True)
        assert "Does not count: sertraline (adherence not recorded)." in found.reasons
        assert found.would_change[0] == "record how much of sertraline was taken"
        assert found.would_change[1].startswith("one more antidepressant other than venlafaxine")

    @pytest.mark.parametrize(
        "treatment",
        ["sertraline 5w 10%", "sertraline 6w 60%", "sertraline 6w 10%, earlier episode"],
    )
    def test_recording_adherence_is_not_asked_for_where_it_would_not_do(self, treatment: str) -> None:
        found = judge(life(f"{treatment}, adherence unknown; venlafaxine 6w 10%"))["EMA13"]
        assert len(found.would_change) == 1
        assert "record" not in found.would_change[0]

    @pytest.mark.parametrize(
        ("treatments", "why"),
        [
            ("sertraline 5w 10%", "sertraline (5.0 of 6 weeks at 50 mg or more)"),
            ("sertraline 6w 10%, adherence 0.5", "sertraline (50 % taken)"),
            ("sertraline 6w 60%", "sertraline (60.0 % better)"),
            ("sertraline 6w 90%", "sertraline (remission)"),
            ("sertraline 6w, remembered 50to75", "sertraline (better as remembered)"),
        ],
    )
    def test_why_a_trial_does_not_count(self, treatments: str, why: str) -> None:
        assert f"Does not count: {why}." in judge(life(treatments))["MCI14"].reasons

    def test_partly_better_as_remembered(self) -> None:
        reasons = judge(life("sertraline 6w, remembered 25to49"))["FDA"].reasons
        assert "Does not count: sertraline (partly better as remembered)." in reasons

    def test_a_course_that_does_not_count(self) -> None:
        reasons = judge(life("sertraline 28d 0%; ECT bilateral 5 treatments 0%"))["KIM"].reasons
        assert "Does not count: ECT (not adequate: 5 of 6 treatments given)." in reasons


class TestSingleDefinitions:
    def test_shorter_than_six_weeks_is_flagged(self) -> None:
        reasons = judge(life("sertraline 4w 10%; venlafaxine 6w 10%"))["RYB21"].reasons
        assert "Shorter than 6 weeks: sertraline." in reasons
        assert not any("Shorter" in each for each in judge(life(TWO))["RYB21"].reasons)

    def test_a_day_short_of_six_weeks_is_flagged(self) -> None:
        reasons = judge(life("sertraline 41d 10%; venlafaxine 42d 10%"))["RYB21"].reasons
        assert "Shorter than 6 weeks: sertraline." in reasons

    def test_a_trial_of_an_earlier_episode_that_cannot_be_judged_leaves_the_count_of_a_life_open(self) -> None:
        found = judge(life("sertraline 6w 10%, no score, earlier episode; venlafaxine 6w 10%"))["ATHFSF"]
        assert (found.result, found.met) == (None, Answer.unknown)

    def test_a_psychotherapy_of_a_few_sessions_is_no_step(self) -> None:
        drugs = judge(life("sertraline 6w 10%"))["STARD"].result
        assert judge(life("sertraline 6w 10%; CBT 2 sessions 0%"))["STARD"].result == drugs
        assert judge(life("sertraline 6w 10%; CBT 16 sessions 0%"))["STARD"].result == drugs + 1

    def test_the_severity_that_is_suggested_is_that_of_the_whole_phq9(self) -> None:
        case = life("sertraline 6w 10%")
        last = max(one.on for one in case.measurements)
        syndrome = Measurement(last, "phq9", "major_depressive_syndrome", 1)
        told = judge(case)["MSM"].would_change
        assert "suggests" in " ".join(told)
        assert judge(replace(case, measurements=(*case.measurements, syndrome)))["MSM"].would_change == told

    @pytest.mark.parametrize("diagnosis", [Diagnosis.bipolar_I, Diagnosis.bipolar_II])
    def test_bipolar_depression(self, diagnosis: Diagnosis) -> None:
        found = judge(replace(life("sertraline 6w 10%"), diagnosis=diagnosis))
        assert found["AHRQ18"].result is True
        assert (found["SFO21"].result, found["SFO21"].met) == ("none", Answer.no)

    @pytest.mark.parametrize(("score", "result"), [(17, True), (16, False)])
    def test_the_hamilton_score_afterwards(self, score: float, result: bool) -> None:
        case = life(TWO)
        last = Measurement(AS_OF - timedelta(days=1), "hamd17", "total", score)
        assert judge(replace(case, measurements=(*case.measurements, last)))["GSRD07"].result is result
        early = last._replace(on=START)
        assert judge(replace(case, measurements=(*case.measurements, early)))["GSRD07"].met == Answer.unknown
        both = replace(case, measurements=(*case.measurements, early._replace(score=33 - score), last))
        assert judge(both)["GSRD07"].result is result, "the latest decides"

    def test_a_severity_to_be_recorded_with_what_the_latest_score_suggests(self) -> None:
        told = life("sertraline 6w 10%", "12 months")
        assert "record the severity of the episode (the PHQ-9 suggests moderate)" in judge(told)["MSM"].would_change
        unseen = replace(told, measurements=(), trials=())
        assert judge(unseen)["DMTRD"].would_change[0] == "record the severity of the episode"

    def test_the_lenient_reading_of_the_stages(self) -> None:
        lenient = RuleSettings(tr97_lenient=True)
        assert results("sertraline 6w 10%; nortriptyline 6w 10%", lenient)["TR97"] == "III"
        assert results("nortriptyline 6w 10%; phenelzine 6w 10%", lenient)["TR97"] == "IV"

    def test_every_psychotherapy_a_kind_of_its_own(self) -> None:
        by = RuleSettings(conway_each_therapy=True)
        assert results("CBT 8 sessions 0%; BA 8 sessions 0%", by)["CON17"] == 1

    FAILED = "sertraline 6w 0%; mirtazapine 6w 0%; IPT 9 sessions 0%"

    def test_together_with_response(self) -> None:
        found = judge(life(f"{self.FAILED}; venlafaxine 9w 60%; CBT 9 sessions 60%, side by side"))["MAR22"]
        assert (found.result, found.met) == ("TRD", Answer.yes)
        assert any(each.startswith("combined-missing") for each in found.reasons)

    def test_together_with_remission(self) -> None:
        found = judge(life(f"{self.FAILED}; venlafaxine 9w 90%; CBT 9 sessions 90%, side by side"))["MAR22"]
        assert found.result == "TRD"

    def test_together_but_not_measured(self) -> None:
        text = f"{self.FAILED}; venlafaxine 9w 60%, no score; CBT 9 sessions 60%, side by side, no score"
        found = judge(life(text))["MAR22"]
        assert (found.result, found.met) == ("TRD", Answer.yes)
        told = "record a score from the beginning and one from the end of the time with venlafaxine with CBT"
        assert found.would_change == (told,)

    def test_no_drug_whose_dose_could_be_raised(self) -> None:
        assert judge(life("moonbeam 6w 10%"))["MGHS"].met == Answer.unknown

    def test_a_second_antidepressant_added(self) -> None:
        case = life("sertraline 6w 10%; mirtazapine 6w 10%")
        added = replace(case.trials[1], role=Role.combination, augments="T1")
        assert judge(replace(case, trials=(case.trials[0], added)))["MGHS"].result == 1.5

    @pytest.mark.parametrize(("days", "points"), [(28, 1.5), (27, 1.0)])
    def test_a_second_antidepressant_counts_after_four_weeks(self, days: int, points: float) -> None:
        case = life(f"sertraline 6w 10%; mirtazapine {days}d 10%")
        added = replace(case.trials[1], role=Role.combination, augments="T1")
        assert judge(replace(case, trials=(case.trials[0], added)))["MGHS"].result == points


class TestDisagreement:
    def test_in_a_sentence(self) -> None:
        said = disagreement(list(judge(life(TWO)).values()))
        assert said.startswith("By Markowitz 2022 not treatment-resistant; by ")
        assert said.endswith("cannot be decided yet.")

    def test_resistant_by_all(self) -> None:
        said = disagreement(list(judge(life(f"{TWO}; CBT 9 sessions 0%")).values()))
        assert said.startswith("By Markowitz 2022 treatment-resistant; by ")

    def test_one_alone(self) -> None:
        found = judge(life(TWO))
        assert disagreement([found["MCI14"]]) == "By 1 of 1 other definitions it is."
        assert disagreement([found["MAR22"]]) == "By Markowitz 2022 not treatment-resistant."

    def test_by_none(self) -> None:
        found = judge(life("sertraline 6w 10%"))
        told = disagreement([found["MAR22"], found["MCI14"]])
        assert told == "By Markowitz 2022 not treatment-resistant; nor by any of 1 other definitions."


def test_the_range_of_a_scale() -> None:
    assert score_range("phq9") == (0, 27)
    assert score_range("moonbeam") is None


# What always holds

DRUGS = ("sertraline", "venlafaxine", "citalopram", "nortriptyline", "phenelzine", "bupropion", "mirtazapine")
drug = st.builds(
    lambda name, weeks, percent: f"{name} {weeks}w {percent}%",
    st.sampled_from(DRUGS), st.integers(2, 14), st.sampled_from((-20, 0, 24, 25, 26, 49, 50, 80)),
)  # fmt: skip
talking = st.builds(
    lambda name, number, percent: f"{name} {number} sessions {percent}%",
    st.sampled_from(("CBT", "IPT", "supportive")), st.integers(6, 12), st.sampled_from((0, 30, 60)),
)  # fmt: skip
lives = st.lists(st.one_of(drug, talking), max_size=5).map("; ".join)
ORDER: dict[str, tuple[object, ...]] = {
    "TR97": ("0", "I", "II", "III", "IV", "V"),
    "SOU99": ("none", "A", "TRD1", "TRD2", "TRD3", "TRD4", "TRD5", "CRD"),
    "MAR22": ("no", "TRD", "trueTRD"),
    "SFO21": ("none", "PRD", "TRD"),
}


def rank(name: str, result: object) -> float:
    if name in ORDER:
        return ORDER[name].index(result)
    if isinstance(result, dict):
        return float(sum(each for each in result.values() if isinstance(each, int)))
    return float(result)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(lives, st.sampled_from(DRUGS))
def test_one_more_fair_trial_without_response_never_lowers_resistance(treatments: str, name: str) -> None:
    before = results(treatments)
    after = results("; ".join(filter(None, (treatments, f"{name} 8w 0%"))))
    for key, result in before.items():
        if result is not None and after[key] is not None:
            assert rank(key, after[key]) >= rank(key, result), key


@settings(max_examples=25, deadline=None)
@given(lives, st.integers(0, 99))
def test_the_order_of_the_records_changes_nothing(treatments: str, seed: int) -> None:
    case = life(treatments)
    trials, scores = list(case.trials), list(case.measurements)
    Random(seed).shuffle(trials)
    Random(seed).shuffle(scores)
    assert judge(replace(case, trials=tuple(trials), measurements=tuple(scores))) == judge(case)


@settings(max_examples=25, deadline=None)
@given(lives)
def test_scores_outside_every_trial_change_nothing(treatments: str) -> None:
    case = life(treatments)
    far = Measurement(START - timedelta(days=2000), "phq9", "total", 27)
    more = replace(case, measurements=(*case.measurements, far))
    known = {name: one.result for name, one in judge(case).items() if name != "MSM"}
    assert {name: one.result for name, one in judge(more).items() if name != "MSM"} == known


@settings(max_examples=25, deadline=None)
@given(lives.filter(bool), st.integers(0, 4))
def test_what_was_unknown_and_becomes_known_flips_nothing_that_was_decided(treatments: str, place: int) -> None:
    parts = treatments.split("; ")
    chosen = place % len(parts)
    parts[chosen] += ", no score"
    hidden = {name: one.met for name, one in judge(life("; ".join(parts))).items()}
    shown = {name: one.met for name, one in judge(life(treatments)).items()}
    decided = (Answer.yes, Answer.no)
    for name, met in hidden.items():
        if name not in ("KIM", "STARD") and met in decided and shown[name] in decided:
            assert shown[name] == met, name


def test_stages_come_in_order() -> None:
    steps = ["sertraline 6w 0%", "venlafaxine 6w 0%", "nortriptyline 6w 0%", "phenelzine 6w 0%"]
    found = [str(results("; ".join(steps[:number]))["TR97"]) for number in range(5)]
    assert all(ORDER["TR97"].index(one) < ORDER["TR97"].index(other) for one, other in pairwise(found))


def test_gathering_is_shared() -> None:
    case = life(TWO)
    judgement = judge_case(case, AS_OF)
    evidence = gather(judgement, case)
    assert judge_definitions(judgement, case, evidence) == judge_definitions(judgement, case)


def changes(treatments: str, name: str) -> tuple[str, ...]:
    return judge(life(treatments))[name].would_change


class TestWhatToRecord:
    """Only what would decide, and each thing once."""

    def test_no_hamilton_score_is_asked_for_where_there_is_one(self) -> None:
        assert "a HAM-D17 score after the last of these trials" in changes(TWO, "GSRD07")
        assert not [one for one in changes("sertraline 6w 10%, HAM-D17 30 after", "GSRD07") if "HAM-D17" in one]

    def test_an_adjunct_that_is_judged_is_not_asked_about(self) -> None:
        told = changes(
            "sertraline 6w 10%, no score; venlafaxine 6w 10%; lithium added to venlafaxine 4w, side by side", "SOU99"
        )
        assert [one for one in told if "sertraline" in one]
        assert not [one for one in told if "lithium" in one]

    def test_the_placement_is_asked_for_once(self) -> None:
        ladder = "nortriptyline 8w 0%; sertraline 8w 0%; imipramine 8w 0%; venlafaxine 8w 0%; phenelzine 8w 0%"
        told = changes(f"{ladder}; ECT 8 treatments 0%; ECT 8 treatments 0%", "TR97")
        assert told.count("record the placement of the electrodes") == 1

    @pytest.mark.parametrize(
        ("scale", "score", "told"),
        [
            (("phq9", "total"), 20, "record the severity of the episode (the PHQ-9 suggests severe)"),
            (("phq9", "difficulty"), 2, "record the severity of the episode"),
            (("gad7", "total"), 20, "record the severity of the episode"),
        ],
    )
    def test_a_grade_is_suggested_by_the_phq9_alone(self, scale: tuple[str, str], score: float, told: str) -> None:
        case = replace(life(TWO), measurements=())
        case = replace(case, measurements=(Measurement(START, *scale, score),))
        asked = judge_case(case, AS_OF)
        assert _suggest(gather(asked, case)) == told


def test_of_two_psychotherapies_the_first_is_named() -> None:
    found = judge(life(f"{TWO}; CBT 9 sessions 0%; IPT 9 sessions 0%"))["MAR22"]
    assert [one for one in found.reasons if one.endswith("without response: CBT.")]


@pytest.mark.parametrize(
    ("treatments", "told"),
    [
        (f"citalopram 6w 10%, earlier episode; {TWO}", "One trial of earlier episodes not counted."),
        (
            f"citalopram 6w 10%, earlier episode; bupropion 6w 10%, earlier episode; {TWO}",
            "Two trials of earlier episodes not counted.",
        ),
    ],
)
def test_what_is_not_counted_is_told_by_number(treatments: str, told: str) -> None:
    assert told in judge(life(treatments))["MCI14"].reasons


@pytest.mark.parametrize(("points", "told"), [(0, "0 points"), (0.5, "0.5 points"), (1, "1 point"), (2, "2 points")])
def test_one_point_and_many(points: float, told: str) -> None:
    assert known(points, "ECT used").words == f"ECT used: {told}"


def test_a_second_antidepressant_that_augments_no_other_is_no_augmentation() -> None:
    case = life("sertraline 6w 10%; venlafaxine 6w 10%", "12 months, moderate")
    first, second = case.trials
    for role, augments, told in (
        (Role.combination, None, "No augmentation: 0 points."),
        (Role.combination, first.id, "Augmentation used: 1 point."),
        (Role.monotherapy, first.id, "No augmentation: 0 points."),
        (Role.augmentation, first.id, "Augmentation used: 1 point."),
    ):
        changed = replace(case, trials=(first, replace(second, role=role, augments=augments)))
        assert told in judge(changed)["MSM"].reasons
