"""Every number has a unit, a source, a mark and the day it was looked up; drugs and therapies are found."""

from datetime import date

import pytest

from models.criteria import rule as rule_module
from models.criteria.formulary import _drug, formulary, tidy
from models.criteria.payers import Policy, policies
from models.criteria.rule import MARKS, BrokenRule, Rule, make, number, provenance, rule, rules, weaker, whole
from models.criteria.settings import DOSE_PROFILES, RuleSettings
from models.criteria.severity import suggested_severity
from models.criteria.staging import Definition, registry
from models.criteria.therapies import therapies

THRESHOLDS = [
    path.stem
    for path in sorted(rule_module.FOLDER.glob("*.toml"))
    if path.stem not in ("formulary", "therapies", "options", "domains", "sitting")
]
FIGURES = [figure for drug in formulary() for figure in drug.figures.values()]


@pytest.mark.parametrize("file", THRESHOLDS)
def test_every_rule_is_whole(file: str) -> None:
    assert rules(file)
    for one in rules(file).values():
        is_whole(one)


@pytest.mark.parametrize("file", ["therapies", "options"])
def test_a_list_says_where_it_comes_from(file: str) -> None:
    told = rule_module.document(file)["provenance"]
    assert told["source"]
    assert told["mark"] in MARKS
    assert told["checked_on"] >= date(2026, 11, 1)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_every_figure_of_the_formulary_is_whole(figure: Rule) -> None:
    is_whole(figure)
    values = figure.value if isinstance(figure.value, list) else [figure.value]
    assert all(isinstance(value, int | float) and value > 0 for value in values)
    assert values == sorted(values)


def is_whole(one: Rule) -> None:
    assert one.value is not None
    assert one.unit
    assert one.source
    assert one.mark in MARKS
    assert one.checked_on >= date(2026, 11, 1)


@pytest.mark.parametrize("definition", registry(), ids=lambda one: one.id)
def test_every_number_of_a_definition_is_whole(definition: Definition) -> None:
    assert definition.source
    assert definition.rules
    for one in definition.rules.values():
        is_whole(one)


@pytest.mark.parametrize("policy", policies(), ids=lambda one: one.id)
def test_every_criterion_of_a_payer_is_whole(policy: Policy) -> None:
    assert policy.source
    assert policy.criteria
    for one in (each for criterion in policy.criteria for each in (criterion, *criterion.ways)):
        assert one.text
        assert one.source
        assert one.mark in MARKS
        assert one.checked_on >= date(2026, 11, 1)
        assert one.figures.get("mark") is None, "a way takes the mark of its criterion"


GOOD = {"value": 1, "unit": "u", "source": "s", "mark": "policy", "checked_on": date(2026, 11, 1)}


@pytest.mark.parametrize("field", list(GOOD))
def test_a_rule_without_one_of_its_fields_is_refused(field: str) -> None:
    with pytest.raises(BrokenRule, match=field):
        make("x", {key: value for key, value in GOOD.items() if key != field})


def test_every_missing_field_is_named() -> None:
    with pytest.raises(BrokenRule, match="x: unit, source missing"):
        make("x", {key: value for key, value in GOOD.items() if key not in ("unit", "source")})


def test_an_unknown_mark_is_refused() -> None:
    with pytest.raises(BrokenRule, match="mark"):
        make("x", {**GOOD, "mark": "guess"})


def test_a_bare_number_is_refused() -> None:
    with pytest.raises(BrokenRule, match="bare int"):
        list(rule_module._walk("x", {"weeks": 6}))


def test_typed_access() -> None:
    assert number("adequacy.weeks") == 6.0
    assert whole("adequacy.gap_days") == 7
    assert rule("adequacy.dose_profile").text == "mgh_atrq"
    with pytest.raises(KeyError):
        rule("adequacy.moon")


def test_the_defaults_are_those_of_the_recommendation() -> None:
    found = RuleSettings()
    assert (found.dose_profile, found.weeks, found.psychotherapy_profile) == ("mgh_atrq", 6, "markowitz")
    assert (found.adherence_floor, found.gap_days, found.episode_gap_days) == (0.8, 7, 56)
    assert (found.response_percent, found.partial_percent, found.early_percent) == (50, 25, 20)


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        ("dose_profile", "mgh_atrq, canmat_2023_lower, strict_max"),
        ("psychotherapy_profile", "markowitz, conway, canmat"),
    ],
)
def test_a_profile_that_does_not_exist_is_refused(field: str, allowed: str) -> None:
    with pytest.raises(ValueError) as raised:
        RuleSettings(**{field: "moon"})
    assert str(raised.value) == f"{field} is 'moon'; allowed: {allowed}"


def test_a_changed_setting_says_so() -> None:
    assert provenance("adequacy.weeks", 6.0)[1] == "verified"
    assert provenance("adequacy.weeks", 4.0) == ("set for this assessment", "policy")


