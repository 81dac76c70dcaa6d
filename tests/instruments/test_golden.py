"""Scores worked out by hand, and the mistakes found in other people's libraries, which ours must not make."""

import pytest

from instruments import Direction, Domain, Status, check_value, score_one, shelf
from instruments.errors import BadAnswer


def answers(name: str, *values: float | None) -> dict[str, float | None]:
    return {item.id: value for item, value in zip(shelf()[name].items, values, strict=True)}


GOLDEN = [
    # instrument, answers, scale, score, band
    ("phq9", (2, 2, 1, 3, 1, 2, 2, 0, 1), "total", 14, "moderate"),
    ("phq9", (2, 2, 1, 3, 1, 2, 2, 0, 1), "major_depressive_syndrome", 1, None),
    ("phq9", (2, 0, 1, 2, 0, 2, 0, 0, 0), "other_depressive_syndrome", 1, None),
    ("phq9", (0, 2, 1, 2, 0, 2, 0, 0, 0), "other_depressive_syndrome", 1, None),  # the second core symptom alone
    ("phq9", (1, 1, 3, 3, 3, 3, 3, 3, 3), "major_depressive_syndrome", 0, None),  # seven symptoms, none a core one
    ("phq9", (2, 2, 2, 2, 0, 0, 0, 0, 1), "major_depressive_syndrome", 1, None),  # the ninth counts from any day on
    ("phq9", (2, 2, 2, 2, 0, 0, 0, 0, 2), "other_depressive_syndrome", 0, None),  # and counts once
    ("phq9", (2, 2, 2, 0, 0, 0, 0, 0, 2), "major_depressive_syndrome", 0, None),
    ("phq9", (2, 2, 2, 2, 0, 0, 0, 0, 0), "other_depressive_syndrome", 1, None),  # four are still the other one
    ("phq9", (2, 0, 2, 0, 0, 0, 0, 0, 0), "other_depressive_syndrome", 1, None),  # two already
    ("phq9", (2, 1, 1, 1, 1, 1, 1, 1, 0), "other_depressive_syndrome", 0, None),  # one is none
    ("phq9", (1, 1, 1, 1, 0, 0, 0, 0, 0), "total", 4, "minimal"),
    ("phq9", (1, 1, 1, 1, 1, 0, 0, 0, 0), "total", 5, "mild"),
    ("gad7", (2, 2, 2, 2, 2, 0, 0), "total", 10, "moderate"),
    ("bipf", (6, 6, 1, 0, 0, 0, 0), "impairment", 30.9523809524, "moderate"),  # 13 of 42: between two bands as printed
    ("bipf", (6, 6, 6, 6, 6, 4, 0), "impairment", 80.9523809524, "extreme"),
    ("bipf", (3, None, 3, None, 0, None, None), "impairment", 33.3333333333, "moderate"),
    ("hrqol4", (3, 20, 15, 4), "unhealthy_days", 30, None),
    ("hrqol4", (3, 5, 6, 4), "unhealthy_days", 11, None),
    ("hrqol4", (3, None, 6, 4), "mentally_unhealthy_days", 6, None),
    ("swls", (7, 6, 5, 4, 3), "total", 25, "slightly satisfied"),
    ("flourishing", (7, 1, 4, 1, 1, 1, 1, 1), "total", 17, None),
    ("flourishing", (7, 1, 4, 1, 1, 1, 1, 1), "purpose_items", 5.5, None),
    ("ons4", (5, 9, 7, 6), "worthwhile", 9, "very high"),
    ("ons4", (5, 9, 7, 6), "anxious", 6, "high"),
    ("pgic", (2,), "change", 2, None),
    ("mos_adherence", (1, 6, 1, 6, 6), "adherence", 100, None),
    ("mos_adherence", (2, 5, 2, 5, 4), "adherence", 76, None),
    ("sidas", (3, 8, 0, 4, 2), "total", 11, "low to moderate"),
    ("hamd17", (2, 1, 1, 1, 1, 0, 2, 1, 1, 2, 1, 1, 1, 0, 0, 0, 0), "total", 15, "moderate"),
    ("hamd17", (2, 1, 1, 1, 1, 0, 2, 1, 1, 2, 1, 1, 1, 0, 0, 0, 0), "hamd6", 9, None),
    ("hamd17", (2, 1, 1, 1, 1, 0, 2, 1, 1, 2, 1, 1, 1, 0, 0, 0, 0), "hamd7", 10, "mild"),
    ("phq8", (2, 2, 1, 3, 1, 2, 2, 0), "total", 13, "moderate"),
    (
        "cesd",
        (0,) * 3 + (3,) + (0,) * 3 + (3,) + (0,) * 3 + (3,) + (0,) * 3 + (3,) + (0,) * 4,
        "total",
        0,
        "below threshold",
    ),
    ("cesd", (0,) * 20, "total", 12, "below threshold"),  # the four good things turned round
    ("cesd", (3,) * 20, "total", 48, "at risk of clinical depression"),
    ("cesd", (1,) * 20, "total", 24, "at risk of clinical depression"),
    ("dass21", (0, 0, 1, 0, 2, 0, 0, 0, 0, 3, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 1), "depression", 20, "moderate"),
    ("dass21", (3, 1, 0, 2, 0, 1, 0, 0, 1, 0, 2, 1, 0, 3, 0, 0, 0, 2, 0, 0, 0), "anxiety", 8, "mild"),
    ("dass21", (3, 1, 0, 2, 0, 1, 0, 0, 1, 0, 2, 1, 0, 3, 0, 0, 0, 2, 0, 0, 0), "stress", 24, "moderate"),
    ("k10", (3, 2, 1, 4, 3, 2, 4, 5, 3, 2), "total", 29, "moderate"),
    ("k10", (3, 2, 1, 4, 3, 2, 4, 5, 3, 2), "k6", 13, "serious"),  # 2 + 4 + 3 + 5 + 3 + 2 less 6
    ("pcl5", (2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0), "total", 12, None),
    ("pcl5", (2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0), "ptsd_dsm5", 1, None),
    ("pcl5", (2, 0, 0, 0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0), "ptsd_dsm5", 0, None),  # nothing of C
    ("pcl5", (1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4), "ptsd_dsm5", 0, None),  # nothing of B
    ("pcl5", (4, 4, 4, 4, 4, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4), "ptsd_dsm5", 0, None),  # nothing of C
    ("pcl5", (4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1, 1, 1, 1), "ptsd_dsm5", 0, None),  # one of D, one of E
    ("pcl5", (4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 1, 1, 1, 1, 1), "ptsd_dsm5", 0, None),  # one of E
    ("pcl5", (1, 1, 1, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 2, 2), "ptsd_dsm5", 1, None),  # the last of each
    ("pcl5", (4, 4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4), "ptsd_dsm5", 0, None),  # one of D
    ("pcl5", (4, 4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4), "cluster_d", 10, None),
    ("pcl5", (1, 2, 3, 4, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2), "cluster_e", 7, None),
    ("gds15", (1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1), "total", 5, "mild"),
    ("core10", (2, 3, 3, 1, 0, 0, 2, 1, 2, 1), "total", 11, "mild"),
    ("qids_sr16", (1, 3, 2, 0, 2, 0, 1, 0, 2, 1, 1, 0, 2, 1, 0, 1), "total", 13, "moderate"),
    ("qids_sr16", (1, 3, 2, 0, 2, None, 1, None, 2, 1, 1, 0, 2, 1, 0, 1), "total", 13, "moderate"),  # as the form asks
    ("qids_sr16", (1, 3, 2, 0, 2, None, None, 0, 2, 1, 1, 0, 2, 1, 0, 1), "total", None, None),  # neither of a pair
    ("ids_sr30", (1,) * 10 + (0, 3, 2, None) + (1,) * 16, "total", 31, "moderate"),
    ("madrs", (4, 4, 3, 3, 2, 3, 4, 3, 2, 2), "total", 30, "moderate"),
    ("madrs_s", (2, 2, 1, 1, 2, 2, 1, 2, 0), "total", 13, "mild"),
    ("promis_depression_4a", (1, 1, 1, 1), "t", 41, "none to slight"),
    ("promis_depression_4a", (3, 2, 2, 3), "t", 58.9, "mild"),
    ("promis_depression_6a", (3, 3, 3, 3, 3, 3), "t", 61.7, "moderate"),
    ("promis_depression_8a", (5, 5, 5, 5, 5, 5, 5, 5), "t", 81.3, "severe"),
    ("promis_depression_8a", (2, 2, 2, 2, 2, 2, 2, 2), "t", 55.1, "mild"),
    ("promis_depression_8b", (2, 2, 2, 2, 2, 2, 2, 2), "t", 54.3, "none to slight"),
    ("promis_global10", (3, 3, 3, 3, 3, 3, 5, 3, 3, 3), "gph_t", 39.8, None),  # 3 + 3 + 3 (of 5 of 10) + 3 = 12
    ("promis_global10", (3, 3, 3, 3, 3, 3, 0, 3, 3, 3), "gph_raw", 14, None),  # no pain counts 5
    ("promis_global10", (3, 3, 3, 3, 3, 3, 10, 3, 3, 3), "gph_raw", 10, None),
    ("promis_global10", (1, 5, 1, 4, 5, 1, 9, 1, 2, 4), "gmh_t", 59, None),
    ("promis_social_roles_8a", (1, 2, 3, 4, 5, 1, 2, 3), "raw", 21, None),
    ("isi", (3, 2, 2, 4, 1, 2, 1), "total", 15, "moderate"),
    ("ybocs", (2, 2, 2, 2, 2, 3, 3, 3, 3, 3), "total", 25, "severe"),
    ("ybocs", (2, 2, 2, 2, 2, 3, 3, 3, 3, 3), "compulsions", 15, None),
    ("epds", (1, 1, 2, 2, 1, 1, 1, 1, 1, 0), "total", 11, None),
    ("bdi2", (1,) * 20 + (0,), "total", 20, "moderate"),
    ("hads", (3, 0, 2, 1, 2, 0, 1, 2, 1, 0, 0, 1, 2, 3), "anxiety", 11, "case"),
    ("hads", (3, 0, 2, 1, 2, 0, 1, 2, 1, 0, 0, 1, 2, 3), "depression", 7, "normal"),
    ("wsas", (4, 4, 4, 4, 4), "total", 20, "significant impairment"),
    ("wsas", (None, 4, 5, 6, 7), "without_work", 22, None),
    ("whodas12", (1, 2, 1, 3, 4, 2, 1, 1, 1, 2, 2, 4), "simple", 12, None),
    ("whodas12", (1, 2, 1, 3, 4, 2, 1, 1, 1, 2, 2, 4), "simple_percent", 25, None),
    ("sheehan", (6, 7, 5), "total", 18, None),
    ("sfq", (1, 2, 0, 3, 1, 1, 2, 0), "total", 10, None),
    ("mos_sss", (3,) * 19, "overall", 50, None),
    ("mos_sss", (1,) * 3 + (5,) + (1,) * 4 + (5, 5) + (1,) * 4 + (5,) + (1,) * 4, "tangible", 100, None),
    ("whoqol_bref", (3,) * 26, "physical", 50, None),
    (
        "whoqol_bref",
        (4, 4, 2, 1, 3, 3, 4, 4, 3, 5, 2, 3, 4, 4, 4, 3, 4, 3, 4, 3, 2, 5, 4, 3, 4, 2),
        "physical",
        75,
        None,
    ),
    (
        "whoqol_bref",
        (4, 4, 2, 1, 3, 3, 4, 4, 3, 5, 2, 3, 4, 4, 4, 3, 4, 3, 4, 3, 2, 5, 4, 3, 4, 2),
        "psychological",
        58.3333333333,
        None,
    ),
    (
        "whoqol_bref",
        (4, 4, 2, 1, 3, 3, 4, 4, 3, 5, 2, 3, 4, 4, 4, 3, 4, 3, 4, 3, 2, 5, 4, 3, 4, 2),
        "social",
        58.3333333333,
        None,
    ),
    (
        "whoqol_bref",
        (4, 4, 2, 1, 3, 3, 4, 4, 3, 5, 2, 3, 4, 4, 4, 3, 4, 3, 4, 3, 2, 5, 4, 3, 4, 2),
        "environment",
        65.625,
        None,
    ),
    ("eq5d5l", (1, 1, 1, 1, 1, 90), "index_poland", 1, None),
    ("eq5d5l", (2, 1, 1, 3, 4, 65), "profile", 21134, None),
    ("eq5d5l", (2, 1, 1, 3, 4, 65), "index_poland", 0.817, None),  # 1 - .025 - .050 - .108
    ("eq5d5l", (5, 5, 5, 5, 5, 0), "index_poland", -0.59, None),
    ("eq5d5l", (2, 1, 1, 3, 4, 65), "vas", 65, None),
    ("qlesq_sf", (3,) * 14, "percent_max", 50, None),
    ("qlesq_sf", (4, 3, 3, 4, 2, 3, 3, 4, 3, 5, 3, 4, 3, 4), "percent_max", 60.7142857143, None),
    ("mansa", (4, 5, 3, 6, 4, 4, 5, 2, 4, 6, 7, 4), "mean", 4.5, None),
    ("swemwbs", (3,) * 7, "metric", 19.25, "low"),
    ("swemwbs", (4,) * 7, "metric", 25.03, "medium"),
    ("swemwbs", (5,) * 6 + (4,), "metric", 32.55, "high"),
    ("wemwbs", (3,) * 14, "total", 42, None),
    ("who5", (3, 2, 1, 2, 3), "percent", 44, "low well-being"),
    ("who5", (1, 1, 2, 2, 1), "percent", 28, "likely depression"),
    ("ors", (2.5, 3.1, 4.4, 3.3), "total", 13.3, None),
    ("srs", (9.1, 9.2, 9.3, 8.3), "total", 35.9, None),
    ("let", (2, 4, 1, 5, 2, 4), "total", 26, None),
    ("mlq", (5, 2, 3, 6, 4, 5, 2, 3, 2, 1), "presence", 26, None),  # 5 + 6 + 4 + 5 and 8 - 2
    ("mlq", (5, 2, 3, 6, 4, 5, 2, 3, 2, 1), "search", 11, None),
    ("pil_sf", (5, 4, 6, 5), "total", 20, None),
    ("cgi", (5, 2, 1, 1), "cgi_s", 5, None),
    ("cgi", (5, 2, 1, 1), "efficacy_index", 1, None),
    ("cgi", (5, 2, 3, 2), "efficacy_index", 10, None),
    ("cgi", (5, 2, 4, 4), "efficacy_index", 16, None),
    ("fibser", (4, 3, 5), "burden", 5, "lower dose or switch"),
    ("wai_sr", (5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 5, 4), "task", 14, None),
    ("wai_sr", (5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 5, 4), "bond", 10, None),
    ("wai_sr", (5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 5, 4), "goal", 15, None),
    ("ceq", (7, 6, 8, 50, 6, 80), "credibility", 21, None),
    ("ceq", (7, 6, 8, 50, 6, 80), "expectancy", 18.4, None),  # 5 + 6 + 7.4
    (
        "ceq",
        (7, 6, 8, 10, 2, 30),
        "expectancy",
        7.2,
        None,
    ),  # 1.8 + 2 + 3.4, which computers add up to 7.199999999999999
    ("mars5", (5, 4, 5, 3, 5), "total", 22, None),
    ("bmq_specific", (4, 2, 5, 4, 2, 3, 4, 1, 2, 5), "necessity", 22, None),
    ("bmq_specific", (4, 2, 5, 4, 2, 3, 4, 1, 2, 5), "differential", 12, None),
    ("cssrs_screener", (1, 0, None, None, None, 0), "triage", 1, "low"),
    ("cssrs_screener", (0, 0, None, None, None, 0), "triage", 0, "none"),
    ("cssrs_screener", (0, 1, 0, 0, 0, 0), "triage", 1, "low"),
    ("cssrs_screener", (1, 1, 1, 0, 0, 0), "triage", 2, "moderate"),
    ("cssrs_screener", (1, 1, 0, 1, 0, 0), "triage", 3, "high"),
    ("cssrs_screener", (1, 1, 0, 0, 1, 0), "triage", 3, "high"),
    ("cssrs_screener", (0, 0, None, None, None, 1), "triage", 3, "high"),
    ("cssrs_screener", (1, 1, 0, 0, None, 0), "triage", None, None),  # asked, and not answered
    ("side_effects", (3, 6), "burden", 3, "look for ways to ease them"),
]


