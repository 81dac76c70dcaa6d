"""Mistakes found in other people's libraries, and in copies that circulate: ours makes none of them."""

import pytest

from instruments import Direction, Instrument, Status, score_one, shelf


def labels(name: str, item: str) -> list[str]:
    return [choice.label() for choice in shelf()[name].item(item).choices or ()]


def full(instrument: Instrument, value: float) -> dict[str, float | None]:
    return dict.fromkeys((item.id for item in instrument.items), value)


def test_cesd_item_3_names_friends_and_the_last_answer_is_most_or_all_of_the_time() -> None:
    assert shelf()["cesd"].item("q3").text().endswith("even with help from my family or friends.")
    assert labels("cesd", "q1")[0] == "Rarely or none of the time (less than 1 day)"
    assert labels("cesd", "q1")[-1] == "Most or all of the time (5-7 days)"


def test_cesd_turns_round_the_four_good_things_and_no_other() -> None:
    assert [item.id for item in shelf()["cesd"].items if item.reverse] == ["q4", "q8", "q12", "q16"]


def test_pcl5_item_6_is_the_final_wording() -> None:
    """An older one circulates that begins with "Avoiding internal reminders"."""
    assert shelf()["pcl5"].item("q6").text() == (
        "Avoiding memories, thoughts, or feelings related to the stressful experience?"
    )


def test_pcl5_reliable_change_is_not_the_one_borrowed_from_the_older_list() -> None:
    figure = shelf()["pcl5"].primary.reliable_change
    assert figure is not None
    assert figure.value == 15


def test_mos_sss_speaks_of_good_advice() -> None:
    texts = [item.text() for item in shelf()["mos_sss"].items]
    assert "Someone to give you good advice about a crisis" in texts
    assert len(set(texts)) == 19


def test_whodas_never_adds_days() -> None:
    whodas = shelf()["whodas12"]
    assert len(whodas.by_id) == 12
    assert all(max(item.values) == 5 for item in whodas.items)
    assert score_one(whodas, full(whodas, 5))["simple"].value == 48
    with pytest.raises(KeyError, match="unknown item: h1"):
        score_one(whodas, {"h1": 30})


def test_core10_may_not_be_changed_and_says_so() -> None:
    licence = shelf()["core10"].licence
    assert licence.name.startswith("CC BY-ND 4.0")
    assert "CORE System Trust" in licence.attribution
    assert shelf()["core10"].languages == ("en",)
    assert [item.id for item in shelf()["core10"].items if item.reverse] == ["q2", "q3"]


def test_swemwbs_stands_for_its_metric_score() -> None:
    assert shelf()["swemwbs"].primary.id == "metric"
    found = score_one(shelf()["swemwbs"], full(shelf()["swemwbs"], 3))
    assert (found["raw"].value, found["metric"].value) == (21, 19.25)


def test_cgi_never_totals() -> None:
    cgi = shelf()["cgi"]
    assert [scale.id for scale in cgi.scales] == ["cgi_s", "cgi_i", "efficacy_index"]
    assert all(len(scale.items) == 1 or scale.screen for scale in cgi.scales)
    assert score_one(cgi, {"severity": 0.0, "improvement": 2.0})["cgi_s"].value is None  # 0: not assessed


def test_cgi_no_longer_speaks_of_his_condition_and_says_so() -> None:
    assert all(" his " not in item.text() and " he " not in item.text() for item in shelf()["cgi"].items)
    assert "his condition" in shelf()["cgi"].adaptation


def test_promis_global_has_two_scores_and_never_one() -> None:
    """One public library adds all ten items, another one looks up the sum of half a form."""
    promis = shelf()["promis_global10"]
    assert {scale.id: scale.items for scale in promis.scales if scale.method == "sum"} == {
        "gph_raw": ("q3", "q6", "q7", "q8"),
        "gmh_raw": ("q2", "q4", "q5", "q10"),
    }
    found = score_one(promis, {"q2": 3.0, "q4": 3.0, "q5": 3.0})
    assert (found["gmh_raw"].value, found["gmh_t"].value, found["gmh_t"].status) == (None, None, Status.not_scored)


def test_promis_depression_8a_is_the_official_table() -> None:
    """A crosswalk package runs from 32.4 to 113.1."""
    assert shelf()["promis_depression_8a"].scale("t").range == (38.2, 81.3)


