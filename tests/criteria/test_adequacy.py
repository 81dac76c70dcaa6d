"""What the stories do not show: adjuncts, combined treatment, warnings, sentences, and a trial judged day by day."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.criteria.adequacy import Adequacy, combined_treatments, judge_adequacy
from models.criteria.adequacy.therapist import experienced, therapist_reason
from models.criteria.case import (
    CompetenceRating,
    DoseStep,
    Modality,
    Placement,
    Procedure,
    Role,
    Therapist,
    TherapyFormat,
    TreatmentSession,
    Trial,
)
from models.criteria.settings import RuleSettings
from models.criteria.verdict import Answer
from tests.criteria.tables import START, case, doses, sessions

DEFAULT = RuleSettings()
LATER = START + timedelta(days=200)


def days(number: int) -> date:
    return START + timedelta(days=number)


SERTRALINE = Trial(
    "T1", "E1", Modality.medication, START, days(55), agent="sertraline", doses=doses("50 from day 1"), adherence=1.0
)
LITHIUM = Trial(
    "T2", "E1", Modality.medication, days(56), days(83), Role.augmentation, "lithium",
    augments="T1", doses=(DoseStep(days(56), 600),), adherence=1.0, serum_level_mmol_per_l=0.6,
)  # fmt: skip
CBT = Trial(
    "T3", "E1", Modality.psychotherapy, START, days(90), therapy="CBT",
    sessions=sessions("9 every 7 days")[0], therapist=Therapist(experienced=True),
)  # fmt: skip


def judge(trial: Trial, *others: Trial, as_of: date = LATER, by: RuleSettings = DEFAULT) -> Adequacy:
    return judge_adequacy(trial, case(trial, *others), as_of, by)


class TestAdjunct:
    def test_four_weeks_at_target_on_top_of_a_fair_trial(self) -> None:
        found = judge(LITHIUM, SERTRALINE)
        assert found.verdict.answer == Answer.yes
        assert found.rule == "canmat_2023_target/4wk"
        assert found.adequate_on == days(83)

    def test_one_day_short(self) -> None:
        found = judge(replace(LITHIUM, ended_on=days(82)), SERTRALINE)
        assert (found.verdict.answer, found.shortfall) == (Answer.no, "inadequate-duration")

    @pytest.mark.parametrize(
        ("level", "held", "shortfall"),
        [(0.5, Answer.yes, "not-ascertainable"), (0.49, Answer.no, "inadequate-dose"),
         (None, Answer.unknown, "not-ascertainable")],
    )  # fmt: skip
    def test_the_level_of_lithium(self, level: float | None, held: Answer, shortfall: str) -> None:
        found = judge(replace(LITHIUM, serum_level_mmol_per_l=level), SERTRALINE)
        assert (found.verdict.answer, found.shortfall) == (held, shortfall)

    def test_a_drug_without_a_level(self) -> None:
        aripiprazole = replace(LITHIUM, agent="Abilify", doses=(DoseStep(days(56), 2),), serum_level_mmol_per_l=None)
        assert judge(aripiprazole, SERTRALINE).verdict.answer == Answer.yes

    def test_on_top_of_a_trial_that_was_too_short(self) -> None:
        found = judge(LITHIUM, replace(SERTRALINE, ended_on=days(30)))
        assert (found.verdict.answer, found.shortfall) == (Answer.no, "inadequate-duration")
        assert "an adequate trial of sertraline underneath" in found.verdict.would_change
        assert found.adequate_on is None

    def test_on_top_of_a_trial_that_cannot_be_judged(self) -> None:
        assert judge(LITHIUM, replace(SERTRALINE, agent=None)).verdict.answer == Answer.unknown

    @pytest.mark.parametrize("base", [None, "T9", "T3", "T4"])
    def test_not_known_on_top_of_what(self, base: str | None) -> None:
        other = replace(LITHIUM, id="T4")
        found = judge(replace(LITHIUM, augments=base), SERTRALINE, CBT, other)
        assert found.verdict.answer == Answer.unknown
        assert "record to which antidepressant trial this was added" in found.verdict.would_change

    def test_counts_from_the_day_on_which_the_base_was_fair(self) -> None:
        early = replace(LITHIUM, started_on=START, doses=(DoseStep(START, 600),))
        assert judge(early, SERTRALINE).adequate_on == days(41)

    @pytest.mark.parametrize("agent", ["moonbeam", "phenelzine", None])
    def test_no_target_dose(self, agent: str | None) -> None:
        assert judge(replace(LITHIUM, agent=agent), SERTRALINE).verdict.answer == Answer.unknown

    def test_never_expected_while_something_else_stands_against_it(self) -> None:
        running = replace(LITHIUM, ended_on=None)
        assert judge(running, SERTRALINE, as_of=days(60)).expected_on == days(83)
        low = replace(running, serum_level_mmol_per_l=0.2)
        found = judge(low, SERTRALINE, as_of=days(60))
        assert found.expected_on is None
        assert "a serum level of 0.5 mmol/L or more" in found.sentence

    def test_reasons_tell_on_top_of_what_and_at_which_level(self) -> None:
        base, level = judge(LITHIUM, SERTRALINE).verdict.reasons[2:]
        source = "our own setting: an adjunct is judged on top of an adequate antidepressant trial"
        assert base == (
            "added to an adequate antidepressant", Answer.yes, "T1", None, "trial", source, "policy", None
        )  # fmt: skip
        assert (level.criterion, level.observed, level.required, level.unit) == ("serum level", 0.6, 0.5, "mmol/L")
        assert (level.mark, level.would_change) == ("verified", None)

    def test_what_to_record_of_it(self) -> None:
        found = judge(replace(LITHIUM, serum_level_mmol_per_l=None), replace(SERTRALINE, agent=None))
        assert found.verdict.would_change == (
            "an adequate trial of the antidepressant underneath",
            "record the serum level",
        )

    def test_enough_weeks_but_too_low_a_level(self) -> None:
        low = replace(LITHIUM, serum_level_mmol_per_l=0.2)
        told = "Not adequate: 4.0 weeks at 600 mg or more; needed: a serum level of 0.5 mmol/L or more."
        assert judge(low, SERTRALINE).sentence == told


class TestSentences:
    def at(self, day: int, **changes: object) -> str:
        return judge(replace(SERTRALINE, **{"ended_on": None, **changes}), as_of=days(day - 1)).sentence

    def test_on_the_way(self) -> None:
        expected = "Not adequate yet: 4.0 of 6 weeks at 50 mg or more; adequate on 12 April 2026 if continued."
        assert self.at(28) == expected

    def test_there(self) -> None:
        assert self.at(56) == "Adequate since 12 April 2026: 8.0 weeks at 50 mg or more, 6 needed."

    def test_dose_too_low(self) -> None:
        assert self.at(28, doses=doses("25 from day 1")).endswith("; the present dose of 25 mg is below that.")

    def test_dose_not_recorded(self) -> None:
        text = self.at(28, doses=doses("50 from day 1, unknown from day 15"))
        assert text.endswith("; the present dose is not recorded.")

    def test_none_taken_at_present(self) -> None:
        assert self.at(28, doses=doses("50 from day 1 to 14")).endswith("; no dose is being taken at present.")

    def test_none_taken_yet(self) -> None:
        assert self.at(3, doses=doses("50 from day 9")).endswith("; no dose has been taken yet.")

    def test_ended(self) -> None:
        assert self.at(99, ended_on=days(27)) == "Not adequate: 4.0 of 6 weeks at 50 mg or more."

    def test_little_taken(self) -> None:
        text = self.at(56, adherence=0.5)
        assert text == "Not adequate yet: 8.0 weeks at 50 mg or more; needed: at least 80 % of the doses taken."
        both = self.at(28, adherence=0.5)
        assert both.endswith("4.0 of 6 weeks at 50 mg or more; needed: at least 80 % of the doses taken.")

    def test_nothing_recorded(self) -> None:
        text = self.at(28, doses=())
        assert text == "Cannot be judged yet: record each dose with the day from which it was taken."

    def test_unknown_drug(self) -> None:
        assert self.at(28, agent="moonbeam") == "Cannot be judged: moonbeam is not in the formulary."
        assert self.at(28, agent=None) == "Cannot be judged: the drug is not recorded."
        assert "zuranolone under mgh_atrq" in self.at(28, agent="zuranolone")

    def test_what_would_change_it(self) -> None:
        found = judge(replace(SERTRALINE, ended_on=days(27)))
        assert found.verdict.would_change == ("2 weeks more at 50 mg/day or more",)
        found = judge(replace(SERTRALINE, ended_on=days(40)))
        assert found.verdict.would_change == ("1 day more at 50 mg/day or more",)

    def test_reasons_tell_all(self) -> None:
        weeks, taken = judge(replace(SERTRALINE, adherence=None)).verdict.reasons
        assert (weeks.criterion, weeks.observed, weeks.required) == ("weeks at or above 50 mg/day", 8.0, 6)
        assert (weeks.unit, weeks.mark) == ("weeks", "verified")
        assert "ATRQ" in weeks.source
        assert (taken.verdict, taken.observed, taken.required) == (Answer.unknown, None, 0.8)
        assert taken.would_change == "record how much of the medication was taken"

    def test_weeks_that_are_not_whole(self) -> None:
        found = judge(SERTRALINE, by=RuleSettings(weeks=6.5))
        assert found.verdict.reasons[0].required == pytest.approx(6.57)
        assert found.rule == "mgh_atrq/6.5wk"
        assert found.verdict.reasons[0].mark == "policy"

    def test_progress_for_a_bar(self) -> None:
        found = judge(replace(SERTRALINE, ended_on=days(20)))
        assert found.progress
        assert found.progress.share == 0.5
        assert judge(SERTRALINE).progress.share == 1.0  # type: ignore[union-attr]
        undated = judge(replace(CBT, sessions=()))
        assert undated.progress
        assert undated.progress.share is None
        assert undated.weeks_at_dose is None


class TestWarnings:
    def test_a_dose_above_the_label(self) -> None:
        (found,) = judge(replace(SERTRALINE, doses=doses("250 from day 1"))).warnings
        assert (found.observed, found.required) == (250, 200)

    def test_a_long_break(self) -> None:
        broken = replace(SERTRALINE, doses=doses("50 from day 1 to 20, 50 from day 35"))
        (found,) = judge(broken).warnings
        assert (found.observed, found.required, found.unit) == (14, 7, "days")

    def test_none(self) -> None:
        assert judge(SERTRALINE).warnings == ()
        assert judge(CBT).warnings == ()

    @pytest.mark.parametrize(
        ("text", "criteria"),
        [
            ("9 every 10 days", []),
            ("9 every 11 days", ["mean days between sessions"]),
            ("on days 0 7 14 35 42 49 56 63 70", []),
            ("on days 0 7 14 36 43 50 57 64 71", ["longest interval between sessions"]),
            ("on days 0 29", ["mean days between sessions", "longest interval between sessions"]),
            ("9 every 7 days, of 30 minutes", []),
            ("9 every 7 days, of 29 minutes", ["shortest session"]),
            ("9 every 7 days, 3 missed", []),
            ("9 every 7 days, 4 missed", ["share of planned sessions attended"]),
            ("20 every 4 days, 7 missed", ["share of planned sessions attended"]),
            ("9 undated", ["how often sessions took place"]),
            ("1 every 7 days", []),
        ],
    )
    def test_thin_psychotherapy(self, text: str, criteria: list[str]) -> None:
        held, count = sessions(text)
        found = judge(replace(CBT, sessions=held, attended_count=count, ended_on=days(120)))
        assert [one.criterion for one in found.warnings] == criteria

    def test_a_session_outside_the_trial_tells_nothing(self) -> None:
        early = (TreatmentSession(days(-1), True, 10), *sessions("9 every 7 days, of 50 minutes")[0])
        assert judge(replace(CBT, sessions=early)).warnings == ()

    def test_a_session_of_the_very_day_is_looked_at(self) -> None:
        short = (*sessions("8 every 7 days, of 50 minutes")[0], TreatmentSession(days(56), True, 20))
        thin = replace(CBT, sessions=short, ended_on=None)
        assert [one.criterion for one in judge(thin, as_of=days(56)).warnings] == ["shortest session"]
        assert judge(thin, as_of=days(55)).warnings == ()

    def test_unilateral_ect(self) -> None:
        ect = Trial(
            "T4", "E1", Modality.neuromodulation, START, procedure=Procedure.ECT, placement=Placement.unilateral,
            sessions=sessions("9 every 3 days")[0],
        )  # fmt: skip
        assert [one.observed for one in judge(ect).warnings] == [9]
        assert judge(replace(ect, sessions=sessions("10 every 3 days")[0])).warnings == ()
        assert judge(replace(ect, sessions=())).warnings == ()
        assert judge(replace(ect, placement=Placement.bilateral)).warnings == ()


class TestPsychotherapy:
    def test_sentences(self) -> None:
        assert judge(CBT).sentence == "Adequate since 27 April 2026: 9 sessions attended, 9 needed."
        undated = replace(CBT, sessions=(), attended_count=9)
        assert judge(undated).sentence == "Adequate: 9 sessions attended, 9 needed."
        eight = judge(replace(CBT, sessions=sessions("8 every 7 days")[0]))
        assert eight.sentence == "Not adequate: 8 of 9 sessions attended."
        assert eight.verdict.would_change == ("one more session attended",)
        unknown = judge(replace(CBT, therapist=None))
        assert unknown.sentence == "Cannot be judged yet: record the therapist's training and experience."
        support = judge(replace(CBT, therapy="supportive"))
        assert support.sentence == (
            "Not adequate: 9 sessions attended; needed: a therapy with evidence in depression instead of "
            "supportive psychotherapy."
        )
        short = judge(replace(CBT, therapy="supportive", sessions=sessions("2 every 7 days")[0]))
        assert short.sentence.startswith("Not adequate: 2 of 9 sessions attended; needed: a therapy with evidence")

    def test_expected_at_the_present_pace(self) -> None:
        running = replace(CBT, ended_on=None)
        found = judge(running, as_of=days(30))
        assert found.expected_on == days(56)
        assert found.sentence.endswith("5 of 9 sessions attended; adequate about 27 April 2026 at the present pace.")
        assert judge(running, as_of=days(3)).expected_on is None
        assert judge(replace(running, therapist=Therapist(experienced=False)), as_of=days(30)).expected_on is None
        late = replace(running, sessions=sessions("3 every 7 days")[0])
        assert judge(late, as_of=days(150)).expected_on == days(150)

    def test_an_undated_count_that_reaches_beyond_the_day(self) -> None:
        undated = replace(CBT, sessions=(), attended_count=9, ended_on=days(90))
        assert judge(undated, as_of=days(30)).verdict.answer == Answer.unknown
        few = judge(replace(undated, attended_count=8), as_of=days(30))
        assert few.verdict.answer == Answer.no
        assert few.sentence == "Not adequate yet: at most 8 of 9 sessions attended."
        assert few.verdict.would_change == ("one more session attended",)

    def test_sessions_outside_the_trial_do_not_count(self) -> None:
        before = (TreatmentSession(days(-1), True), TreatmentSession(days(91), True))
        found = judge(replace(CBT, sessions=(*sessions("8 every 7 days")[0], *before)))
        assert found.progress
        assert found.progress.observed == 8

    def test_the_clinician_overrules_the_list(self) -> None:
        act = replace(CBT, therapy="ACT")
        assert judge(act).shortfall == "not-evidence-based"
        claimed = judge(replace(act, evidence_based=True))
        assert claimed.verdict.answer == Answer.unknown
        assert "give the reason why this therapy counts as evidence-based" in claimed.verdict.would_change
        stated = judge(replace(act, evidence_based=True, evidence_reason="trial X"))
        assert stated.verdict.answer == Answer.yes
        assert any("trial X" in reason.source for reason in stated.verdict.reasons)
        assert judge(replace(CBT, evidence_based=False)).shortfall == "not-evidence-based"
        assert judge(replace(CBT, evidence_based=True)).verdict.answer == Answer.yes

    def test_guided_on_the_internet_is_low_intensity_whatever_the_therapy(self) -> None:
        guided = replace(CBT, format=TherapyFormat.internet_guided)
        assert judge(guided).shortfall == "not-evidence-based"

    def test_frequency_on_average(self) -> None:
        canmat = RuleSettings(psychotherapy_profile="canmat")
        slow = "on days 0 14 28 35 42 49 56 63 70 77 80 83 84"
        found = judge(replace(CBT, sessions=sessions(slow)[0]), by=canmat)
        assert found.adequate_on == days(84)
        never = judge(replace(CBT, sessions=sessions("12 every 8 days")[0]), by=canmat)
        assert "sessions at least every 7 days on average" in never.verdict.would_change

    @pytest.mark.parametrize(
        ("rating", "held"),
        [(("CTS-R", 36), Answer.yes), (("CTS-R", 35), Answer.unknown), (("CTS", 40), Answer.yes),
         (("CTS", 39), Answer.unknown),         (("other", 99), Answer.unknown)],
    )  # fmt: skip
    def test_a_low_rating_alone_never_tells_against_a_therapist(self, rating: tuple[str, float], held: Answer) -> None:
        known = Therapist(licensed=True, formal_training=True, competence_rating=CompetenceRating(*rating))
        assert experienced(known) == held

    @pytest.mark.parametrize(
        ("told", "held", "observed"),
        [(None, Answer.unknown, None), (Therapist(experienced=True), Answer.yes, "yes"),
         (Therapist(experienced=False), Answer.no, "no")],
    )  # fmt: skip
    def test_of_a_therapist_not_recorded_nothing_was_observed(
        self, told: Therapist | None, held: Answer, observed: str | None
    ) -> None:
        reason = therapist_reason(told, "a source", "verified")
        assert (reason.verdict, reason.observed, reason.source) == (held, observed, "a source")

    def test_little_practice_of_every_kind(self) -> None:
        rated = CompetenceRating("CTS-R", 20)
        known = Therapist(licensed=True, formal_training=True, years=1, supervised_cases=9, competence_rating=rated)
        assert experienced(known) == Answer.no


class TestNeuromodulation:
    def course(self, text: str, procedure: Procedure = Procedure.ECT, **changes: object) -> Trial:
        held, count = sessions(text)
        return Trial(
            "T4", "E1", Modality.neuromodulation, START, procedure=procedure, sessions=held, attended_count=count,
            **changes,  # type: ignore[arg-type]
        )  # fmt: skip

    def test_sentences(self) -> None:
        assert (
            judge(self.course("6 every 3 days")).sentence
            == "Adequate since 17 March 2026: 6 treatments given, 6 needed."
        )
        assert judge(self.course("6 undated")).sentence == "Adequate: 6 treatments given, 6 needed."
        short = judge(self.course("5 every 3 days", ended_on=days(20)))
        assert short.sentence == "Not adequate: 5 of 6 treatments given."
        assert short.verdict.would_change == ("one more treatment",)
        running = judge(self.course("4 every 3 days"), as_of=days(10))
        assert running.sentence.endswith("4 of 6 treatments given; adequate about 17 March 2026 at the present pace.")
        assert judge(self.course("")).sentence == "Cannot be judged yet: record the treatments given, with their dates."
        quick = judge(self.course("10 every 1 day", Procedure.tDCS))
        assert quick.sentence == "Not adequate yet: 10 treatments given; needed: a course of at least 12 days."

    def test_an_undated_count_that_reaches_beyond_the_day(self) -> None:
        undated = self.course("5 undated", ended_on=days(30))
        found = judge(undated, as_of=days(10))
        assert found.sentence == "Not adequate yet: at most 5 of 6 treatments given."
        assert judge(replace(undated, attended_count=6), as_of=days(10)).verdict.answer == Answer.unknown

    def test_tdcs_counts_from_the_day_on_which_it_was_long_enough(self) -> None:
        found = judge(self.course("15 every 1 day", Procedure.tDCS))
        assert found.adequate_on == days(11)

    def test_undated_theta_bursts_are_taken_at_their_number(self) -> None:
        assert judge(self.course("20 undated", Procedure.iTBS)).verdict.answer == Answer.yes

    def test_vns(self) -> None:
        implanted = self.course("", Procedure.VNS)
        assert judge(implanted).sentence == "Not adequate yet: 6 of 12 months; adequate on 2 March 2027 if continued."
        assert (judge(implanted).expected_on, judge(implanted).adequate_on) == (date(2027, 3, 2), None)
        assert judge(implanted, as_of=date(2027, 3, 2)).expected_on is None
        assert judge(implanted, as_of=date(2027, 3, 2)).sentence == "Adequate since 2 March 2027."
        ended = replace(implanted, ended_on=date(2026, 5, 1))
        assert judge(ended).sentence == "Not adequate: 1 of 12 months."
        assert judge(ended).expected_on is None
        leap = replace(implanted, started_on=date(2024, 2, 29))
        assert judge(leap, as_of=date(2025, 2, 28)).verdict.answer == Answer.yes
        assert judge(leap, as_of=date(2025, 2, 27)).verdict.answer == Answer.no


class TestCombined:
    def test_eight_weeks_side_by_side(self) -> None:
        (found,) = combined_treatments([SERTRALINE, CBT, LITHIUM], LATER, DEFAULT)
        assert found.trials == ("T1", "T3")
        assert (found.started_on, found.last_on, found.weeks) == (START, days(55), 8.0)

    def test_one_day_less(self) -> None:
        assert combined_treatments([replace(SERTRALINE, ended_on=days(54)), CBT], LATER, DEFAULT) == ()

    def test_a_single_common_day_is_a_day_together(self) -> None:
        by = RuleSettings(combined_weeks=1 / 7)
        (found,) = combined_treatments((SERTRALINE, replace(CBT, started_on=days(55))), LATER, by)
        assert (found.started_on, found.last_on, found.weeks) == (days(55), days(55), 1 / 7)
        assert combined_treatments((SERTRALINE, replace(CBT, started_on=days(56))), LATER, by) == ()

    def test_only_up_to_the_day(self) -> None:
        assert combined_treatments([SERTRALINE, CBT], days(54), DEFAULT) == ()
        assert combined_treatments([SERTRALINE, CBT], days(55), DEFAULT)

    def test_an_adjunct_beside_psychotherapy_is_not_meant(self) -> None:
        long = replace(LITHIUM, started_on=START)
        assert combined_treatments([long, CBT], LATER, DEFAULT) == ()


STEPS = st.lists(
    st.builds(
        lambda since, mg, length: DoseStep(days(since), mg, days(since + length) if length else None),
        st.integers(-5, 90),
        st.sampled_from([None, 0.0, 25.0, 49.9, 50.0, 100.0]),
        st.integers(0, 40),
    ),
    max_size=6,
    unique_by=lambda step: step.from_on,
)
TRIALS = st.builds(
    lambda steps, length, adherence: replace(
        SERTRALINE, doses=tuple(steps), ended_on=days(length) if length else None, adherence=adherence
    ),
    STEPS,
    st.one_of(st.none(), st.integers(1, 100)),
    st.sampled_from([None, 0.79, 0.8, 1.0]),
)


@settings(max_examples=150, deadline=None)
@given(TRIALS)
def test_adequate_on_is_the_first_day_that_finds_it_adequate(trial: Trial) -> None:
    """The day-by-day definition, against the sums that are made at once."""
    first = next((day for day in range(111) if judge(trial, as_of=days(day)).verdict.answer == Answer.yes), None)
    found = judge(trial, as_of=days(110))
    assert found.adequate_on == (None if first is None else days(first))


@settings(max_examples=150, deadline=None)
@given(TRIALS, st.integers(0, 100))
def test_expected_on_comes_true(trial: Trial, day: int) -> None:
    """If the present dose is continued, the trial is adequate on the expected day and not a day sooner."""
    expected_on = judge(replace(trial, ended_on=None), as_of=days(day)).expected_on
    if expected_on is None:
        return
    begun = tuple(step for step in trial.doses if step.from_on <= days(day))
    last = max(begun, key=lambda step: step.from_on)
    continued = replace(trial, ended_on=None, doses=(*(s for s in begun if s is not last), last._replace(to_on=None)))
    assert judge(continued, as_of=expected_on).verdict.answer == Answer.yes
    assert judge(continued, as_of=expected_on - timedelta(days=1)).verdict.answer != Answer.yes


@settings(max_examples=100, deadline=None)
@given(TRIALS, st.sampled_from([0.5, 0.8, 1.0]), st.randoms())
def test_knowing_more_and_order(trial: Trial, adherence: float, random) -> None:  # type: ignore[no-untyped-def]
    """Adherence made known changes no other criterion; the order of the doses changes nothing."""
    unknown = judge(replace(trial, adherence=None))
    known = judge(replace(trial, adherence=adherence))
    assert unknown.verdict.reasons[0] == known.verdict.reasons[0]
    shuffled = list(trial.doses)
    random.shuffle(shuffled)
    assert judge(replace(trial, doses=tuple(shuffled))) == judge(trial)


@given(
    st.integers(0, 12),
    st.sampled_from(["CBT", "supportive", "sand play", None]),
    st.sampled_from([True, False]),
)
def test_a_therapist_made_known_changes_no_other_criterion(number: int, therapy: str | None, known: bool) -> None:
    held = tuple(TreatmentSession(days(7 * at), True) for at in range(number))
    before = judge(replace(CBT, sessions=held, therapy=therapy, therapist=None))
    now = judge(replace(CBT, sessions=held, therapy=therapy, therapist=Therapist(experienced=known)))
    assert before.verdict.reasons[:2] == now.verdict.reasons[:2]
    if before.verdict.answer == Answer.no:
        assert now.verdict.answer == Answer.no


@given(TRIALS, st.integers(0, 110))
def test_no_sentence_blames_anybody(trial: Trial, day: int) -> None:
    found = judge(trial, as_of=days(day))
    assert not re.search(r"\bfail", found.sentence)
    assert found.sentence[-1] == "."
    for reason in found.verdict.reasons:
        assert (reason.would_change is None) == (reason.verdict == Answer.yes)
        assert reason.source
        assert reason.mark
