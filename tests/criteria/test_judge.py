"""One patient as a whole: outcomes in five domains, the headline, what is to be decided, and who is worse."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.criteria.case import Ascertainment, Case, Episode, Measurement, Modality, Patient, Procedure, Role, Trial
from models.criteria.judge import CaseJudgement, judge_case, judge_trial
from models.criteria.outcome import judge_outcome, primary_scale
from models.criteria.outcome.change import Change
from models.criteria.outcome.domains import domains
from models.criteria.staging import gather
from models.criteria.verdict import Answer
from tests.criteria.lives import life
from tests.criteria.tables import START, case, doses, scores, sessions, therapist

AS_OF = START + timedelta(days=300)
E1 = Episode("E1", started_on=START - timedelta(days=30))


def days(number: int) -> date:
    return START + timedelta(days=number)


def drug(name: str = "T1", start: int = 0, length: int | None = 56, agent: str = "sertraline") -> Trial:
    begun = days(start)
    steps = tuple(step._replace(from_on=begun) for step in doses("200 from day 1"))
    ended_on = begun + timedelta(days=length - 1) if length else None
    return Trial(name, "E1", Modality.medication, begun, ended_on, agent=agent, doses=steps, adherence=1.0)


def talk(name: str = "T9", number: int = 12, ended: int | None = 100, therapy: str = "CBT") -> Trial:
    held, _ = sessions(f"{number} every 7 days")
    ended_on = days(ended) if ended else None
    known = therapist("experienced")
    return Trial(name, "E1", Modality.psychotherapy, START, ended_on, therapy=therapy, sessions=held, therapist=known)


def phq9(text: str, trial: str | None = None) -> tuple[Measurement, ...]:
    return scores(text, "phq9", "total", trial)


def judge(*parts: object, as_of: date = AS_OF) -> CaseJudgement:
    return judge_case(case(E1, *parts), as_of)


class TestOutcome:
    def test_scores_before_the_start_are_not_counted(self) -> None:
        (one,) = judge(drug(), phq9("-8: 21, -1: 20, 14: 17, 28: 18, 42: 18")).trials
        assert one.outcome.scores_after_start == 3

    def test_without_a_score_the_scale_that_comes_first_is_missed(self) -> None:
        (one,) = judge(drug()).trials
        assert (one.outcome.instrument, one.outcome.scores_after_start) == ("phq9", 0)

    def test_in_a_domain_without_a_score_the_scale_that_comes_first_is_missed(self) -> None:
        (one,) = judge(drug()).trials
        for domain, listed in domains().items():
            if domain != "symptoms":
                assert (one.outcomes[domain].instrument, one.outcomes[domain].judged) == (listed[0].instrument, False)

    @pytest.mark.parametrize(("gain", "room", "held"), [(0, 0, False), (1, 1, True), (0, 1, False), (1, 2, True)])
    def test_half_of_what_there_was_to_gain(self, gain: int, room: int, held: bool) -> None:
        assert Change(Fraction(gain), Fraction(room)).at_least(50) is held

    def test_from_the_best_possible_score_nothing_can_be_seen_to_help(self) -> None:
        (one,) = judge(drug(), phq9("-1: 0, 14: 0, 42: 3")).trials
        assert (one.outcome.early_improvement, one.outcome.early_percent) == (Answer.unknown, None)

    def test_a_score_tied_to_another_trial_is_never_looked_at(self) -> None:
        known = case(drug(), phq9("-1: 20, 55: 18"), phq9("-1: 10, 55: 2", "T2"))
        assert judge_outcome(drug(), known, AS_OF).category == "nonresponse"

    def test_a_tied_score_goes_before_an_untied_one_of_the_same_day(self) -> None:
        known = case(drug(), phq9("-1: 20, 55: 18"), phq9("55: 10", "T1"))
        assert judge_outcome(drug(), known, AS_OF).category == "response"
        both = case(drug(), phq9("-1: 20, 28: 18"), phq9("55: 10, 55: 12", "T1"))
        assert judge_outcome(drug(), both, AS_OF).end == 12

    def test_another_depression_scale_where_the_first_was_not_measured(self) -> None:
        known = case(drug(), scores("-1: 20, 55: 8", "hamd17", "total"), phq9("-40: 20"))
        found = judge_outcome(drug(), known, AS_OF)
        assert (found.instrument, found.category) == ("hamd17", "response")
        assert primary_scale(drug(), known, AS_OF) == ("hamd17", "total")

    def test_anxiety_does_not_decide_but_is_shown(self) -> None:
        known = case(drug(), scores("-1: 20, 55: 8", "gad7", "total"))
        found = judge_trial(drug(), known, AS_OF)
        assert found.outcome.category == "cannot_judge"
        assert found.outcomes["symptoms"].instrument == "gad7"
        assert found.status == "not-ascertainable"

    def test_the_primary_of_the_trial_goes_first(self) -> None:
        trial = replace(drug(), primary_instrument="gad7")
        known = case(trial, phq9("-1: 20, 55: 18"), scores("-1: 20, 55: 8", "gad7", "total"))
        assert judge_outcome(trial, known, AS_OF).instrument == "gad7"

    def test_a_primary_that_is_not_on_the_shelf(self) -> None:
        trial = replace(drug(), primary_instrument="moon")
        assert judge_outcome(trial, case(trial), AS_OF).why == "the instrument moon is not on the shelf"
        other = case(trial, scores("-1: 20, 55: 8", "hamd17", "total"))
        assert judge_outcome(trial, other, AS_OF).instrument == "hamd17"
        thin = case(trial, phq9("-1: 20"))
        assert "only one value" in (judge_outcome(trial, thin, AS_OF).why or "")

    def test_an_instrument_or_a_scale_that_does_not_exist(self) -> None:
        known = case(drug())
        assert judge_outcome(drug(), known, AS_OF, instrument="moon").why == "the instrument moon is not on the shelf"
        found = judge_outcome(drug(), known, AS_OF, instrument="phq9", scale="moon")
        assert found.why == "the instrument phq9 has no scale moon"

    def test_why_it_cannot_be_judged(self) -> None:
        def why(text: str) -> str | None:
            return judge_outcome(drug(), case(drug(), phq9(text)), AS_OF).why

        assert why("") == "no PHQ-9 score in this trial"
        assert why("200: 20") == "no PHQ-9 score in this trial"
        assert why("28: 20") == "no baseline: no PHQ-9 score from 14 days before the start to day 3"
        assert why("0: 20") == "only one value: no PHQ-9 score after day 3 of the trial"
        assert why("0: 0, 28: 3") == "the baseline was already the best possible score"

    def test_what_there_is_is_shown(self) -> None:
        found = judge_outcome(drug(), case(drug(), phq9("28: 3")), AS_OF)
        assert (found.baseline, found.end, found.end_on, found.remission) == (None, 3, days(28), Answer.yes)

    def test_sentences(self) -> None:
        def told(text: str, **changes: object) -> str:
            trial = replace(drug(), **changes)
            return judge_outcome(trial, case(trial, phq9(text)), AS_OF).sentence

        assert told("-1: 20, 55: 10") == "PHQ-9 20 to 10 on 26 April 2026; response (50.0 % better)."
        assert told("-1: 20, 55: 15") == "PHQ-9 20 to 15 on 26 April 2026; partial response (25.0 % better)."
        assert told("-1: 20, 55: 21") == "PHQ-9 20 to 21 on 26 April 2026; no response (5.0 % worse)."
        assert told("-1: 10, 55: 20") == "PHQ-9 10 to 20 on 26 April 2026; worse (100.0 % worse)."
        assert told("-1: 20, 55: 4").endswith("; remission (80.0 % better).")
        assert told("") == "Cannot judge: no PHQ-9 score in this trial."
        assert told("", recalled_improvement="lt25") == "No response as remembered; not measured."
        assert told("0: 0, 55: 2") == "Cannot judge: the baseline was already the best possible score."

    def test_change_in_points_goes_with_the_numbers(self) -> None:
        assert judge_outcome(drug(), case(drug(), phq9("-1: 20, 55: 12")), AS_OF).change_points == -8
        known = case(drug(), scores("-1: 15, 55: 25", "swls", "total"))
        assert judge_outcome(drug(), known, AS_OF, instrument="swls").change_points == 10

    def test_firm_only_with_a_score_since_it_became_adequate(self) -> None:
        known = case(drug(), phq9("-1: 20, 40: 20"))
        assert judge_outcome(drug(), known, AS_OF).firm
        assert judge_outcome(drug(), known, AS_OF, adequate_on=days(40)).firm
        soft = judge_outcome(drug(), known, AS_OF, adequate_on=days(41))
        assert not soft.firm
        assert soft.sentence.endswith("; no score since the trial became adequate.")

    def test_the_last_days_of_a_trial_are_not_known_while_it_runs(self) -> None:
        trial = drug(length=51)
        assert not judge_trial(trial, case(trial, phq9("-1: 20, 38: 18")), days(45)).outcome.firm
        assert judge_trial(trial, case(trial, phq9("-1: 20, 38: 18")), days(60)).outcome.firm
        assert judge_trial(trial, case(trial, phq9("-1: 20, 41: 18")), days(45)).outcome.firm

    def test_half_a_percent_is_better_and_not_worse(self) -> None:
        trial = replace(drug(), primary_instrument="bipf")
        found = judge_outcome(trial, case(trial, scores("-1: 100, 55: 99.5", "bipf", "impairment")), AS_OF)
        assert found.sentence.endswith("no response (0.5 % better).")

    def test_no_change_is_no_percent(self) -> None:
        trial = drug()
        found = judge_outcome(trial, case(trial, phq9("1: 20, 50: 20")), AS_OF)
        assert found.sentence.endswith("no response (0.0 % better).")

    def test_remembered_is_marked(self) -> None:
        trial = replace(drug(), ascertainment=Ascertainment.recall, recalled_improvement="25to49")
        found = judge_outcome(trial, case(trial), AS_OF)
        assert (found.category, found.recalled, found.improvement_percent) == ("partial_response", True, None)


class TestDomains:
    def test_five_of_them(self) -> None:
        assert set(judge_trial(drug(), case(drug()), AS_OF).outcomes) == set(domains())
        assert len(domains()) == 5

    def test_every_scale_lies_in_its_domain(self) -> None:
        for domain, scales in domains().items():
            assert scales
            assert {one.domain for one in scales} == {domain}

    def test_each_on_its_own(self) -> None:
        known = case(
            drug(),
            phq9("-1: 20, 55: 18"),
            scores("-1: 80, 55: 20", "bipf", "impairment"),
            scores("-1: 28, 55: 30", "hrqol4", "unhealthy_days"),
            scores("-1: 10", "swls", "total"),
            scores("-1: 20, 55: 44", "flourishing", "total"),
            scores("-1: 2, 55: 3", "ons4", "worthwhile"),
        )
        found = judge_trial(drug(), known, AS_OF).outcomes
        assert {name: (one.instrument, one.category) for name, one in found.items()} == {
            "symptoms": ("phq9", "nonresponse"),
            "social_functioning": ("bipf", "response"),
            "quality_of_life": ("hrqol4", "nonresponse"),
            "well_being": ("flourishing", "response"),
            "purpose": ("ons4", "nonresponse"),
        }
        assert found["symptoms"].note is None
        assert found["purpose"].note == "no threshold is agreed on for this domain"

    def test_the_first_scale_speaks_where_none_can_be_judged(self) -> None:
        known = case(drug(), scores("-1: 10", "swls", "total"), scores("-1: 20", "flourishing", "total"))
        assert judge_trial(drug(), known, AS_OF).outcomes["well_being"].instrument == "swls"


class TestCase:
    def test_a_trial_that_begins_later_is_left_out(self) -> None:
        found = judge(drug(), drug("T2", 70), as_of=days(69))
        assert [one.trial.id for one in found.trials] == ["T1"]
        assert found.current == ()
        assert [one.trial.id for one in judge(drug(), drug("T2", 70), as_of=days(70)).trials] == ["T1", "T2"]

    def test_in_order_of_their_start(self) -> None:
        found = judge(drug("T2", 70, None), drug("T1"))
        assert [one.trial.id for one in found.trials] == ["T1", "T2"]
        assert [one.trial.id for one in found.current] == ["T2"]
        assert found.trial("T2").running

    def test_nothing_recorded(self) -> None:
        found = judge()
        assert found.headline == "No treatment trial recorded yet."
        assert (found.time_to_decide, found.decide_on, found.worse_by_points) == (False, None, None)
        assert (found.resistant_by_drugs_alone, found.counted) == (False, ())

    def test_trials_of_earlier_episodes_are_judged_but_not_counted(self) -> None:
        earlier = replace(drug("T0", -200), episode="E0")
        found = judge(earlier, drug(), phq9("-1: 20, 55: 18"))
        assert [one.trial.id for one in found.counted] == ["T1"]
        assert len(found.trials) == 2

    @pytest.mark.parametrize(("days_well", "counted"), [(55, ["T0", "T1"]), (56, ["T1"])])
    def test_an_episode_that_goes_on_within_eight_weeks_is_counted_as_one(
        self, days_well: int, counted: list[str]
    ) -> None:
        """As the definitions count them."""
        before = replace(drug("T0", -200), episode="E0")
        began = START - timedelta(days=30)
        earlier = Episode("E0", started_on=began - timedelta(days=300), ended_on=began - timedelta(days=days_well))
        case = Case(Patient("P1"), (earlier, Episode("E1", started_on=began)), (before, drug()), phq9("-1: 20, 55: 18"))
        found = judge_case(case, days(60))
        assert [one.trial.id for one in found.counted] == counted
        assert [one.trial.id for one in gather(found, case).present] == counted

    def test_nothing_tried_in_the_present_episode(self) -> None:
        episodes = (Episode("E1", ended_on=days(60)), Episode("E2", started_on=days(200)))
        found = judge_case(Case(Patient("P1"), episodes, (drug(),)), days(220))
        assert (found.counted, len(found.trials)) == ((), 1)
        assert found.headline == "No treatment trial in the present episode yet."

    def test_combined_treatment_is_derived(self) -> None:
        assert [one.trials for one in judge(drug(), talk()).combined] == [("T1", "T9")]


TWO = (drug("T1", 0), drug("T2", 70, agent="venlafaxine"), phq9("-1: 20, 55: 18, 69: 18, 125: 17"))


class TestHeadline:
    @pytest.mark.parametrize(
        ("parts", "text"),
        [
            (TWO, "Two adequate drug trials without response; no adequate psychotherapy trial yet."),
            (
                (drug(), phq9("-1: 20, 55: 14")),
                "One adequate drug trial with partial response only; no adequate psychotherapy trial yet.",
            ),
            (
                (drug(), phq9("-1: 20, 55: 9")),
                "One adequate drug trial with response; no adequate psychotherapy trial yet.",
            ),
            ((drug(),), "One adequate drug trial without a measured outcome yet; no adequate psychotherapy trial yet."),
            ((drug(length=20),), "No adequate drug trial yet; no adequate psychotherapy trial yet."),
            (
                (talk(), phq9("-1: 20, 98: 18")),
                "No adequate drug trial yet; one adequate psychotherapy trial without response.",
            ),
            (
                (drug(length=None), phq9("-1: 20, 98: 3")),
                (
                    "One adequate drug trial with response; no adequate psychotherapy trial yet; "
                    "in remission with sertraline."
                ),
            ),
        ],
    )
    def test_one_sentence(self, parts: tuple[object, ...], text: str) -> None:
        assert judge(*parts).headline == text

    def test_a_running_trial_is_counted_here_before_definitions_count_it(self) -> None:
        parts = (drug("T1", 0), drug("T2", 70, None, agent="venlafaxine"), phq9("-1: 20, 55: 18, 69: 18, 125: 17"))
        assert judge(*parts, as_of=days(130)).headline == (
            "Two adequate drug trials without response; no adequate psychotherapy trial yet; "
            "venlafaxine still runs, and definitions of resistance count a trial once it has ended."
        )

    def test_stimulation_and_adjuncts(self) -> None:
        ect = Trial(
            "T5", "E1", Modality.neuromodulation, days(130), days(160), procedure=Procedure.ECT, attended_count=8
        )
        adjunct = replace(drug("T3", 126, agent="lithium"), role=Role.augmentation, augments="T2")
        found = judge(*TWO, ect, adjunct, phq9("130: 17, 158: 16"))
        assert found.headline == (
            "Two adequate drug trials without response; no adequate psychotherapy trial yet; "
            "one adequate neuromodulation trial without response."
        )


class TestDeciding:
    def test_a_running_trial_that_had_its_time(self) -> None:
        found = judge(drug(length=None), phq9("-1: 20, 55: 18"), as_of=days(60))
        assert found.time_to_decide
        assert found.decide_on == days(41)

    def test_not_before_it_is_adequate(self) -> None:
        assert not judge(drug(length=None), phq9("-1: 20, 28: 18"), as_of=days(40)).time_to_decide

    def test_not_without_a_score_since(self) -> None:
        assert not judge(drug(length=None), phq9("-1: 20, 28: 18"), as_of=days(60)).time_to_decide

    def test_not_after_a_response(self) -> None:
        assert not judge(drug(length=None), phq9("-1: 20, 55: 8"), as_of=days(60)).time_to_decide

    def test_not_in_remission(self) -> None:
        assert not judge(drug(length=None), phq9("-1: 5, 55: 4"), as_of=days(60)).time_to_decide

    def test_the_last_trial_where_none_runs(self) -> None:
        found = judge(*TWO)
        assert [one.trial.id for one in found.deciding] == ["T2"]

    def test_each_of_those_that_run(self) -> None:
        other = drug("T2", 1, None, agent="venlafaxine")
        found = judge(drug(length=None), other, phq9("-1: 20, 58: 18"), as_of=days(60))
        assert [one.trial.id for one in found.deciding] == ["T1", "T2"]

    def test_not_the_earlier_one_while_the_next_is_young(self) -> None:
        found = judge(drug(), drug("T2", 60, None), phq9("-1: 20, 55: 18"), as_of=days(70))
        assert not found.time_to_decide

    def test_undated_sessions_are_dated_by_their_trial(self) -> None:
        undated = replace(talk(), sessions=(), attended_count=12)
        found = judge(undated, phq9("-1: 20, 99: 18"))
        assert found.decide_on == START


class TestResistantByDrugsAlone:
    def test_two_drugs_and_no_psychotherapy(self) -> None:
        assert judge(*TWO).resistant_by_drugs_alone

    def test_one_drug(self) -> None:
        assert not judge(drug(), phq9("-1: 20, 55: 18")).resistant_by_drugs_alone

    def test_with_a_fair_psychotherapy(self) -> None:
        assert not judge(*TWO, talk()).resistant_by_drugs_alone

    def test_with_a_psychotherapy_that_was_too_short(self) -> None:
        assert judge(*TWO, talk(number=8)).resistant_by_drugs_alone

    def test_an_adjunct_is_no_drug_trial(self) -> None:
        adjunct = replace(drug("T2", 70, agent="lithium"), role=Role.augmentation, augments="T1")
        level = replace(adjunct, serum_level_mmol_per_l=0.6)
        found = judge(drug(), level, phq9("-1: 20, 55: 18, 69: 18, 125: 17"))
        assert not found.resistant_by_drugs_alone


class TestWorsening:
    def test_by_the_reliable_change_since_the_trial_began(self) -> None:
        found = judge(drug(length=None), phq9("-1: 10, 28: 16"), as_of=days(30))
        assert found.worse_by_points == 6
        assert found.worsening
        assert (found.worsening.first, found.worsening.latest) == (10, 16)
        assert (found.worsening.first_on, found.worsening.latest_on) == (days(-1), days(28))

    def test_not_by_less(self) -> None:
        assert judge(drug(length=None), phq9("-1: 10, 28: 15"), as_of=days(30)).worsening is None

    def test_not_where_no_reliable_change_is_known(self) -> None:
        known = scores("-1: 10, 28: 40", "hamd17", "total")
        assert judge(drug(length=None), known, as_of=days(30)).worsening is None

    def test_not_without_a_baseline(self) -> None:
        assert judge(drug(length=None), phq9("28: 20"), as_of=days(30)).worsening is None

    def test_not_on_an_instrument_nobody_knows(self) -> None:
        trial = replace(drug(length=None), primary_instrument="moon")
        assert judge(trial, as_of=days(30)).worsening is None

    def test_without_a_running_trial_since_the_episode_began(self) -> None:
        found = judge(drug(), phq9("-31: 2, -30: 10, 0: 14"), phq9("90: 17", "T1"), as_of=days(100))
        assert found.worsening
        assert (found.worsening.points, found.worsening.first_on) == (7, days(-30))
        assert found.worsening.latest_on == days(90)

    @pytest.mark.parametrize(("begins", "points"), [(None, 15), (101, 15), (100, None), (90, None), (-31, 15)])
    def test_since_the_newest_episode_that_has_begun(self, begins: int | None, points: int | None) -> None:
        other = Episode("E2", started_on=None if begins is None else days(begins))
        known = Case(Patient("P1"), (replace(E1, started_on=days(-60)), other), (), phq9("-31: 5, 100: 20"))
        assert judge_case(known, days(100)).worse_by_points == points

    def test_without_a_score_in_the_episode(self) -> None:
        assert judge(phq9("-90: 2, -80: 20")).worsening is None

    def test_without_an_episode_since_the_first_score(self) -> None:
        known = Case(Patient("P1"), measurements=phq9("-31: 2, 90: 17"))
        assert judge_case(known, AS_OF).worse_by_points == 15


SCORES = st.lists(
    st.builds(
        lambda day, score, tie, scale: Measurement(days(day), *scale, score, tie),
        st.integers(-40, 120),
        st.one_of(st.none(), st.integers(0, 27).map(float)),
        st.sampled_from([None, None, "T1", "T2", "T9"]),
        st.sampled_from([("phq9", "total"), ("phq9", "total"), ("bipf", "impairment"), ("swls", "total")]),
    ),
    max_size=14,
)
SHORT = (drug(), drug("T2", 70, None, "venlafaxine"), talk())


@settings(max_examples=150, deadline=None)
@given(SCORES, st.randoms())
def test_order_never_matters(measured: list[Measurement], random) -> None:  # type: ignore[no-untyped-def]
    trials, shuffled = list(SHORT), list(measured)
    random.shuffle(trials)
    random.shuffle(shuffled)
    one = judge(*SHORT, tuple(measured), as_of=days(110))
    other = judge(*trials, tuple(shuffled), as_of=days(110))
    assert one == other
    assert [dict(each.outcomes) for each in one.trials] == [dict(each.outcomes) for each in other.trials]


@settings(max_examples=150, deadline=None)
@given(SCORES, st.integers(0, 27).map(float), st.sampled_from([-300, -100, -15, 70, 100, 290]))
def test_scores_outside_a_trial_never_change_it(measured: list[Measurement], score: float, day: int) -> None:
    known = case(*SHORT, tuple(measured))
    more = case(*SHORT, tuple(measured), Measurement(days(day), "phq9", "total", score))
    tied = case(*SHORT, tuple(measured), Measurement(days(30), "phq9", "total", score, "T7"))
    before = judge_trial(SHORT[0], known, AS_OF)
    for each in (more, tied):
        now = judge_trial(SHORT[0], each, AS_OF)
        assert now == before
        assert dict(now.outcomes) == dict(before.outcomes)


@settings(max_examples=100, deadline=None)
@given(SCORES, st.integers(0, 110))
def test_what_comes_later_never_changes_a_judgement(measured: list[Measurement], day: int) -> None:
    as_of = days(day)
    seen = tuple(one for one in measured if one.on <= as_of)
    assert judge(*SHORT, tuple(measured), as_of=as_of) == judge(*SHORT, seen, as_of=as_of)


@settings(max_examples=100, deadline=None)
@given(SCORES, st.integers(0, 130))
def test_no_sentence_blames_anybody(measured: list[Measurement], day: int) -> None:
    found = judge(*SHORT, tuple(measured), as_of=days(day))
    sentences = [found.headline]
    for one in found.trials:
        sentences += [one.adequacy.sentence, one.outcome.sentence, *(each.sentence for each in one.outcomes.values())]
    for text in sentences:
        assert re.fullmatch(r"[A-Z].*\.", text)
        assert not re.search(r"\bfail|\bnon-?compl|\brefus", text, re.IGNORECASE)


@pytest.mark.parametrize(("band", "without"), [("lt25", True), ("25to49", True), ("50to75", False), ("gt75", False)])
def test_what_is_remembered_of_a_trial_decides_where_nothing_was_measured(band: str, without: bool) -> None:
    case = life(f"sertraline 6w, remembered {band}")
    (found,) = judge_case(case, date(2026, 6, 1)).trials
    assert found.outcome.without_response is without
