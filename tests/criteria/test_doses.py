"""Every dose of the formulary against a table copied from the sources apart from it, on both sides of the line."""

from datetime import timedelta

import pytest

from models.criteria.adequacy import judge_adequacy
from models.criteria.case import DoseStep, Modality, Role, Trial
from models.criteria.formulary import formulary
from models.criteria.settings import DOSE_PROFILES, RuleSettings
from tests.criteria.tables import START, Story, case, stories

ROWS = stories("doses.md")
ALONE = [row for row in ROWS if "mgh_atrq" in row]
ADDED = [row for row in ROWS if "target from" in row]
A_SHADE = 0.001


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def smallest(row: Story, profile: str) -> float | None:
    """As the head of the table says it."""
    named = [number(row[name]) for name in ("mgh_atrq", "canmat_2023_lower")]
    if named == [None, None]:
        return number(row["neither"])
    if profile == "strict_max":
        return max(one for one in named if one is not None)
    return number(row[profile])


def trial(agent: str, mg: float, days: int, **more: object) -> Trial:
    steps = (DoseStep(START, mg),)
    last = START + timedelta(days=days - 1)
    facts = {"agent": agent, "doses": steps, "adherence": 1.0, **more}
    return Trial(str(facts.pop("id", "T1")), "E1", Modality.medication, START, last, **facts)  # type: ignore[arg-type]


def verdict(one: Trial, profile: str = "mgh_atrq", *others: Trial) -> tuple[str, str]:
    found = judge_adequacy(one, case(one, *others), START + timedelta(days=99), RuleSettings(dose_profile=profile))
    return found.verdict.answer.value, found.status_so_far


@pytest.mark.parametrize("profile", DOSE_PROFILES)
@pytest.mark.parametrize("row", ALONE, ids=[row["drug"] for row in ALONE])
def test_alone(row: Story, profile: str) -> None:
    least = smallest(row, profile)
    if least is None:
        assert verdict(trial(row["drug"], 1000, 42), profile) == ("unknown", "not-ascertainable")
        return
    assert verdict(trial(row["drug"], least, 42), profile) == ("yes", "adequate")
    assert verdict(trial(row["drug"], least - A_SHADE, 42), profile) == ("no", "inadequate-dose")
    assert verdict(trial(row["drug"], least, 41), profile) == ("no", "inadequate-duration")


@pytest.mark.parametrize("row", ADDED, ids=[row["drug"] for row in ADDED])
def test_added(row: Story) -> None:
    base = trial("sertraline", 50, 42, id="T0")
    added = {"role": Role.augmentation, "augments": "T0", "serum_level_mmol_per_l": 0.6}
    least = float(row["target from"])
    assert verdict(trial(row["drug"], least, 28, **added), "mgh_atrq", base) == ("yes", "adequate")
    assert verdict(trial(row["drug"], least - A_SHADE, 28, **added), "mgh_atrq", base) == ("no", "inadequate-dose")


@pytest.mark.parametrize("row", ALONE, ids=[row["drug"] for row in ALONE])
def test_the_other_figures(row: Story) -> None:
    drug = formulary().find(row["drug"])
    assert drug
    assert drug.klass == row["class"]
    least, most = number(row["canmat_2023_lower"]), number(row["upper end"])
    assert drug.range_mg == (None if least is None else (least, most))
    assert drug.label_maximum_mg == number(row["largest"])
    assert drug.equivalent_mg == number(row["as 40 of fluoxetine"])


@pytest.mark.parametrize("row", ADDED, ids=[row["drug"] for row in ADDED])
def test_the_target_of_what_is_added(row: Story) -> None:
    drug = formulary().find(row["drug"])
    assert drug
    assert (drug.klass, drug.target_mg) == (row["class"], (float(row["target from"]), float(row["target to"])))


def test_no_drug_is_left_out() -> None:
    assert {row["drug"] for row in ROWS} == set(formulary().names())
    assert {row["drug"] for row in ADDED} == set(formulary().adjuncts())