@pytest.mark.parametrize("name, values, scale, score, band", GOLDEN)
def test_golden(name: str, values: tuple[float | None, ...], scale: str, score: float | None, band: str | None) -> None:
    found = score_one(shelf()[name], answers(name, *values))[scale]
    assert (found.value, found.band) == (score, band)  # to the last digit: ten decimals, and nothing behind them


@pytest.mark.parametrize(
    "values, score, band",
    [
        ((2, 2, 2, 2, 1, 1, 1, 1, None), 14, "moderate"),  # 12 of 8 answers: 13.5, rounded half up
        ((1, 1, 1, 1, 0, 0, 0, 0, None), 5, "mild"),  # 4.5: minimal would be too kind
        ((1, 1, 1, 1, 1, 1, 1, None, None), 9, "mild"),
        ((3, 3, 3, 3, 3, 3, None, None, None), None, None),  # three missing: no score, though 18 points are there
    ],
)
def test_phq9_with_gaps(values: tuple[float | None, ...], score: float | None, band: str | None) -> None:
    found = score_one(shelf()["phq9"], answers("phq9", *values))["total"]
    assert (found.value, found.band, found.answered) == (score, band, sum(value is not None for value in values))


def test_an_item_that_does_not_apply_is_no_gap() -> None:
    bipf, given = shelf()["bipf"], {"q1": 6.0, "q3": 3.0, "q4": 3.0}
    marked = score_one(bipf, given, not_applicable=["q2", "q5", "q6", "q7"])["impairment"]
    unmarked = score_one(bipf, given)["impairment"]
    assert (marked.value, marked.status) == (pytest.approx(66.6666666667), Status.complete)
    assert (unmarked.value, unmarked.status) == (marked.value, Status.prorated)
    assert score_one(bipf, {"q1": 6.0}, ["q2", "q3", "q4", "q5", "q6", "q7"])["impairment"].value is None