def test_qids_takes_the_highest_of_a_group() -> None:
    qids = shelf()["qids_sr16"]
    assert score_one(qids, full(qids, 3))["total"].value == 27  # not 48
    assert score_one(qids, {**full(qids, 0), "q1": 1, "q2": 2, "q3": 1})["total"].value == 2


def test_ids_counts_appetite_and_weight_once() -> None:
    ids = shelf()["ids_sr30"]
    assert score_one(ids, full(ids, 3))["total"].value == 84  # not 90


def test_one_of_a_pair_is_what_the_form_asks_for() -> None:
    """Items 6 or 7, and 8 or 9: a form with one of each is whole. Who wants all sixteen refuses every form."""
    qids = shelf()["qids_sr16"]
    found = score_one(qids, {name: None if name in ("q6", "q9") else 1.0 for name in qids.by_id})["total"]
    assert (found.value, found.answered, found.status) == (9, 14, Status.complete)
    assert score_one(qids, {name: None if name == "q3" else 1.0 for name in qids.by_id})["total"].value is None


def test_k10_is_the_australian_wording_and_order_throughout() -> None:
    """The original says "so depressed that nothing could cheer you up" and has another order: the two are not mixed."""
    texts = [item.text() for item in shelf()["k10"].items]
    assert texts[8] == "... so sad that nothing could cheer you up?"
    assert not any("so depressed that" in text for text in texts)
    assert labels("k10", "q1")[0] == "None of the time"


def test_rand36_recodes_before_it_averages() -> None:
    rand = shelf()["rand36"]
    ones = score_one(rand, full(rand, 1))
    assert {name: score.value for name, score in ones.items()} == {
        "physical_functioning": 0,
        "role_physical": 0,
        "role_emotional": 0,
        "energy_fatigue": 50,
        "emotional_wellbeing_mhi5": 40,
        "social_functioning": 50,
        "pain": 100,
        "general_health": 60,
    }


def test_rand36_asks_the_same_words_about_body_and_mind_and_tells_them_apart() -> None:
    rand = shelf()["rand36"]
    assert rand.item("q13").text() == rand.item("q17").text()
    assert "physical health" in (rand.item("q13").lead() or "")
    assert "emotional problems" in (rand.item("q17").lead() or "")
    assert rand.item("q1").lead() is None
    assert "how would you rate" in rand.item("q2").text()  # a public copy has "how would your rate"


def test_rand36_is_never_called_by_the_trade_mark() -> None:
    rand = shelf()["rand36"]
    assert "SF-36" not in f"{rand.name}{rand.abbreviation}{rand.note}{rand.licence.attribution}"
    assert "RAND" in rand.licence.attribution


def test_hads_and_dass_keep_their_subscales_apart() -> None:
    assert [scale.id for scale in shelf()["hads"].scales] == ["anxiety", "depression"]
    items = [name for scale in shelf()["dass21"].scales for name in scale.items]
    assert len(items) == len(set(items)) == 21
    assert {scale.range for scale in shelf()["dass21"].scales} == {(0, 42)}  # doubled, to compare with the long form


def test_gds15_counts_the_depressed_answer_whichever_it_is() -> None:
    gds = shelf()["gds15"]
    no = {
        item.id for item in gds.items for choice in item.choices or () if choice.label() == "No" and choice.value == 1
    }
    assert no == {"q1", "q5", "q7", "q11", "q13"}


def test_eq5d_gives_no_health_state_with_a_9_for_what_is_missing() -> None:
    found = score_one(shelf()["eq5d5l"], {"q1": 1, "q2": 1, "q3": None, "q4": 1, "q5": 1, "q6": 999})
    assert {name: score.value for name, score in found.items()} == {"vas": None, "index_poland": None, "profile": None}


def test_concerns_about_medicines_are_better_low() -> None:
    bmq = shelf()["bmq_specific"]
    assert [scale.direction for scale in bmq.scales] == [
        Direction.higher_better,
        Direction.lower_better,
        Direction.higher_better,
    ]
    assert score_one(bmq, full(bmq, 5))["differential"].value == 0


