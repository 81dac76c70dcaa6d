"""Options: every class and family has its place, and how far each was tried follows from the trials."""

from datetime import date, timedelta

import pytest

from models.criteria.case import Case, DoseStep, Patient, Therapist, TreatmentSession, Trial
from models.criteria.formulary import formulary
from models.criteria.judge import judge_case
from models.criteria.options import GENERAL, MATTERS, Tried, option_named, options, standings
from models.criteria.therapies import therapies
from models.words import Modality, Procedure, Role

START, AS_OF = date(2026, 1, 1), date(2026, 12, 1)


def drug(agent: str, mg: float, weeks: int, role: Role = Role.monotherapy, **more: object) -> Trial:
    facts = {"ended_on": START + timedelta(weeks=weeks), "doses": (DoseStep(START, mg),), "adherence": 0.95}
    return Trial(
        **{
            "id": agent,
            "episode": "E",
            "modality": Modality.medication,
            "role": role,
            "agent": agent,  # type: ignore[arg-type]
            "started_on": START,
            **facts,
            **more,
        }
    )


def tried(*trials: Trial) -> dict[str, Tried]:
    case = Case(patient=Patient(id="P"), trials=trials)
    return {one.option.id: one.tried for one in standings(judge_case(case, AS_OF))}


def test_every_drug_class_and_every_family_with_evidence_has_its_place() -> None:
    classes = {each for option in options() for each in option.classes}
    families = {each for option in options() for each in option.families}
    assert {each.klass for each in formulary()} == classes
    assert {each.family for each in therapies() if each.evidence_based} == families


def test_without_a_trial_every_option_is_untried() -> None:
    assert set(tried().values()) == {Tried.never}


@pytest.mark.parametrize(
    ("trial", "option", "expected"),
    [
        (drug("sertraline", 100, 8), "ssri", Tried.fair),
        (drug("sertraline", 100, 3), "ssri", Tried.short),
        (drug("sertraline", 10, 8), "ssri", Tried.short),
        (drug("sertraline", 100, 3, ended_on=None, started_on=AS_OF - timedelta(weeks=2)), "ssri", Tried.running),
        (drug("sertraline", 100, 8, doses=()), "ssri", Tried.unknown),
    ],
    ids=lambda value: str(getattr(value, "agent", value)),
)
def test_how_far_an_option_was_tried(trial: Trial, option: str, expected: Tried) -> None:
    found = tried(trial)
    assert found[option] is expected
    assert all(value is Tried.never for name, value in found.items() if name != option)


def test_an_antidepressant_that_is_added_is_still_one() -> None:
    found = tried(drug("mirtazapine", 30, 8, Role.augmentation))
    assert {name for name, value in found.items() if value is not Tried.never} == {"mirtazapine"}


def test_a_drug_of_the_additions_taken_alone_is_no_addition() -> None:
    assert tried(drug("quetiapine", 300, 8))["second_generation"] is Tried.never
    assert tried(drug("quetiapine", 300, 8, Role.augmentation))["second_generation"] is not Tried.never


def test_talking_and_stimulation_have_their_own_places() -> None:
    talk = Trial(id="T", episode="E", modality=Modality.psychotherapy, therapy="BA", started_on=START)
    pulses = Trial(id="R", episode="E", modality=Modality.neuromodulation, procedure=Procedure.iTBS, started_on=START)
    found = tried(talk, pulses)
    assert {name for name, value in found.items() if value is not Tried.never} == {"cbt", "tms"}


def test_a_treatment_together_was_as_fair_as_the_less_fair_of_the_two() -> None:
    def talk(sessions: int) -> Trial:
        held = tuple(TreatmentSession(START + timedelta(weeks=at), True) for at in range(sessions))
        return Trial(
            id=f"CBT{sessions}", episode="E", modality=Modality.psychotherapy, therapy="CBT", started_on=START,
            ended_on=START + timedelta(weeks=12), sessions=held, therapist=Therapist(experienced=True),
        )  # fmt: skip

    long, short = drug("sertraline", 100, 12), drug("venlafaxine", 37.5, 12)
    (together,) = [one.id for one in options() if one.group == "together"]
    assert tried(long, talk(12))[together] is Tried.fair
    assert tried(long, talk(5))[together] is tried(short, talk(12))[together] is Tried.short
    assert tried(short, talk(12), long)[together] is Tried.fair
    assert tried(drug("sertraline", 100, 7), talk(12))[together] is Tried.never


def test_a_pair_names_both_trials() -> None:
    held = Trial(
        id="T", episode="E", modality=Modality.psychotherapy, therapy="CBT", started_on=START, ended_on=AS_OF
    )  # fmt: skip
    case = Case(patient=Patient(id="P"), trials=(held, drug("sertraline", 100, 12)))
    (found,) = [one for one in standings(judge_case(case, AS_OF)) if one.option.group == "together"]
    assert {one.trial.id for one in found.trials} == {"sertraline", "T"}


def test_an_option_by_its_id() -> None:
    found = option_named("ssri")
    assert found
    assert found.classes == ("SSRI",)
    assert option_named("moonbeams") is None


def test_an_option_never_says_what_should_be_done() -> None:
    for option in options():
        assert not {"should", "must try", "recommended", "best", "fail"} & set(option.what.casefold().split())


def test_what_is_kept_beside_the_record_keeps_its_word() -> None:
    """Wishes are stored under these words: another one would lose those that patients have written."""
    assert (MATTERS, GENERAL) == ("matters", "general")