def test_sidas_with_no_thoughts_is_zero_whatever_a_form_adds() -> None:
    """A form that lets item 2 be entered as 0 after "never" and then turns it round adds ten points."""
    sidas = shelf()["sidas"]
    for given in ({"q1": 0.0}, {"q1": 0.0, "q2": 0.0}, {"q1": 0.0, "q2": 0.0, "q3": 0.0, "q4": 0.0, "q5": 0.0}):
        score = score_one(sidas, given)["total"]
        assert (score.value, score.status, score.band) == (0, Status.complete, "none")
    assert score_one(sidas, {"q1": 1.0})["total"].value is None
    assert [sidas.asks(item, {"q1": 0}) for item in sidas.items] == [True, False, False, False, False]
    assert all(sidas.asks(item, {"q1": 1}) for item in sidas.items)


def test_sidas_calls_for_a_high_total_and_for_a_near_attempt() -> None:
    sidas = shelf()["sidas"]
    high = answers("sidas", 5, 2, 0, 4, 4)
    assert score_one(sidas, high)["total"].value == 21
    assert [rule.flag for rule in sidas.fired(high)] == ["suicidal_ideation", "high_suicide_risk"]
    assert [rule.flag for rule in sidas.fired({**high, "q5": 3.0})] == ["suicidal_ideation"]
    assert [rule.flag for rule in sidas.fired({"q3": 5.0})] == ["near_attempt"]