def test_a_conclusion_is_no_surer_than_its_weakest_number() -> None:
    assert weaker("verified", "memory") == weaker("memory", "policy") == "memory"
    assert weaker("verified", "verified") == "verified"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sertraline", "sertraline"),
        ("  Sertraline ", "sertraline"),
        ("SERTRALINE hydrochloride", "sertraline"),
        ("sertraline HCl", "sertraline"),
        ("citalopram hydrobromide", "citalopram"),
        ("escitalopram oxalate", "escitalopram"),
        ("desvenlafaxine succinate", "desvenlafaxine"),
        ("Effexor XR", "venlafaxine"),
        ("venlafaxine (ER)", "venlafaxine"),
        ("bupropion-SR", "bupropion"),
        ("quetiapine XR", "quetiapine"),
        ("paroxetine", "paroxetine"),
        ("Paroxetine CR", "paroxetine CR"),
        ("dothiepin", "dosulepin"),
        ("T3", "liothyronine"),
        ("DXM-bupropion", "dextromethorphan-bupropion"),
        ("Selegiline Patch", "selegiline patch"),
    ],
)
def test_drugs_are_found_however_they_are_written(typed: str, name: str) -> None:
    found = formulary().find(typed)
    assert found
    assert found.name == name


@pytest.mark.parametrize("typed", [None, "", "  ", "moonbeam", "selegiline", "XR", "sertralin"])
def test_what_is_not_in_the_formulary_is_not_guessed(typed: str | None) -> None:
    assert formulary().find(typed) is None


def test_the_cache_of_spellings_does_not_grow_without_end() -> None:
    for number_ in range(5000):
        assert formulary().find(f"moonbeam {number_}") is None
    assert len(formulary()._found) <= 4098


def test_nor_does_that_of_therapies() -> None:
    for number_ in range(5000):
        assert therapies().find(f"moon bathing {number_}") is None
    assert len(therapies()._found) <= 4098


def test_no_two_drugs_share_a_name() -> None:
    names = [tidy(name) for drug in formulary() for name in (drug.name, *drug.also)]
    assert len(names) == len(set(names))
    assert len(formulary()) == len(formulary().names()) == len({*formulary()})


@pytest.mark.parametrize(
    ("name", "minima", "most"),
    [
        ("sertraline", (50, 50, 50), 200),
        ("venlafaxine", (150, 75, 150), 225),
        ("bupropion", (300, 150, 300), 450),
        ("mirtazapine", (15, 30, 30), 60),
        ("reboxetine", (4, 8, 8), 12),
        ("vilazodone", (40, 20, 40), 40),
        ("amitriptyline", (150, 75, 150), 300),
        ("fluvoxamine", (50, 100, 100), 300),
        ("moclobemide", (300, 150, 300), 450),
        ("tianeptine", (37.5, None, 37.5), None),
        ("gepirone", (36.3, 36.3, 36.3), 72.6),
        ("lithium", (None, None, None), None),
        ("zuranolone", (None, None, None), 50),
    ],
)
def test_smallest_doses_and_label_maximum(name: str, minima: tuple[float | None, ...], most: float | None) -> None:
    drug = formulary().find(name)
    assert drug
    assert tuple(drug.minimum_mg(profile) for profile in DOSE_PROFILES) == minima
    assert drug.label_maximum_mg == most


def test_what_a_drug_tells() -> None:
    drug = formulary().find("venlafaxine")
    lithium = formulary().find("lithium carbonate")
    assert drug
    assert lithium
    assert (drug.klass, drug.range_mg, drug.equivalent_mg, drug.target_mg) == ("SNRI", (75, 225), 149.4, None)
    assert (lithium.target_mg, lithium.equivalent_mg, lithium.range_mg) == ((600, 1200), None, None)
    assert "sertraline" in formulary().antidepressants()
    assert "lithium" not in formulary().antidepressants()
    assert {"lithium", "aripiprazole", "bupropion"} <= set(formulary().adjuncts())


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(BrokenRule, match="weight"):
        _drug("x", {"class": "SSRI", "also": [], "weight": 3}, {})


def test_therapies() -> None:
    found = therapies()
    assert len(found) == len({one.id for one in found})
    for typed in ("CBT", "cbt", "Cognitive Behavioural Therapy", "cognitive-behavioral therapy"):
        assert found.find(typed) is found.find("CBT")
    assert found.find(None) is None
    assert found.find("sand play") is None
    yes = {one.id for one in found if one.evidence_based and not one.low_intensity}
    assert yes == {"CBT", "IPT", "BA", "CBASP", "MBCT", "PST", "STPP", "UP"}


@pytest.mark.parametrize(
    ("total", "grade"),
    [(None, None), (0, "subsyndromal"), (9, "subsyndromal"), (10, "mild"), (14, "mild"), (15, "moderate"),
     (19, "moderate"), (20, "severe"), (27, "severe")],
)  # fmt: skip
def test_suggested_severity(total: float | None, grade: str | None) -> None:
    assert suggested_severity(total) == grade
