"""The patient page: whose it is, the verdict in words, a chart that cannot be read the wrong way round."""

from datetime import date
from html import escape
from itertools import product
from typing import Any

import altair as alt
import pytest

from models import history, recording
from models.access import Actor
from models.criteria.staging import DefinitionResult
from models.criteria.verdict import Answer
from pages.parts import definition
from pages.parts.theme import DARK, LIGHT
from pages.parts.trajectory import Reach, Wish, in_words, spec
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import PAYLOAD, Ward

__all__ = ["open_desk", "ward", "ward_template"]


def actor_of(ward: Ward, who: str = "rivera") -> Actor:
    actor = history.actor_of(recording.sign_in_demo(ward[who]).token)
    assert actor is not None
    return actor


# Who may see it


@pytest.mark.parametrize("who", [None, "marta", "stranger", "elsewhere", "admin"])
def test_nobody_outside_the_team_sees_anything(open_desk: Open, ward: Ward, who: str | None) -> None:
    desk = open_desk(who, "patient", id=ward.marta)
    assert "Lindqvist" not in desk.words
    assert not desk.at.get("vega_lite_chart")
    assert "venlafaxine" not in desk.words


@pytest.mark.parametrize("who", ["stranger", "elsewhere"])
def test_a_patient_of_others_is_not_found(open_desk: Open, ward: Ward, who: str) -> None:
    of_others = open_desk(who, "patient", id=ward.marta).words
    nobody = open_desk(who, "patient", id="nobody").words
    assert "ot found" in of_others
    assert of_others == nobody


def test_without_a_patient_nothing_is_shown(open_desk: Open) -> None:
    assert "ot found" in open_desk("rivera", "patient").words


# What it says


def test_the_page_says_who_and_where_treatment_stands(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.marta).words
    for said in (
        "Marta Lindqvist",
        "born 2 March 1984 · record A-2041 · episode 3 since 1 January 2026 · team: Ana Rivera",
        "data to 6 July 2026, 10:00",
        "One adequate drug trial without response; one adequate drug trial with response",
        "✓ adequate",
        "✕ no response",
        "19 → 15 (21 % better)",
        "17 → 7 (58 % better)",
        "8 of 9 sessions attended",
        "record the therapist&#x27;s training and experience",
        "together for 9.1 weeks: combined treatment",
    ):
        assert said in words, said


