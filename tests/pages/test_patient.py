"""The patient page: whose it is, the verdict in words, a chart that cannot be read the wrong way round."""

from datetime import date
from itertools import product
from typing import Any

import altair as alt
import pytest

from models import history, recording
from models.access import Actor
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
    assert "Rule: mgh_atrq/6wk" in words
    assert "our own setting" in words


def test_a_patient_without_anything_says_what_to_do(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.new).words
    assert "No treatment trial recorded yet." in words
    assert "None recorded yet." in words
    assert "no episode recorded" in words


def test_no_page_calls_anybody_safe(open_desk: Open, ward: Ward) -> None:
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


# Flags


def test_a_flag_is_acknowledged_and_closed_with_what_was_done(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    assert "PHQ-9 item 9: “Several days”" in desk.words
    desk.tap("Acknowledge")
    assert "taken on by Ana Rivera" in desk.words
    desk.tap("Close the flag now")
    assert desk.words.count("✕ say what was done; nothing closes without it") == 3
    for area, text in zip(desk.at.text_area, ("phoned", "C-SSRS", "call again"), strict=True):
        area.set_value(text)
    desk.tap("Close the flag now")
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
    desk.tap("Record the session")
    assert "✕" in desk.words
    desk.field("button_group", "Did it take place?").set_value("attended")
    desk.tap("Record the session")
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


def test_the_drawing_is_said_in_words(ward: Ward) -> None:
    words = in_words(history.patient_view(actor_of(ward), ward.marta), Wish("phq9", "total"))
    assert "PHQ-9, lower is better: 26 scores from 5 January 2026 (19) to 29 June 2026 (7, mild)." in words
    assert "Adequate since 11 May 2026" in words
    assert "The suicide item was above 0 on 12 January 2026, 9 March 2026." in words


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
