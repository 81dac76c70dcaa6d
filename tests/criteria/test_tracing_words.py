"""Each criterion of a payer led back to the records behind it: what counts, what does not and why, what to record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.criteria.case import Case, Episode, Measurement, Modality, Procedure, Role, Trial
from models.criteria.judge import judge_case
from models.criteria.payers import Trace, policies, trace
from models.criteria.staging import gather
from tests.criteria.lives import AS_OF, START, life
from tests.criteria.test_payers import TWO, person, scored


def traced(case: Case, policy: str, name: str, as_of: date = AS_OF) -> Trace:
    asked = next(one for one in policies() if one.id == policy).criteria
    one = next(each for each in asked if each.name == f"{policy}.{name}")
    return trace(one, gather(judge_case(case, as_of), case))


def words(found: Trace) -> list[str]:
    return [one.words for one in found.trials]


@pytest.mark.parametrize(
    ("policy", "name", "treatments", "told"),
    [
        ("TMS_L34998", "drugs", "sertraline 2w 10%, stopped for intolerance", ["stopped for side effects"]),
        ("TMS_L34998", "drugs", "sertraline 6w 10%", ["6.0 weeks at 50 mg or more; 10.0 % better"]),
        ("TMS_L34998", "drugs", "sertraline 6w -20%", ["6.0 weeks at 50 mg or more; 20.0 % worse"]),
        ("TMS_L34998", "drugs", "sertraline 6w, remembered lt25",
         ["6.0 weeks at 50 mg or more; no response as remembered"]),
        ("TMS_L34998", "drugs", "sertraline 6w, remembered 50to75", ["better as remembered"]),
        ("TMS_L34998", "drugs", "sertraline 6w 90%", ["remission"]),
        ("TMS_L34998", "drugs", "sertraline 5w 90%",
         ["5.0 weeks at 50 mg or more, 6 weeks asked for; remission"]),
        ("TMS_L34998", "drugs", "sertraline 6w 10%, adherence 0.5", ["50 % taken"]),
        ("ESK_MEDMUTUAL", "drugs", "sertraline 6w 10%, adherence unknown",
         ["record how much of the medication was taken"]),
        ("ESK_CIGNA", "drugs", "sertraline 6w 10%, earlier episode", ["belongs to an earlier episode"]),
        ("TMS_L37086", "psychotherapy", "CBT 8 sessions 0%", ["8 sessions attended; 0.0 % better"]),
        ("TMS_L37086", "psychotherapy", "CBT 7 sessions 0%", ["7 sessions attended of 8 asked for"]),
        ("TMS_L37086", "psychotherapy", "supportive 8 sessions 0%", ["not an evidence-based therapy"]),
        ("TMS_L37086", "psychotherapy", "CBT 8 sessions 60%", ["60.0 % better"]),
        ("TMS_L37086", "psychotherapy", "a new therapy 8 sessions",
         [("record which therapy it was, and why it counts as evidence-based; "
          "record a score from before the start and one from the end of a new therapy")]),
        ("ESK_BCBSND", "adjuncts", "sertraline 6w 0%; lithium added to sertraline 4w 0%, level unknown",
         ["record the serum level"]),
        ("ESK_BCBSND", "drugs", "citalopram 8w 30%, dose 20",
         ["record whether its highest dose was the most that was tolerated"]),
        ("VNS_NCD", "treatments", "ECT bilateral 6 treatments 0%", ["6 sessions given; 0.0 % better"]),
        ("VNS_NCD", "treatments", "ECT bilateral 5 treatments 0%", ["not adequate: 5 of 6 treatments given"]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_trial(policy: str, name: str, treatments: str, told: list[str]) -> None:
    assert words(traced(person(treatments), policy, name)) == told


def test_a_payers_own_list_of_therapies() -> None:
    _, talking = traced(person("STPP 8 sessions 0%"), "ESK_CAREFIRST", "either").ways
    assert words(talking) == ["not a therapy that the payer names"]


def test_what_is_left_out_of_the_count() -> None:
    case = person("sertraline 6w 10%; mirtazapine 6w 10%")
    added = replace(case, trials=(case.trials[0], replace(case.trials[1], role=Role.combination, augments="T1")))
    assert words(traced(added, "TMS_NDBH16", "drugs"))[1] == "added to another drug, asked for on its own"
    assert words(traced(case, "TMS_NDBH16", "drugs"))[1] != words(traced(added, "TMS_NDBH16", "drugs"))[1]
    late = traced(person("sertraline 8w 10%"), "ESK_CAREFIRST", "drugs", date(2031, 6, 1))
    assert words(late) == ["ended 5 years ago or longer"]


def test_stimulation_at_the_same_time() -> None:
    course = Trial("T1", "E1", Modality.neuromodulation, AS_OF - timedelta(days=9), procedure=Procedure.rTMS)
    found = traced(replace(person(""), trials=(course,)), "ESK_MEDMUTUAL", "beside")
    assert words(found) == ["runs at the same time"]
    drug = Trial("T1", "E1", Modality.medication, AS_OF - timedelta(days=9), agent="sertraline")
    assert words(traced(replace(person(""), trials=(drug,)), "ESK_MEDMUTUAL", "beside")) == []
    assert words(traced(replace(person(""), trials=(drug,)), "ESK_CIGNA", "drugs"))
    assert traced(replace(person(""), trials=(drug,)), "ESK_CIGNA", "drugs").missing[-1][0] == "T1"


def test_what_runs_is_named_only_where_it_is_of_the_kind() -> None:
    talk = Trial("T9", "E1", Modality.psychotherapy, AS_OF - timedelta(days=9), therapy="CBT")
    case = person("sertraline 6w 10%")
    found = traced(replace(case, trials=(*case.trials, talk)), "ESK_CIGNA", "drugs")
    assert words(found) == ["6.0 weeks at 50 mg or more; 10.0 % better"]
    assert [each for each, _ in found.missing] == [None]


def test_a_psychotherapy_that_was_measured_but_not_counted() -> None:
    case = person("CBT 9 sessions 0%")
    uncounted = replace(case, trials=(replace(case.trials[0], sessions=()),))
    assert words(traced(uncounted, "TMS_L37086", "psychotherapy")) == ["record the sessions attended, with their dates"]


def test_an_implant_in_months() -> None:
    ended_on = START + timedelta(days=400)
    implant = Trial("T1", "E1", Modality.neuromodulation, START, ended_on, procedure=Procedure.VNS)
    scores = tuple(Measurement(on, "phq9", "total", score, "T1") for on, score in ((START, 20.0), (ended_on, 19.0)))
    found = traced(replace(person(""), trials=(implant,), measurements=scores), "VNS_NCD", "treatments")
    assert words(found) == ["13 months since the implant; 5.0 % better"]


def test_a_psychotherapy_of_which_little_is_known() -> None:
    open_ = (Episode("E0"), Episode("E1"))
    talk = Trial("T1", None, Modality.psychotherapy, START, START + timedelta(days=90), therapy="CBT")
    found = traced(replace(life(""), trials=(talk,), episodes=open_), "TMS_L37086", "psychotherapy")
    assert [each for _, each in found.missing] == [
        "record the sessions attended, with their dates",
        "record a score from before the start and one from the end of CBT",
        "record to which episode CBT belongs",
    ]


def test_what_is_missing() -> None:
    told = traced(person("sertraline 8w 10%; citalopram 8w 10%"), "ESK_CIGNA", "drugs").missing
    assert told[0][1].startswith("so far 2 count, all of one kind; asked for: ")
    assert traced(person(TWO), "ESK_MEDMUTUAL", "psychotherapy").missing == (
        (None, "record whether psychotherapy was available, or the course that took place"),
    )
    assert traced(person(TWO), "ESK_CIGNA", "monitoring").missing == ()
    assert traced(person(TWO), "ESK_CIGNA", "drugs").missing == ()
    assert traced(person(""), "TMS_CENTENE", "score").missing == ((None, "record a score of PHQ-9"),)


def test_the_scores_behind_it() -> None:
    case = scored(scored(person(""), "phq9", 21), "hamd17", 22, days_ago=50)
    assert [name for name, _ in traced(case, "TMS_NDBH16", "score").scores] == ["phq9", "hamd17"]
    assert [name for name, _ in traced(case, "VNS_NCD", "ratings").scores] == ["phq9"]
