"""What the patient page tells beyond the verdict: reasons as chips, signs, other rules, payers, items, the course."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from models import history, recording
from models.access import system_actor
from models.criteria.outcome.apart import NO_LINE
from models.criteria.payers import judge_payers
from models.criteria.verdict import Answer, Reason
from models.history import PatientView
from models.recording import EpisodeInput, SessionInput, TrialInput
from models.words import Modality, StopReason
from pages.parts import (
    domains,
    episode_course,
    item_table,
    meanings,
    missing,
    payer_rules,
    sensitivity,
    signs,
    trials_card,
    why_chips,
)
from pages.parts.trajectory import Reach, Wish, in_words, shown_trials, span_of
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.test_patient import actor_of
from tests.pages.ward import TODAY, Ward, phq9, sitting

__all__ = ["open_desk", "ward", "ward_template"]


def plain(*pieces: str) -> str:
    """What somebody reads, without the markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", "".join(pieces))).split())


@pytest.fixture
def view(ward: Ward) -> PatientView:
    return history.patient_view(actor_of(ward), ward.marta)


# In sight at once


def test_the_headline_is_one_sentence(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    headline = next(each.proto.body for each in desk.at.get("html") if "row-headline" in each.proto.body)
    said = plain(headline)
    assert said.startswith("One adequate drug trial without response; one adequate drug trial with response;")
    assert "no adequate psychotherapy trial yet: by Markowitz 2022 not treatment-resistant, nor by any of " in said
    assert said.count(".") == 1


def test_a_patient_without_trials_has_a_headline_too(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.new)
    headline = next(each.proto.body for each in desk.at.get("html") if "row-headline" in each.proto.body)
    assert plain(headline) == "No treatment trial recorded yet."


def reason(criterion: str, verdict: Answer, observed: object, required: object, unit: str) -> Reason:
    return Reason(criterion, verdict, observed, required, unit, "a source", "policy", None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("weeks at or above 50 mg/day", Answer.yes, 10.14, 6, "weeks"), "10.1 weeks at ≥ 50 mg"),
        (("weeks at or above 50 mg/day", Answer.no, 3.1, 6, "weeks"), "3.1 of 6 weeks at ≥ 50 mg"),
        (("share of doses taken", Answer.yes, 0.95, 0.8, "share"), "95 % taken"),
        (("share of doses taken", Answer.unknown, None, 0.8, "share"), "share of doses taken not recorded"),
        (("sessions attended", Answer.no, 8, 9, "sessions"), "8 of 9 sessions attended"),
        (("treatments given", Answer.yes, 10, 6, "sessions"), "10 treatments given"),
        (("experienced therapist", Answer.yes, "yes", "yes", ""), "experienced therapist"),
        (("experienced therapist", Answer.no, "no", "yes", ""), "no experienced therapist"),
        (("serum level", Answer.yes, 0.6, 0.5, "mmol/L"), "serum level: 0.6 mmol/L"),
    ],
)
def test_a_reason_fits_on_a_chip(given: tuple[Any, ...], said: str) -> None:
    assert why_chips.said(reason(*given)) == said


def test_each_trial_carries_its_reasons(view: PatientView, ward: Ward) -> None:
    row = plain(trials_card.row(view.judgement.trial(ward.sertraline), view))
    assert row.startswith("sertraline 50 mg · 5 Jan to 10 Mar")
    assert "✓ adequate since 15 Feb" in row
    assert "19 → 15 (21 % better) · stopped: no response" in row
    assert "✓ 9.3 weeks at ≥ 50 mg" in row
    still = plain(trials_card.row(view.judgement.trial(ward.cbt), view))
    assert "? experienced therapist not recorded" in still
    assert "8 of 9 sessions attended" in still


def test_a_sign_is_told_while_nothing_is_decided_and_never_without_its_limits(ward: Ward) -> None:
    early = history.patient_view(actor_of(ward), ward.marta, as_of=date(2026, 2, 2)).judgement.trial(ward.sertraline)
    late = history.patient_view(actor_of(ward), ward.marta).judgement.trial(ward.sertraline)
    assert "little change early" in plain(*signs.on_card(early))
    assert signs.on_card(late) == []
    told = plain(*signs.in_full(late))
    assert "It does not end the trial." in told
    assert "Szegedi" in told
    assert "no clinically significant change, which is a response, and a PHQ-9 of at most 9" in told


def test_what_definitions_miss_is_asked_for(view: PatientView) -> None:
    asked = dict(missing.for_definitions(view))
    assert asked["for Dutch measure (Peeters 2016)"].startswith("record ")
    assert "; personality disorder" in asked["for Dutch measure (Peeters 2016)"]
    for line in asked.values():
        assert not re.search(r"\b(start|switch|augment|increase|prescribe)\b", line), "never an order"


def test_a_therapy_beside_stimulation_is_shown_as_such(open_desk: Open, ward: Ward) -> None:
    begun = date(2026, 6, 1)
    held = tuple(SessionInput(held_on=begun + timedelta(days=day), attended=True) for day in range(5))
    course = TrialInput.of(modality=Modality.neuromodulation, procedure="rTMS", started_on=begun, sessions=held)
    recording.record_trial(system_actor(), ward.marta, course)
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "⊕ CBT and rTMS: psychotherapy beside stimulation." in words


def test_domains_that_go_the_same_way_are_told_together() -> None:
    told = [
        "Social functioning recovered by half or more without a response of symptoms.",
        "Well being recovered by half or more without a response of symptoms.",
    ]
    assert domains._gathered(told) == [
        "social functioning and well-being recovered by half or more without a response of symptoms."
    ]
    assert domains._gathered(["Symptoms responded, purpose did not."]) == ["symptoms responded, purpose did not."]
    assert domains.parted(None) == []
    assert NO_LINE