def test_domains_tell_their_direction_and_what_to_ask(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "lower is better · 0–27" in words
    assert "higher is better · 5–35" in words
    assert "Not measured yet. Ask the B-IPF" in words


def test_every_criterion_has_its_source(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "sessions attended" in words
    assert "Rule: MGH-ATRQ, 6 weeks" in words
    assert "our own setting" in words


def test_a_patient_without_anything_says_what_to_do(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.new).words
    assert "No treatment trial recorded yet." in words
    assert "None recorded yet." in words
    assert "no episode recorded" in words


def test_no_page_calls_anybody_safe(open_desk: Open, ward: Ward) -> None:
    """S08."""
    words = open_desk("rivera", "patient", id=ward.marta).words.casefold()
    for forbidden in ("low risk", "no risk", "not at risk", "is safe"):
        assert forbidden not in words


def test_what_people_typed_is_shown_as_it_is(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.odd)
    sent = "\n".join(each.proto.body for each in desk.at.get("html"))
    assert "<img src=x" not in sent
    assert "&lt;img src=x onerror" in sent
    assert any(each.value == f"Note: {PAYLOAD}" for each in desk.at.text)
    for each in (*desk.at.get("expander"), *desk.at.markdown):
        assert 'onerror="alert' not in (getattr(each, "label", "") or str(getattr(each, "value", "")))


# Definitions of resistance


def cells(desk: Any) -> dict[str, str]:
    """The rows of the table of definitions by their title, HTML as it was sent."""
    folded = next(each.proto.body for each in desk.at.get("html") if 'class="fold"' in each.proto.body)
    rows = folded.split('<div class="row row-definition">')[1:]
    return {row.split('class="strong">')[1].split("</span>")[0]: row for row in rows}


def test_the_definitions_are_told_at_a_glance(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.marta).words
    for said in (
        "By Markowitz 2022 not treatment-resistant; nor by any of 18 other definitions; 2 cannot be decided yet.",
        "– not met",
        "would change it: one more antidepressant with a fair trial without response, followed while it runs;",
        "Thase &amp; Rush",
        "– stage I<",
        "– stage 0<",
        "AHRQ 2018, any episode",
        "Maudsley score",
        "Counted once ended: venlafaxine, CBT (still running).",
        "26 definitions · what would change each",
    ):
        assert said in words, said


def test_every_definition_tells_its_answer_and_why(open_desk: Open, ward: Ward) -> None:
    view = history.patient_view(actor_of(ward), ward.marta)
    table = cells(open_desk("rivera", "patient", id=ward.marta))
    assert len(table) == len(view.definitions) == 26
    assert next(iter(table)) == "Markowitz 2022"
    for one in view.definitions:
        row = table[escape(one.title)]
        assert 'class="chip chip-' in row, one.title
        assert escape(one.reasons[-1].split(": ")[-1]) in row, one.title
    assert "record the severity of the episode" in table["Maudsley staging (Fekadu 2009, 2018)"].casefold()
    assert "△ provisional" in table["Dutch measure (Peeters 2016)"]
    assert "· gives no rule" in table["Malhi 2005"]
    assert "gives no rule that could be computed" in table["Malhi 2005"]
    assert "1 in this episode, 1 ever" in table["Antidepressant Treatment History Form, short form"]


def test_no_definition_says_that_somebody_failed_nor_speaks_in_code(open_desk: Open, ward: Ward) -> None:
    for who in ("marta", "odd"):
        told = "".join(cells(open_desk("rivera", "patient", id=ward[who])).values())
        for never in ("failed", "failure", "arm-short", "psychotherapy-missing", "None", "True", "False", "{"):
            assert never not in told, never


def test_before_the_first_trial_nothing_is_judged(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.new).words
    assert "26 published definitions are applied once a trial is recorded" in words
    assert "By Markowitz" not in words


def test_a_patient_sees_no_definition(ward: Ward) -> None:
    own = history.own_view(actor_of(ward, "marta"), ward.marta)
    assert own.judgement.trials
    assert own.definitions == ()


@pytest.mark.parametrize(
    ("name", "found", "met", "said", "glance"),
    [
        ("TR97", "II", Answer.yes, "stage II", "stage II"),
        ("SOU99", "TRD2", Answer.yes, "group TRD2", "group TRD2"),
        ("SOU99", "none", Answer.no, "", "not met"),
        ("CON17", 1, Answer.yes, "stage 1", "stage 1"),
        ("AHRQ18", True, Answer.yes, "", "met"),
        ("AHRQ18", None, Answer.unknown, "", "unknown"),
        ("MSM", {"score": 7, "band": "moderate"}, Answer.not_applicable, "7, moderate", "7, moderate"),
        ("MSM", None, Answer.not_applicable, "", "no score yet"),
        ("MAR22", "trueTRD", Answer.yes, "resistant, combination too", "resistant, combination too"),
        ("SFO21", "PRD", Answer.no, "partly responsive", "partly responsive"),
        ("NEW", 3.5, Answer.not_applicable, "3.5", "3.5"),
        ("NEW", {"a": 1}, Answer.not_applicable, "a 1", "a 1"),
        ("NEW", "wide", Answer.no, "wide", "wide"),
    ],
)
def test_a_result_is_told_in_words(name: str, found: object, met: Answer, said: str, glance: str) -> None:
    one = DefinitionResult(name, name, found, met, (), (), False, "")
    assert definition.result(one) == said
    assert definition.short_chip(one).word == glance


# Flags


def test_a_flag_is_acknowledged_and_closed_with_what_was_done(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    assert "PHQ-9 item 9: “Several days”" in desk.words
    desk.tap("Acknowledge")
    assert "taken on by Ana Rivera" in desk.words
    desk.tap("Close the flag now")
    assert desk.words.count("✕ say what was done; nothing closes without it") == 3
    assert "✕ choose how it ended; nothing closes without it" in desk.words
    for area, text in zip(list(desk.at.text_area)[:3], ("phoned", "C-SSRS", "call again"), strict=True):
        area.set_value(text)
    desk.tap("Close the flag now")
    assert "Closed safety flags" not in desk.words, "what was written is not enough without the word"
    next(each for each in desk.at.selectbox if each.label == "How it ended").set_value("handed_over")
    desk.tap("Close the flag now")
    assert "how it ended: Not reached; handed over, the plan says to whom" in desk.words
    assert "Closed safety flags (1)" in desk.words
    assert "plan: call again" in desk.words
    assert not [each for each in desk.at.button if each.label == "Acknowledge"]


def test_a_link_is_shown_once(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta).tap("Check-in link")
    assert "/c/" in desk.at.code[0].value
    assert "Works until" in desk.words
    assert not desk.run().at.code


def test_a_session_is_noted_down(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    desk.tap("Attended today")
    assert "Recorded: CBT today, attended." in desk.words
    assert "adequate" in desk.words
    trial = history.patient_view(actor_of(ward), ward.marta).case.trial_by_id[ward.cbt]
    assert sum(one.attended for one in trial.sessions) == 9


# The drawing


def layers(drawn: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [each for each in drawn["layer"] if each["mark"]["type"] == mark]


def rows(drawn: dict[str, Any], *fields: str) -> list[dict[str, Any]]:
    """The data of the first layer whose rows have these fields."""
    found = (each["data"]["values"] for each in drawn["layer"] if set(fields) <= set(each["data"]["values"][0]))
    return next(found)


@pytest.fixture
def drawn(ward: Ward) -> dict[str, Any]:
    return spec(history.patient_view(actor_of(ward), ward.marta), Wish("phq9", "total"))


def test_bands_lie_at_half_points_and_cover_the_whole_scale(drawn: dict[str, Any]) -> None:
    bands = rows(drawn, "low", "high", "name")
    assert [band["low"] for band in bands] == [0, 4.5, 9.5, 14.5, 19.5]
    assert bands[-1]["high"] == 27
    assert [band["name"] for band in bands][::4] == ["minimal", "severe"]


def test_the_axis_shows_the_whole_scale_and_its_direction(drawn: dict[str, Any]) -> None:
    axes = [each["encoding"]["y"] for each in drawn["layer"] if "y" in each["encoding"]]
    assert {axis["axis"]["title"] for axis in axes} == {"PHQ-9 (lower is better)"}
    assert all(axis["scale"]["domain"][1] > 27 and axis["scale"]["domain"][0] < 0 for axis in axes)
    assert axes[0]["axis"]["values"] == [0, 5, 10, 15, 20, 27]


def test_remission_and_half_of_the_baseline_are_drawn(drawn: dict[str, Any]) -> None:
    remission, half = rows(drawn, "until", "words", "align")
    assert (remission["y"], remission["words"]) == (5, "remission below 5")
    assert (half["y"], half["on"]) == (8.5, "2026-03-17")
    assert "(17 → 8.5)" in half["words"]
    assert half["short"] == "50 % (17 → 8.5)", "where the drawing is too narrow for the name of the trial"
    assert remission["short"] == remission["words"]


def test_no_mark_shows_the_raw_fields_of_its_row(drawn: dict[str, Any]) -> None:
    """Streamlit does so for each mark that says nothing else."""
    assert drawn["config"]["mark"] == {"tooltip": None}


def test_another_trial_moves_the_half(ward: Ward) -> None:
    view = history.patient_view(actor_of(ward), ward.marta)
    half = rows(spec(view, Wish("phq9", "total", trial_id=ward.sertraline)), "until", "words", "align")[1]
    assert (half["y"], half["on"], half["until"]) == (9.5, "2026-01-05", "2026-03-10")


def test_the_diamond_stands_on_the_day_of_adequacy(drawn: dict[str, Any]) -> None:
    found = {row["trial"]: row for row in rows(drawn, "opacity", "top")}
    assert found["sertraline"]["on"] == "2026-02-15"
    assert found["venlafaxine"]["on"] == "2026-05-11"
    assert found["CBT"]["words"].endswith("if continued")
    assert found["CBT"]["fill"] != found["sertraline"]["fill"], "hollow while it is only expected"


def test_lanes_show_doses_sessions_and_verdicts(drawn: dict[str, Any]) -> None:
    assert [row["dose"] for row in rows(drawn, "dose")][:1] == ["50 mg"]
    shades = [row["color"] for row in rows(drawn, "dose")]
    assert len(set(shades)) == len(shades), "a higher dose is deeper"
    sessions = rows(drawn, "what", "day", "top")
    assert [row["what"] for row in sessions].count("missed") == 1
    lanes = {row["name"]: row["verdict"] for row in rows(drawn, "verdict", "words_at")}
    assert lanes["sertraline"] == "✕ adequate, no response"
    assert lanes["venlafaxine"] == "✓ adequate, response"
    assert lanes["CBT"].startswith("◷ not yet")


def test_item_9_is_always_there(drawn: dict[str, Any]) -> None:
    marks = rows(drawn, "number", "size")
    assert [row["number"] for row in marks if row["number"]] == ["1", "1"]
    assert len(marks) == 26


def test_a_scale_on_which_more_is_better_is_drawn_the_other_way_round(ward: Ward) -> None:
    view = history.patient_view(actor_of(ward), ward.marta)
    upward = spec(view, Wish("swls", "total"))
    assert upward["layer"][0]["encoding"]["y"]["axis"]["title"] == "SWLS (higher is better)"
    bands = rows(upward, "low", "high", "name")
    assert bands[0]["color"] == rows(spec(view, Wish("phq9", "total")), "low", "high", "name")[-1]["color"]


@pytest.mark.parametrize("who", ["marta", "odd", "new"])
def test_every_drawing_can_be_made(ward: Ward, who: str) -> None:
    view = history.patient_view(actor_of(ward), ward[who])
    for reach, narrow, dark in product(Reach, (True, False), (True, False)):
        made = spec(view, Wish("phq9", "total", reach, dark=dark, narrow=narrow))
        alt.Chart.from_dict(made, validate=reach is Reach.episode)
        assert made["background"] == (DARK if dark else LIGHT).paper, "readable when the screen turns dark meanwhile"


def test_the_drawing_is_said_in_words(ward: Ward) -> None:
    words = in_words(history.patient_view(actor_of(ward), ward.marta), Wish("phq9", "total"))
    assert "PHQ-9, lower is better: 26 scores from 5 January 2026 (19) to 29 June 2026 (7, mild)." in words
    assert "Adequate since 11 May 2026" in words
    assert "The suicide item was above 0 on 12 January 2026 (1), 9 March 2026 (1)." in words


def test_the_last_six_months_leave_out_what_was_before(ward: Ward) -> None:
    view = history.patient_view(actor_of(ward), ward.marta, as_of=date(2026, 10, 30))
    made = spec(view, Wish("phq9", "total", Reach.half_year))
    assert rows(made, "band")[0]["on"] >= "2026-04-30"
    assert "sertraline" not in {row["name"] for row in rows(made, "verdict", "words_at")}


def test_no_response_is_not_said_before_a_trial_had_its_time(ward: Ward) -> None:
    """A score that has not moved in the second week is no verdict on a treatment."""
    from pages.parts.verdict import result_chip

    early = history.patient_view(actor_of(ward), ward.marta, as_of=date(2026, 1, 20)).judgement.trial(ward.sertraline)
    late = history.patient_view(actor_of(ward), ward.marta, as_of=date(2026, 3, 5)).judgement.trial(ward.sertraline)
    assert (result_chip(early).word, result_chip(early).kind) == ("no response yet", "neutral")
    assert (result_chip(late).word, result_chip(late).kind) == ("no response", "attention")
