"""What the invented people show of definitions and of payers' rules; headline and matrix tell one story."""

import pytest

from models.criteria.payers import judge_payers
from models.criteria.staging import disagreement
from models.criteria.verdict import Answer
from pages.parts import definitions
from tests.demo.test_stories import NUMBERS, view

pytestmark = pytest.mark.xdist_group("demo")

# record number | Thase & Rush | Conway | AHRQ | FDA | Markowitz | in whose words the story is told
TOLD = """
CH-101 | I  | 0 | no  | no  | no        | one drug has ended without response, the other still runs
CH-102 | II | 1 | yes | yes | no        | two drugs without response and no psychotherapy
CH-103 | 0  | 0 | no  | no  | no        | three drugs below the dose that counts
CH-105 | 0  | 0 | no  | no  | no        | a psychotherapy one session short
CH-106 | 0  | 0 | no  | no  | no        | a psychotherapy with a response
CH-117 | II | 1 | yes | yes | no        | two drugs without response, then ECT with one
CH-118 | I  | 0 | no  | no  | no        | one drug and stimulation
CH-120 | I  | 0 | yes | no  | no        | treatments as remembered, which some definitions take and Markowitz does not
CH-122 | II | 2 | yes | yes | TRD       | two drugs and a psychotherapy, each a fair trial without response
NG-117 | II | 1 | yes | yes | no        | two drugs without response, then esketamine
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_definitions_come_out_as_told(demo: str, line: str) -> None:
    number, stage, conway, ahrq, fda, markowitz, _ = (cell.strip() for cell in line.split("|"))
    found = {one.id: one for one in view(number).definitions}
    assert (found["TR97"].result, str(found["CON17"].result)) == (stage, conway)
    assert (found["AHRQ18"].met.value, found["FDA"].met.value) == (ahrq, fda)
    assert found["MAR22"].result == markowitz


@pytest.mark.parametrize("number", NUMBERS)
def test_headline_and_matrix_agree(demo: str, number: str) -> None:
    """Markowitz asks for a psychotherapy without response: the headline never says otherwise."""
    seen = view(number)
    headline = seen.judgement.headline
    found = {one.id: one.met for one in seen.definitions}
    if found["MAR22"] is Answer.yes:
        assert "psychotherapy trial without response" in headline
        assert disagreement(seen.definitions).startswith("By Markowitz 2022 treatment-resistant")
    if "No adequate drug trial yet" in headline or not seen.judgement.trials:
        assert found["TR97"] is not Answer.yes
    running = {one.trial.id for one in seen.judgement.current}
    ended = [one for one in seen.judgement.counted if one.is_drug_trial and one.trial.id not in running]
    if sum(one.without_response for one in ended) >= 2:
        assert found["AHRQ18"] is Answer.yes


def test_the_founding_example_is_there(demo: str) -> None:
    """Resistant by nearly everybody who counts drugs, and not by those who ask for a psychotherapy, too."""
    seen = view("CH-102")
    assert seen.judgement.headline == "Two adequate drug trials without response; no adequate psychotherapy trial yet."
    assert seen.judgement.resistant_by_drugs_alone
    met = [one.id for one in seen.definitions if one.met is Answer.yes]
    assert len(met) >= 11
    assert "MAR22" not in met
    assert f"by {len(met)} of" in definitions.says(seen)


# record number | payer's rule | met | the state of the criterion that speaks of psychotherapy
PAYERS = """
CH-122 | TMS_PSY301.015 | yes | Met
CH-102 | TMS_PSY301.015 | no  | Not met
CH-117 | TMS_PSY301.015 | no  | Not met
"""


@pytest.mark.parametrize("line", PAYERS.strip().splitlines())
def test_a_payer_who_asks_for_psychotherapy_sees_whether_there_was_one(demo: str, line: str) -> None:
    number, policy, met, state = (cell.strip() for cell in line.split("|"))
    seen = view(number)
    found = next(one for one in judge_payers(seen.judgement, seen.case) if one.id == policy)
    assert found.met.value == met
    assert [one.state for one in found.criteria if "psychotherapy" in one.text.casefold()] == [state]


def test_rules_that_count_drugs_alone_are_met_without_it(demo: str) -> None:
    for number in ("CH-102", "CH-117", "CH-122", "NG-117"):
        seen = view(number)
        met = {one.id for one in judge_payers(seen.judgement, seen.case) if one.met is Answer.yes}
        assert "ESK_CIGNA" in met, number
