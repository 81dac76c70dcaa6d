"""What holds of every history: more treatment without response is never less resistance, and facts change their own."""

from dataclasses import replace
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.criteria.case import Ascertainment, Case, Measurement, Modality, Trial
from models.criteria.judge import judge_case, judge_trial
from models.criteria.outcome.change import CANNOT_JUDGE, UNDEFINED, category, change
from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.settings import DEFAULT
from models.criteria.staging import DefinitionResult, gather, registry
from models.criteria.verdict import Answer
from tests.criteria.lives import AS_OF, life
from tests.criteria.test_staging import DRUGS, lives, rank

DECIDED = (Answer.yes, Answer.no)
FACTS = scale_facts("phq9")
assert FACTS


def judge(case: Case) -> dict[str, DefinitionResult]:
    evidence = gather(judge_case(case, AS_OF), case)
    return {one.id: one.judge(evidence) for one in registry()}


LADDER = "sertraline 8w 0%; venlafaxine 8w 0%; nortriptyline 8w 0%; phenelzine 8w 0%; ECT bilateral 8 treatments 0%"
MANY = "citalopram 8w 0%; bupropion 8w 0%; mirtazapine 8w 0%; escitalopram 8w 0%; CBT 9 sessions 0%; IPT 9 sessions 0%"


@settings(max_examples=60, deadline=None)
@given(lives, st.sampled_from(DRUGS), st.integers(0, 5))
@example(LADDER, "citalopram", 0)
@example(LADDER, "sertraline", 5)
@example(MANY, "venlafaxine", 2)
@example(f"{LADDER}; {MANY}", "duloxetine", 11)
def test_one_more_fair_trial_without_response_anywhere_never_lowers_resistance(text: str, name: str, at: int) -> None:
    """By the order of every definition; a MAR22 of one drug fewer, for example, is never "TRD"."""
    parts = [part for part in text.split("; ") if part]
    more = "; ".join([*parts[:at], f"{name} 8w 0%", *parts[at:]])
    before, after = judge(life(text)), judge(life(more))
    for key, found in before.items():
        if found.result is not None and after[key].result is not None:
            assert rank(key, after[key].result) >= rank(key, found.result), key
        if found.met is Answer.yes:
            assert after[key].met is Answer.yes, key


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 20), st.booleans())
def test_baseline_and_end_raised_with_the_floor_are_the_same_class(before: int, end: int, up: int, lower: bool) -> None:
    def scale(floor: float) -> ScaleFacts:
        return replace(FACTS, floor=floor, lower_is_better=lower, reliable_change=6.0)

    best = 0 if lower else 60
    usual = change(before, end, scale(best))
    raised = change(before + up, end + up, scale(best + up))
    assert (raised.percent, category(raised, FACTS, DEFAULT)) == (usual.percent, category(usual, FACTS, DEFAULT))
    assert (category(usual, FACTS, DEFAULT) == UNDEFINED) == (before == best)


@given(st.integers(0, 27), st.integers(0, 20))
def test_at_the_floor_points_more_on_both_sides_change_no_class(end: int, up: int) -> None:
    """From the floor nothing can be told, however far floor and scores are moved together."""
    raised = replace(FACTS, floor=float(up))
    assert category(change(up, end + up, raised), raised, DEFAULT) == UNDEFINED
    if end:
        assert category(change(end + up, up, raised), raised, DEFAULT) == category(
            change(end, 0, FACTS), FACTS, DEFAULT
        )


@settings(max_examples=40, deadline=None)
@given(lives.filter(bool), st.integers(0, 27), st.integers(15, 900), st.booleans(), st.integers(0, 4))
def test_a_score_outside_a_trial_never_changes_it(text: str, score: int, days: int, later: bool, which: int) -> None:
    case = life(text)
    trial = case.trials[which % len(case.trials)]
    assert trial.ended_on
    edge = trial.ended_on.toordinal() + days if later else trial.started_on.toordinal() - days
    far = Measurement(trial.started_on.fromordinal(edge), "phq9", "total", score)
    tied_elsewhere = Measurement(trial.started_on, "phq9", "total", score, "another")
    more = replace(case, measurements=(*case.measurements, far, tied_elsewhere))
    usual, found = judge_trial(trial, case, AS_OF), judge_trial(trial, more, AS_OF)
    assert (found.status, found.outcome, found.adequacy) == (usual.status, usual.outcome, usual.adequacy)


