"""Every answer of a payer's rule can be followed to the records that gave it."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from models.criteria.case import Case, Patient, Role
from models.criteria.judge import judge_case
from models.criteria.payers import Criterion, Trace, judge_payers, policies, trace
from models.criteria.payers.predicates import ASKED
from models.criteria.staging import Evidence, gather
from models.criteria.verdict import Answer
from models.criteria.wording import listed
from tests.criteria.lives import AS_OF, life

LIVES = (
    "",
    "sertraline 8w 10%; venlafaxine 8w 10%",
    "sertraline 2w 10%, stopped for intolerance; citalopram 6w 60%",
    "sertraline 8w 10%; citalopram 8w 10%; lithium added to citalopram 8w 0%",
    "sertraline 6w 10%, no score; CBT 8 sessions 0%",
    "sertraline 8w 10%, earlier episode; supportive 12 sessions 10%",
    "sertraline 8w 10%; venlafaxine 8w 10%; CBT 12 sessions 0%; ECT bilateral 8 treatments 20%",
)
CRITERIA = [one for policy in policies() for one in policy.criteria]


def evidence(treatments: str, episode: str = "severe, not psychotic") -> Evidence:
    case = replace(life(treatments, episode), patient=Patient("P1", date(1984, 3, 2)))
    return gather(judge_case(case, AS_OF), case)


def every_way(one: Criterion, found: Trace) -> list[tuple[Criterion, Trace]]:
    return list(zip(one.ways, found.ways, strict=True)) if one.ways else [(one, found)]


@pytest.mark.parametrize("treatments", LIVES)
@pytest.mark.parametrize("one", CRITERIA, ids=lambda one: one.name)
def test_the_trace_says_what_the_judgement_says(one: Criterion, treatments: str) -> None:
    known = evidence(treatments)
    found = trace(one, known)
    names = {each.trial.id: each.name for each in known.trials}
    for asked, way in every_way(one, found):
        counts = [names[each.trial] for each in way.trials if each.answer == Answer.yes]
        if asked.predicate in ASKED:
            assert way.held.observed.startswith(listed(counts) or "none recorded")
        assert all(each.words.strip() == each.words != "" for each in way.trials)
        assert len({each.trial for each in way.trials}) == len(way.trials), "a trial is told once"
        if way.held.answer in (Answer.no, Answer.unknown) and way.held.observed != "psychotic":
            assert way.missing, "what is not met says what is missing"
        if way.held.answer in (Answer.yes, Answer.not_applicable):
            assert not way.missing


def test_the_answers_are_those_of_the_payers() -> None:
    for treatments, policy in product(LIVES, policies()):
        known = evidence(treatments)
        judged = next(one for one in judge_payers(known.judgement, known.case, known) if one.id == policy.id)
        traced = [trace(one, known).held.observed for one in policy.criteria]
        assert traced == [one.observed for one in judged.criteria]


def drugs(policy: str, case: Evidence) -> Trace:
    return next(
        trace(one, case)
        for each in policies()
        if each.id == policy
        for one in each.criteria
        if one.predicate == "drugs"
    )


def words(found: Trace) -> dict[str, str]:
    return {each.trial: each.words for each in found.trials}


def test_why_a_trial_counts_or_not() -> None:
    assert words(drugs("ESK_CIGNA", evidence("sertraline 8w 10%; citalopram 3w 10%; bupropion 8w 60%"))) == {
        "T1": "8.0 weeks at 50 mg or more; 10.0 % better",
        "T2": "3.0 weeks at 20 mg or more, 6 weeks asked for",
        "T3": "60.0 % better",
    }
    assert words(drugs("TMS_L34998", evidence("sertraline 2w 10%, stopped for intolerance"))) == {
        "T1": "stopped for side effects"
    }
    assert words(drugs("ESK_CIGNA", evidence("sertraline 8w 10%, earlier episode"))) == {
        "T1": "belongs to an earlier episode"
    }


def test_why_a_trial_was_not_looked_at() -> None:
    """One payer asks for drugs on their own: only what was added to another is told so."""
    known = evidence("sertraline 8w 10%; venlafaxine 8w 10%")
    first, second = known.case.trials
    added = replace(known.case, trials=(first, replace(second, role=Role.combination, augments="T1")))
    judged = gather(judge_case(added, AS_OF), added)
    assert words(drugs("TMS_NDBH16", judged))["T2"] == "added to another drug, asked for on its own"
    before = replace(added, trials=tuple(replace(one, episode="E0") for one in added.trials))
    told = words(drugs("ESK_CIGNA", gather(judge_case(before, AS_OF), before)))
    assert told == {"T1": "belongs to an earlier episode", "T2": "belongs to an earlier episode"}


def test_a_trial_that_runs_is_named_and_does_not_count() -> None:
    known = evidence("sertraline 8w 10%; venlafaxine 8w 10%")
    running: Case = replace(
        known.case, trials=(known.case.trials[0], replace(known.case.trials[1], ended_on=None, stop_reason=None))
    )
    found = words(drugs("ESK_CIGNA", gather(judge_case(running, AS_OF), running)))
    assert found["T2"] == "still running: looked at once it has ended"


def test_what_is_missing_is_something_to_record() -> None:
    found = drugs("ESK_CIGNA", evidence("sertraline 8w 10%; venlafaxine 8w 10%, no score"))
    assert found.held.answer == Answer.unknown
    assert found.missing == (("T2", "record a score from before the start and one from the end of venlafaxine"),)
    found = drugs("ESK_CIGNA", evidence("sertraline 8w 10%; citalopram 8w 10%"))
    assert "so far 2 count, all of one kind" in found.missing[0][1]


def test_no_reading_names_a_treatment_to_give() -> None:
    """What is missing is evidence: never an order to treat."""
    for treatments, one in product(LIVES, CRITERIA):
        for _, way in every_way(one, trace(one, evidence(treatments))):
            for _, told in way.missing:
                assert told.startswith(
                    ("record ", "the record ", "so far ", "still running", "read ", "have ", "judge ")
                ), told