def test_wsas_without_work_is_told_as_such() -> None:
    wsas = shelf()["wsas"]
    found = score_one(wsas, {"q2": 4, "q3": 4, "q4": 4, "q5": 4}, not_applicable=["q1"])
    assert (found["total"].value, found["total"].status) == (None, Status.not_scored)
    assert (found["without_work"].value, wsas.scale("without_work").range) == (16, (0, 32))


def test_cssrs_calls_before_the_form_is_complete() -> None:
    cssrs = shelf()["cssrs_screener"]
    assert [rule.flag for rule in cssrs.fired({"q2": 1})] == ["suicidal_ideation"]
    assert [rule.flag for rule in cssrs.fired({"q2": 1, "q5": 1})] == ["suicidal_ideation", "high_suicide_risk"]
    assert cssrs.fired({"q1": 1}) == ()
    assert [cssrs.asks(cssrs.item(name), {"q2": 0}) for name in ("q1", "q3", "q6")] == [True, False, True]


def test_the_text_of_a_total_only_instrument_is_nowhere() -> None:
    assert [name for name, one in shelf().items() if one.licence.total_only] == ["bdi2", "cssrs_screener"]
    assert all(shelf()[name].languages == () for name in ("bdi2", "cssrs_screener"))


GAPS = [
    # instrument, every answer, items left out, scale, score, status
    ("cesd", 2, 4, "total", 40, "prorated"),
    ("cesd", 2, 5, "total", None, "not_scored"),
    ("core10", 2, 1, "total", 20, "prorated"),
    ("core10", 2, 2, "total", None, "not_scored"),
    ("gds15", 1, 3, "total", 15, "prorated"),
    ("gds15", 1, 4, "total", None, "not_scored"),
    ("k10", 3, 1, "total", 30, "prorated"),
    ("k10", 3, 2, "total", None, "not_scored"),
    ("pcl5", 2, 4, "total", 40, "prorated"),
    ("pcl5", 2, 5, "total", None, "not_scored"),
    ("whodas12", 3, 1, "simple", 24, "prorated"),
    ("whodas12", 3, 2, "simple", None, "not_scored"),
    ("wemwbs", 3, 3, "total", 42, "prorated"),
    ("wemwbs", 3, 4, "total", None, "not_scored"),
    ("qlesq_sf", 3, 3, "percent_max", 50, "prorated"),
    ("qlesq_sf", 3, 4, "percent_max", None, "not_scored"),
    ("who5", 3, 1, "percent", None, "not_scored"),
    ("isi", 2, 1, "total", None, "not_scored"),
    ("madrs", 2, 1, "total", None, "not_scored"),
    ("mars5", 2, 1, "total", None, "not_scored"),
    ("mansa", 4, 3, "mean", 4, "prorated"),
    ("mansa", 4, 4, "mean", None, "not_scored"),
    ("mos_sss", 3, 9, "overall", 50, "prorated"),
    ("mos_sss", 3, 10, "overall", None, "not_scored"),
    ("let", 3, 1, "total", 18, "prorated"),
    ("phq8", 1, 1, "total", 8, "prorated"),
    ("phq8", 1, 2, "total", None, "not_scored"),
]


@pytest.mark.parametrize("name, value, gaps, scale, score, status", GAPS)
def test_gaps(name: str, value: float, gaps: int, scale: str, score: float | None, status: str) -> None:
    instrument = shelf()[name]
    given = dict(list(full(instrument, value).items())[gaps:])
    if name == "cesd":
        given |= {item: 1 for item in ("q8", "q12", "q16") if item in given}  # so that each answer counts 2
    found = score_one(instrument, given)[scale]
    assert (found.value, found.status) == (None if score is None else pytest.approx(score), status)


def test_a_prorated_score_is_the_mean_answer_times_the_items() -> None:
    core = shelf()["core10"]
    given = {**full(core, 1), "q2": 3, "q3": 3, "q10": None}  # nine answers that count 1
    assert score_one(core, given)["total"].value == 10
    assert score_one(core, {**given, "q9": 4})["total"].value == 13.3333333333  # and no more digits than that
    assert score_one(core, {**given, "q9": 4})["total"].band == "mild"


