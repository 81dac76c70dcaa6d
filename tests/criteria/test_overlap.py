"""What a drug and a psychotherapy did together: the scores of their common days, whatever they are tied to."""

from datetime import date, timedelta

import pytest

from models.criteria.adequacy import combined_treatments
from models.criteria.case import Modality, Trial
from models.criteria.outcome.overlap import judge_overlap
from models.criteria.settings import DEFAULT
from tests.criteria.tables import START, case, scores


def on(days: int) -> date:
    return START + timedelta(days=days)


DRUG = Trial("T1", "E1", Modality.medication, on(0), on(90), agent="sertraline", recalled_improvement="gt75")
CBT = Trial("T2", "E1", Modality.psychotherapy, on(20), on(83), therapy="CBT")
OTHER = Trial("T3", "E1", Modality.medication, on(0), on(90), agent="bupropion")


@pytest.mark.parametrize(
    ("measured", "tie", "looked_at", "category"),
    [
        ("20: 20, 83: 10", None, 200, "response"),
        ("20: 20, 83: 10", "T1", 200, "response"),
        ("20: 20, 83: 10", "T2", 200, "response"),
        ("20: 20, 83: 10", "T3", 200, "cannot_judge"),
        ("20: 20, 83: 18, 97: 10", None, 200, "response"),
        ("20: 20, 83: 18, 98: 10", None, 200, "nonresponse"),
        ("20: 20, 83: 10", None, 82, "cannot_judge"),
        ("20: 20, 80: 10", None, 82, "response"),
        ("0: 20, 83: 10", None, 200, "cannot_judge"),
    ],
)
def test_together(measured: str, tie: str | None, looked_at: int, category: str) -> None:
    known = case(DRUG, CBT, OTHER, scores(measured, "phq9", "total", tie))
    pair = next(one for one in combined_treatments(known.trials, on(looked_at), DEFAULT) if one.medication == "T1")
    assert judge_overlap(pair, known, on(looked_at), DEFAULT).category == category