def test_phq9_asks_how_difficult_it_was_only_where_there_is_something() -> None:
    phq9 = shelf()["phq9"]
    (difficulty,) = phq9.supplements
    assert not phq9.asks(difficulty, answers("phq9", *[0] * 9))
    assert phq9.asks(difficulty, {"q4": 1})
    assert len(phq9.items) == 9
    assert "nl" in phq9.languages  # the Dutch form is offered without the tenth item
    assert "nl" not in difficulty.languages


@pytest.mark.parametrize("name", ["swls", "flourishing"])
def test_agreeing_is_being_well(name: str) -> None:
    """One public library runs the answers from strongly agree to strongly disagree, and so its totals upside down."""
    choices = shelf()[name].items[0].choices or ()
    assert (choices[0].value, choices[0].label()) == (1, "Strongly disagree")
    assert (choices[-1].value, choices[-1].label()) == (7, "Strongly agree")
    assert shelf()[name].primary.direction is Direction.higher_better


def test_gad7_begins_with_not_at_all() -> None:
    """Many papers print "Not at all sure" (Zorowitz 2021)."""
    for item in shelf()["gad7"].items:
        assert (item.choices or ())[0].label() == "Not at all"


def test_gad7_item_2_has_its_own_code_for_its_third_answer() -> None:
    codes = [[choice.loinc for choice in item.choices or ()][2] for item in shelf()["gad7"].items]
    assert codes == ["LA6570-1", "LA18938-3", *["LA6570-1"] * 5]