def test_rand36_averages_what_was_answered_and_sets_no_minimum() -> None:
    """As RAND's own scoring does; how many items were answered is told with the score."""
    found = score_one(shelf()["rand36"], {"q3": 2, "q4": None, "q24": 6, "q25": 5})
    assert (found["physical_functioning"].value, found["physical_functioning"].answered) == (50, 1)
    assert (found["emotional_wellbeing_mhi5"].value, found["emotional_wellbeing_mhi5"].status) == (90, Status.prorated)
    assert found["pain"].status is Status.not_scored


def test_whoqol_throws_away_a_form_with_more_than_a_fifth_missing() -> None:
    """Five of 26 may be missing; and no more than two of a domain, one of the social one."""
    whoqol = shelf()["whoqol_bref"]
    five = dict(list(full(whoqol, 3).items())[:21])
    assert score_one(whoqol, five)["physical"].value == 50
    assert score_one(whoqol, {**five, "q1": None})["physical"].value is None
    assert score_one(whoqol, {**five, "q1": None})["physical"].answered == 7
    for names, domain, value in (
        (["q3", "q4"], "physical", 50),
        (["q3", "q4", "q10"], "physical", None),
        (["q20"], "social", 50),
        (["q20", "q21"], "social", None),
    ):
        assert score_one(whoqol, {**full(whoqol, 3), **dict.fromkeys(names)})[domain].value == value


def test_the_english_phq9_is_word_for_word() -> None:
    """One public example has "could gave noticed", another one paraphrases the question."""
    phq9 = shelf()["phq9"]
    assert phq9.stem() == "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    assert "so slowly that other people could have noticed" in phq9.item("q8").text()
    assert labels("phq9", "q1") == ["Not at all", "Several days", "More than half the days", "Nearly every day"]


@pytest.mark.parametrize(
    "lang, text",
    [
        ("es", "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera"),
        ("fr", "Penser qu’il vaudrait mieux mourir ou envisager de vous faire du mal d’une manière ou d’une autre"),
        ("nl", "De gedachte dat u beter dood zou kunnen zijn of de gedachte uzelf op een bepaalde manier pijn te doen"),
    ],
)
def test_phq9_item_9_is_the_official_translation(lang: str, text: str) -> None:
    """A public library had it translated by a machine."""
    assert shelf()["phq9"].item("q9").text(lang) == text


def test_wording_that_circulates_with_mistakes_is_not_here_at_all() -> None:
    """DASS-21 (an item of the long form in German, an answer for an item in Portuguese), QIDS (the wrong answers)."""
    for name in ("dass21", "qids_sr16", "whodas12", "promis_global10"):
        assert shelf()[name].languages == ()
        assert not any(choice.labels for item in shelf()[name].items for choice in item.choices or ())


def test_mos_sss_scales_are_told_by_what_their_items_say() -> None:
    """Public copies number the items in different ways."""
    mos = shelf()["mos_sss"]
    words = {
        "tangible": ["confined to bed", "to the doctor", "prepare your meals", "daily chores"],
        "affectionate": ["love and affection", "make you feel wanted", "hugs you"],
        "positive_interaction": ["good time", "relaxation", "something enjoyable"],
        "emotional_info": ["listen", "information", "good advice", "confide", "whose advice", "worries", "turn to"],
    }
    for scale, parts in words.items():
        said = [mos.item(item).text() for item in mos.scale(scale).items]
        assert [part for part in parts if sum(part in text for text in said) != 1] == []
    assert [len(mos.scale(scale).items) for scale in words] == [4, 3, 3, 8]


def test_sidas_asks_about_a_month() -> None:
    """Online copies change it to a week."""
    sidas = shelf()["sidas"]
    assert sidas.recall == "1 month"
    assert sidas.recall_text() == "In the past month"
    assert "In the past month" in sidas.item("q1").text()


def test_nobody_is_given_another_scales_name_or_scoring() -> None:
    """CORE-OM goes as "Caregiver Strain Index" and turns its item 30 round; CESD-R never finds nobody well."""
    assert shelf()["core10"].name == "Clinical Outcomes in Routine Evaluation 10"
    assert not {"core_om", "cesd_r", "cesdr"} & set(shelf())
    cesd = shelf()["cesd"]
    well = {item.id: 3.0 if item.reverse else 0.0 for item in cesd.items}
    assert (score_one(cesd, well)["total"].value, score_one(cesd, well)["total"].band) == (0, "below threshold")
