"""Many patients at once are judged as each of them alone: in every column, by whatever settings, in any order."""

import importlib
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.criteria.case import Case
from models.criteria.registry import output_columns, verdicts
from models.criteria.settings import DEFAULT, PSYCHOTHERAPY_PROFILES, RuleSettings
from models.criteria.staging import Definition, registry
from tests.criteria.lives import AS_OF, life
from tests.criteria.test_staging import lives
from tests.registry.flat import expected, plain, table
from tests.registry.invented import Invented


def same(cases: Sequence[tuple[Case, date]], by: RuleSettings, seed: int = 0) -> None:
    frame = table(cases)
    frame = frame.sample(frac=1, random_state=seed) if seed else frame
    found = plain(verdicts(frame, by))
    ordered = sorted(cases, key=lambda each: each[0].patient.id)
    wanted = [row for case, as_of in ordered for row in expected(case, as_of, by)]
    assert [(row["patient_id"], row["trial_number"]) for row in found] == [
        (row["patient_id"], row["trial_number"]) for row in wanted
    ]
    for one, other in zip(found, wanted, strict=True):
        assert {name: one[name] for name in other} == other


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000_000))
def test_every_column_of_invented_histories(seed: int) -> None:
    invented = Invented(Random(seed))
    by = invented.settings()
    same([invented.case(f"P{number}") for number in range(12)], by, seed)


@settings(max_examples=15, deadline=None)
@given(st.lists(lives, min_size=1, max_size=6))
def test_the_lives_of_the_stories(texts: list[str]) -> None:
    cases = [life(text) for text in texts]
    named = [Case(case.patient._replace(id=f"P{number}"), *_parts(case)) for number, case in enumerate(cases)]
    same([(case, AS_OF) for case in named], DEFAULT)


def _parts(case: Case) -> tuple[object, ...]:
    return case.episodes, case.trials, case.measurements, case.diagnosis


STEPS = "nortriptyline 8w 0%; sertraline 8w 0%; imipramine 8w 0%; venlafaxine 8w 0%; phenelzine 8w 0%"
STORIES = {
    "": (),
    STEPS: ("TR97 IV",),
    f"{STEPS}; ECT bilateral 8 treatments 0%": ("TR97 V", "SOU99 TRD5"),
    "sertraline 20w 0%; venlafaxine 20w 0%; lithium added to venlafaxine 13w 0%": ("SOU99 CRD",),
    "sertraline 6w 10%; venlafaxine 9w 10%; CBT 9 sessions 0%, side by side": ("MAR22 trueTRD", "BRO19p True"),
    "sertraline 6w 10%; CBT 9 sessions 0%; venlafaxine 6w 10%": ("MAR22 TRD", "CON17 2", "STARD 4"),
    "sertraline 6w 30%; venlafaxine 6w 10%": ("SFO21 PRD", "FDA False"),
}


@pytest.mark.parametrize("text", STORIES)
def test_the_far_ends_of_the_definitions(text: str) -> None:
    """Stages that chance seldom reaches."""
    case = life(text)
    same([(case, AS_OF)], DEFAULT)
    row = plain(verdicts(table([(case, AS_OF)])))[0]
    for told in STORIES[text]:
        name, _, result = told.partition(" ")
        assert str(row[name]) == result, told


THERAPIES = (
    "sertraline 6w 10%; venlafaxine 6w 10%; CBT 9 sessions 0%; IPT 16 sessions 0%",
    "sertraline 6w 10%; venlafaxine 6w 10%; CBT 8 sessions 0%",
    "sertraline 6w 10%; CBT 1 sessions 0%; supportive 20 sessions 0%, therapist unknown",
    "sertraline 6w 10%; venlafaxine 6w 10%",
)


@pytest.mark.parametrize("profile", PSYCHOTHERAPY_PROFILES)
@pytest.mark.parametrize("each", [False, True], ids=["therapies as one", "each therapy"])
@pytest.mark.parametrize("text", THERAPIES)
def test_psychotherapies_by_every_profile(text: str, profile: str, each: bool) -> None:
    same([(life(text), AS_OF)], RuleSettings(psychotherapy_profile=profile, conway_each_therapy=each))


def test_who_else_is_in_the_table_changes_nothing() -> None:
    invented = Invented(Random(7))
    cases = [invented.case(f"P{number}") for number in range(15)]
    together = plain(verdicts(table(cases)))
    ordered = sorted(cases, key=lambda each: each[0].patient.id)
    alone = [row for each in ordered for row in plain(verdicts(table([each])))]
    assert together == alone


@pytest.mark.parametrize("own", registry(), ids=lambda one: one.id)
def test_every_kind_of_definition_judges_many_as_well(own: Definition) -> None:
    """Who adds a kind of judgement for one patient adds its namesake for many."""
    importlib.import_module(f"models.criteria.registry.kinds.{own.kind}")
    assert f"{own.id}_met" in output_columns()