def test_phq9_difficulty_codes_are_not_in_their_order() -> None:
    (difficulty,) = shelf()["phq9"].supplements
    assert [choice.loinc for choice in difficulty.choices or ()] == ["LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3"]


def test_french_says_more_than_half_the_time() -> None:
    """Not "des jours", as a public copy has it."""
    for name in ("phq9", "gad7"):
        assert (shelf()[name].items[0].choices or ())[2].label("fr") == "Plus de la moitié du temps"


def test_dutch_phq9_item_4_is_not_item_2() -> None:
    assert shelf()["phq9"].item("q4").text("nl") == "Zich moe voelen of gebrek aan energie hebben"


def test_the_bands_of_the_phq9_meet() -> None:
    """A public form prints "19-14: Moderate"."""
    bands = [(band.low, band.high) for band in shelf()["phq9"].primary.bands]
    assert bands == [(0, 4), (5, 9), (10, 14), (15, 19), (20, 27)]
    assert shelf()["phq9"].primary.band_lines == (4.5, 9.5, 14.5, 19.5)


def test_the_four_ons_questions_are_never_one_score() -> None:
    assert {scale.method for scale in shelf()["ons4"].scales} == {"value"}
    assert shelf()["ons4"].scale("worthwhile").domain is Domain.purpose
    assert shelf()["ons4"].scale("anxious").direction is Direction.lower_better