def test_one_trial_can_be_looked_at_alone(view: PatientView, ward: Ward) -> None:
    wish = Wish("phq9", "total", Reach.trial, ward.sertraline)
    span = span_of(view, wish)
    assert (span.since, span.until) == (date(2025, 12, 15), date(2026, 3, 31))
    assert [one.trial.id for one in shown_trials(view, span)] == [ward.sertraline, ward.venlafaxine]
    assert "13 scores from 5 January 2026 (19)" in in_words(view, wish)
    running = span_of(view, Wish("phq9", "total", Reach.trial, ward.cbt))
    assert running.since == date(2026, 4, 13)
    assert running.until > view.as_of


def test_the_drawing_in_words_has_its_lines(view: PatientView) -> None:
    words = in_words(view, Wish("phq9", "total"))
    assert "Line: remission below 5." in words
    assert "Line: 50 % from the start of venlafaxine (17 → 8.5)." in words


# What is opened when it is asked for


def test_other_rules_show_what_would_change(view: PatientView) -> None:
    found = sensitivity.under_all(view)
    assert len(found) == 9
    assert found[0].definitions == view.definitions
    told = plain(*sensitivity.table(view))
    assert told.startswith(
        "what changes in force doses: CANMAT 2023 doses: stricter of both sessions: Conway sessions: CANMAT"
    )
    assert "CBT ◷ not yet ◷ not yet ◷ not yet ✓ adequate ✕ too few sessions" in told
    assert "sertraline" not in told, "50 mg is enough in every table"
    assert "definitions give the same answer under all 9 pairs of rules" in told


def test_a_payers_rule_shows_what_the_record_has(view: PatientView) -> None:
    for one in judge_payers(view.judgement, view.case):
        told = plain(payer_rules.policy(one))
        assert one.title in told
        for each in one.criteria:
            assert each.text in told
            assert each.observed in told
        assert "Read on" in told
    assert payer_rules.counted(one)


def test_the_course_of_the_episode_is_told_by_each_convention(view: PatientView) -> None:
    (course,) = episode_course.courses(view)
    told = plain(*episode_course.lines(course))
    assert told.startswith("PHQ-9 first response on ")
    for said in ("confirmed remission not yet", "recovery by ACNP 2006 not yet", "recovery by Frank 1991 not yet"):
        assert said in told
    assert "relapse or recurrence none" in told


def test_items_are_told_one_by_one(ward: Ward, view: PatientView) -> None:
    assert item_table.instruments(view) == ["phq9", "swls"]
    course = history.item_course(actor_of(ward), ward.marta, "phq9")
    assert len(course.days) == 26
    assert [value for value in course.answers["q9"] if value] == [1, 1]
    told = plain(*item_table.table(course, view))
    assert "1. Little interest or pleasure in doing things" in told
    assert "3 → 3" not in told
    assert "3, as at first" in told or "3 → " in told
    nothing = history.item_course(actor_of(ward), ward.marta, "gad7")
    assert "No answers to items" in plain(*item_table.table(nothing, view))


def test_everything_is_offered_and_nothing_of_it_is_worked_out_unasked(
    open_desk: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nobody has opened it")

    monkeypatch.setattr(sensitivity, "table", never)
    monkeypatch.setattr(payer_rules, "judge_payers", never)
    monkeypatch.setattr(item_table, "table", never)
    words = open_desk("rivera", "patient", id=ward.marta).words
    for label in ("Would other rules for dose or sessions change this?", "What payers' rules would say"):
        assert label in words
    assert "Answers to each item" in words
    assert "Course of the episode" in words


def test_before_the_first_trial_only_answers_are_offered(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "patient", id=ward.new).words
    assert "Would other rules" not in words
    assert "What payers" not in words
    assert "Answers to each item" not in words
    assert "A score from the 14 days before it begins, its baseline, cannot be had later." in words


def test_every_abbreviation_is_explained(view: PatientView) -> None:
    told = meanings.abbreviations(view)
    assert told["PHQ-9"] == "Patient Health Questionnaire-9"
    assert told["CBT"] == "cognitive behavioural therapy"
    assert "venlafaxine" not in told


def test_a_psychotherapy_is_looked_at_once_more_after_its_end(open_desk: Open, ward: Ward) -> None:
    """What it did four weeks later stands in the reasons, beside the outcome, and decides nothing."""
    begun = TODAY - timedelta(days=7 * 16)
    held = tuple(SessionInput(held_on=begun + timedelta(days=7 * week), attended=True) for week in range(10))
    recording.open_episode(system_actor(), ward.new, EpisodeInput(started_on=begun))
    therapy = TrialInput.of(
        modality=Modality.psychotherapy,
        therapy="CBT",
        started_on=begun,
        ended_on=held[-1].held_on,
        stop_reason=StopReason.completed,
        sessions=held,
    )
    recording.record_trial(system_actor(), ward.new, therapy)
    courses = ((begun, 20), (held[-1].held_on, 17), (held[-1].held_on + timedelta(days=26), 8))
    sittings = [sitting(on, {"phq9": phq9(total)}) for on, total in courses]
    recording.record_sittings(system_actor(), ward.new, sittings)
    words = open_desk("rivera", "patient", id=ward.new).words
    assert "In the four weeks after its last session" in words
    assert "20 → 8 (60 % better), response. Shown beside the outcome; it decides nothing." in words