@settings(max_examples=40, deadline=None)
@given(lives, st.integers(0, 99))
def test_in_whatever_order_it_was_recorded(text: str, seed: int) -> None:
    case = life(text)
    trials, scores, episodes = list(case.trials), list(case.measurements), list(case.episodes)
    for each in (trials, scores, episodes):
        Random(seed).shuffle(each)
    mixed = replace(case, trials=tuple(trials), measurements=tuple(scores), episodes=tuple(episodes))
    assert judge(mixed) == judge(case)
    assert judge_case(mixed, AS_OF).headline == judge_case(case, AS_OF).headline


FACT = {
    "adherence": lambda one: replace(one, adherence=None),
    "therapist": lambda one: replace(one, therapist=None),
    "dose": lambda one: replace(one, doses=()),
    "agent": lambda one: replace(one, agent="moonbeam") if one.agent else one,
    "therapy": lambda one: replace(one, therapy="a new one") if one.therapy else one,
}


@settings(max_examples=80, deadline=None)
@given(lives.filter(bool), st.integers(0, 4), st.sampled_from(sorted(FACT)))
def test_a_fact_that_becomes_known_flips_nothing_that_was_decided(text: str, which: int, fact: str) -> None:
    """The trials of `lives` were taken as prescribed, so that what becomes known of adherence speaks for them."""
    case = life(text)
    chosen = which % len(case.trials)
    hidden = replace(case, trials=tuple(FACT[fact](one) if at == chosen else one for at, one in enumerate(case.trials)))
    before, after = judge(hidden), judge(case)
    for key, found in before.items():
        if fact == "adherence" and key == "EMA13":
            continue  # its own criterion: what is not affirmed fails it
        if found.met in DECIDED and after[key].met in DECIDED:
            assert after[key].met == found.met, key
    judged, known = judge_trial(hidden.trials[chosen], hidden, AS_OF), judge_trial(case.trials[chosen], case, AS_OF)
    assert _flipped(judged.adequacy.verdict.reasons, known.adequacy.verdict.reasons) == []


def _flipped(before: object, after: object) -> list[str]:
    """Criteria that were decided one way and are now decided the other."""
    known = {one.criterion: one.verdict for one in after}  # type: ignore[attr-defined]
    return [
        one.criterion
        for one in before  # type: ignore[attr-defined]
        if one.verdict in DECIDED and known.get(one.criterion, one.verdict) in DECIDED
        and known.get(one.criterion, one.verdict) != one.verdict
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(-14, 70), st.integers(-14, 70), st.integers(0, 27), st.integers(0, 27))
def test_two_scores_judge_only_from_a_baseline_to_an_end(first: int, last: int, before: int, after: int) -> None:
    start = life("sertraline 8w").trials[0]
    on = [start.started_on.fromordinal(start.started_on.toordinal() + days) for days in (first, last)]
    scores = tuple(Measurement(day, "phq9", "total", score) for day, score in zip(on, (before, after), strict=True))
    trial = Trial(
        "T1", "E1", Modality.medication, start.started_on, start.ended_on, agent="sertraline", doses=start.doses,
        ascertainment=Ascertainment.prospective,
    )  # fmt: skip
    found = judge_trial(trial, replace(life(""), trials=(trial,), measurements=scores), AS_OF).outcome
    inside = min(first, last) <= DEFAULT.baseline_days_after < max(first, last) <= 55 + DEFAULT.end_days_after
    assert (found.category != CANNOT_JUDGE) == inside