def test_hamd17_weight_not_assessed_is_not_answered() -> None:
    hamd = shelf()["hamd17"]
    given = dict.fromkeys(hamd.by_id, 1.0) | {"q16": 3.0}
    scores = score_one(hamd, given)
    assert (scores["total"].value, scores["total"].answered) == (None, 16)
    assert scores["hamd6"].value == 6


@pytest.mark.parametrize("value", ["1", True, float("nan"), float("inf"), 4, -1, 1.5])
def test_what_is_no_answer_is_refused(value: object) -> None:
    item = shelf()["phq9"].item("q3")
    with pytest.raises(BadAnswer, match=r"^q3: .*; allowed: 0, 1, 2, 3$"):
        check_value(item, value)  # type: ignore[arg-type]
    with pytest.raises(BadAnswer):
        score_one(shelf()["phq9"], {"q3": value})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "name, item, value, message",
    [
        ("phq9", "q3", 4, "q3: a number outside the choices; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", 1.5, "q3: no whole number; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", float("nan"), "q3: no whole number; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", float("inf"), "q3: no whole number; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", float("-inf"), "q3: no whole number; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", "1", "q3: str, not a number; allowed: 0, 1, 2, 3"),
        ("phq9", "q3", True, "q3: bool, not a number; allowed: 0, 1, 2, 3"),
        ("hrqol4", "q2", 31, "q2: a number outside the choices; allowed: 0 to 30 in steps of 1"),
        ("ors", "q1", 3.25, "q1: no whole number; allowed: 0 to 10 in steps of 0.1"),
    ],
)
def test_a_refused_answer_is_told_by_its_kind_and_never_itself(
    name: str, item: str, value: object, message: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        check_value(shelf()[name].item(item), value)  # type: ignore[arg-type]
    assert str(refused.value) == message


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(KeyError, match="unknown item: q11"):
        score_one(shelf()["phq9"], {"q11": 1})
    with pytest.raises(KeyError, match="unknown item: q11, q12; known: q1, q2, "):
        score_one(shelf()["phq9"], {"q12": 1, "q11": 1})
