"""What patients see of their own course: kind and plain words, the right direction, and never a blame."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from instruments import shelf
from models import history, recording
from models.access import Actor, ActorKind, system_actor
from models.clock import today
from models.history import ScorePoint
from models.recording import EpisodeInput, MeasurementInput, PersonRole, ShareInput, TrialInput
from models.records import ScoreStatus
from models.words import Modality, Role
from pages import visit
from pages.parts import own_line, words
from pages.routes import shared
from tests.support.patients import Asked, ask_patient, make_clinic
from tests.support.server import ROOT

HARD_WORDS = ("fail", "severe", "bad", "poor", "abnormal", "streak", "non-complian", "refus", "should have")


def points(instrument: str, *values: float) -> list[ScorePoint]:
    scale = shelf()[instrument].primary.id
    start = today() - timedelta(days=7 * len(values))
    days = [start + timedelta(days=7 * n) for n in range(len(values))]
    return [
        ScorePoint(on, instrument, scale, value, None, ScoreStatus.complete, None, "c", None)
        for on, value in zip(days, values, strict=True)
    ]


def said(instrument: str, *values: float, began: float | None = None) -> str:
    course = points(instrument, *values)
    start = (course[0].on, began) if began is not None else None
    return " ".join(own_line.sentences(shelf()[instrument], course, start))


@pytest.mark.parametrize(
    ("instrument", "values", "sentence"),
    [
        ("phq9", (17, 12), "Your score is 12 of 27. Lower is better."),
        ("phq9", (17, 12), "Last time it was 17. That is 5 points better now."),
        ("phq9", (12, 13), "That is 1 point worse now. This can happen to anybody."),
        ("phq9", (12, 12), "It is the same now."),
        ("phq9", (12,), "This is the first one."),
        ("swls", (14, 30), "Your score is 30, on a scale from 5 to 35. Higher is better."),
        ("swls", (14, 30), "That is 16 points better now."),
        ("swls", (30, 14), "That is 16 points worse now."),
        ("bipf", (80, 3.3333333), "Your score is 3.3 of 100."),
        ("phq9", (25,), "A score like this means very strong signs of depression."),
    ],
)
def test_a_course_is_told_with_its_direction(instrument: str, values: tuple[float, ...], sentence: str) -> None:
    assert sentence in said(instrument, *values)


def test_it_is_compared_with_the_beginning_of_the_treatment_and_with_last_time() -> None:
    text = said("phq9", 19, 15, 16, began=19)
    assert "It was 19 when this treatment began. That is 3 points better now. Last time it was 15. That is 1" in text


def test_a_beginning_that_was_the_last_time_is_told_once() -> None:
    assert "Last time" not in said("phq9", 19, 15, began=19)
    assert "Last time" not in said("phq9", 15, 18, 15, 18, began=15)  # the same number as at the beginning


@pytest.mark.parametrize("key", sorted(words.sentences()))
def test_no_sentence_blames_a_patient(key: str) -> None:
    told = words.sentences()[key]
    sentence = told if isinstance(told, str) else " ".join(told)
    allowed = {
        "helped_not",
        "helped_not_close",
        "refused",
        "shared_ask",
    }  # of treatments, of an answer, and said to somebody else
    if key not in allowed:
        assert not [word for word in HARD_WORDS if word in sentence.casefold()], sentence


def test_every_sentence_is_short_enough_to_read() -> None:
    """About what a reader of twelve takes in: at most 25 words a sentence."""
    for key, told in words.sentences().items():
        for sentence in (told if isinstance(told, str) else told[1]).replace("?", ".").replace(":", ".").split("."):
            assert len(sentence.split()) <= 25, key


# The pages


@pytest.fixture
def patient(sqlite_database: str) -> Asked:
    """Six weeks into sertraline, from 18 to 11, with a check-in that waits."""
    asked, system, day = ask_patient(make_clinic()), system_actor(), today()
    start = day - timedelta(days=50)
    episode = recording.open_episode(system, asked.patient_id, EpisodeInput(started_on=start - timedelta(days=90)))
    trial = TrialInput(
        episode_id=episode,
        modality=Modality.medication,
        agent="sertraline",
        role=Role.monotherapy,
        adherence_source=recording.AdherenceSource.self_report,
        started_on=start,
        doses=(recording.DoseInput(from_on=start, mg_per_day=100),),
        adherence=0.95,
    )
    recording.record_trial(system, asked.patient_id, trial, confirmed=True)
    for days, total in ((0, 18), (20, 15), (45, 11)):
        on = start + timedelta(days=days)
        recording.record_measurement(system, asked.patient_id, MeasurementInput(on=on, instrument="phq9", total=total))
    return asked


@pytest.fixture
def open_page(patient: Asked, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """A patient with an account in front of one of the own pages."""

    def opened(page: str, *, verified: bool = True) -> AppTest:
        kind = ActorKind.account if verified else ActorKind.link
        check_in = None if verified else patient.check_in_id
        actor = Actor(
            patient.patient_id, PersonRole.patient, kind, _clinic(patient), name="Ada Test", check_in_id=check_in
        )
        monkeypatch.setattr(visit, "actor_of", lambda _: actor)
        return AppTest.from_file(str(ROOT / "pages" / "patient" / page), default_timeout=30).run()

    return opened


def _clinic(patient: Asked) -> str:
    from tests.support.patients import rows

    return str(rows("SELECT clinic_id FROM person WHERE id = ?", patient.patient_id)[0][0])


def read(page: AppTest) -> str:
    assert not page.exception
    kinds = [*page.title, *page.subheader, *page.text, *page.markdown]
    return "\n".join(str(each.value) for each in kinds) + str([each.proto for each in page.get("html")])


def test_the_front_page_shows_what_is_due_and_how_it_goes(open_page: Callable[..., AppTest]) -> None:
    text = read(open_page("home.py"))
    assert "Hello Ada" in text
    assert "Your check-in is ready" in text
    assert "9 questions, about 2 minutes" in text
    assert "Sertraline" in text
    assert "This treatment has had a fair trial" in text
    assert "Your score is 11 of 27" in text
    assert "It was 18 when this treatment began. That is 7 points better now." in text


def test_the_front_page_leads_to_the_report_in_plain_words(open_page: Callable[..., AppTest]) -> None:
    assert "/my-report" in read(open_page("home.py"))
    assert "/my-report" not in read(open_page("home.py", verified=False)), "a link alone shows nothing of the record"


def test_a_check_in_that_was_begun_goes_on(open_page: Callable[..., AppTest], patient: Asked) -> None:
    recording.save_answer(system_actor(), patient.check_in_id, "phq9", "q1", recording.AnswerState.answered, 1.0)
    assert "1 of 9 answered. Go on where you stopped." in read(open_page("home.py"))


def test_a_link_alone_shows_nothing_of_the_course(open_page: Callable[..., AppTest]) -> None:
    text = read(open_page("home.py", verified=False))
    assert "Your check-in is ready" in text
    assert "Sertraline" not in text
    assert "score" not in text.casefold()
    assert "Ada" not in text
    assert "Not found" in read(open_page("progress.py", verified=False))


def test_the_course_has_a_picture_with_words_for_those_who_cannot_see_it(open_page: Callable[..., AppTest]) -> None:
    page = open_page("progress.py")
    chart = page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")
    assert len(chart) == 1
    assert "PHQ-9: 3 scores from" in str(chart[0].proto)
    assert "The first was 18, the last is 11. Lower is better." in str(chart[0].proto)


def test_after_sending_an_account_sees_its_own_line_at_once(open_page: Callable[..., AppTest], patient: Asked) -> None:
    system = system_actor()
    for number in range(1, 10):
        answer = (patient.check_in_id, "phq9", f"q{number}", recording.AnswerState.answered, 1.0 if number < 9 else 0.0)
        recording.save_answer(system, *answer)
    recording.send_check_in(system, patient.check_in_id)
    text = read(open_page("check_in.py"))
    assert "Thank you. Received at" in text
    assert "Your score is 8 of 27" in text
    assert history.open_check_in(system, patient.check_in_id).received_at is not None


# Whoever reads along


def along(patient: Asked, *domains: str, with_scores: bool = True, language: str = "en") -> dict[str, str]:
    """What somebody close reads of each part that Ada chose."""
    actor = Actor(patient.patient_id, PersonRole.patient, ActorKind.account, _clinic(patient), name="Ada Test")
    wanted = ShareInput.of(shared_with="my sister", domains=domains, days=7, with_scores=with_scores)
    link = recording.offer_share(actor, patient.patient_id, wanted)
    view = history.open_shared(link.rsplit("/", 1)[1], language)
    assert view is not None
    return {name: "\n".join(shared.said(view, name)) for name in view.domains}


def test_somebody_close_is_told_about_the_person_and_not_spoken_to_as_them(patient: Asked) -> None:
    told = along(patient, "symptoms", "treatment")
    assert "The score is 11 of 27. Lower is better." in told["symptoms"]
    assert "It was 18 when this treatment began. That is 7 points better now." in told["symptoms"]
    assert told["treatment"].splitlines()[0].startswith("Sertraline, since ")
    assert "This treatment has had a fair trial" in told["treatment"]
    assert not {"you", "your"} & set(re.findall(r"[a-z]+", " ".join(told.values()).casefold()))


@pytest.mark.parametrize("key", sorted(key for key in words.sentences() if key.endswith("_close")))
def test_what_is_said_about_somebody_speaks_to_nobody(key: str) -> None:
    sentence = words.sentences()[key]
    assert isinstance(sentence, str)
    assert not {"you", "your"} & set(re.findall(r"[a-z]+", sentence.casefold()))
    assert words.sentences()[key.removesuffix("_close")] != sentence
    assert words.word_about("Ada", key.removesuffix("_close"), "xx", **ANY) == sentence.format(who="Ada", **ANY)


ANY = {"score": 1, "top": 2, "bottom": 0, "direction": "Lower is better.", "points": "1 point"}


def test_what_a_treatment_did_is_told_only_where_it_is_shared_how_the_person_feels(patient: Asked) -> None:
    system, on = system_actor(), today() - timedelta(days=1)
    recording.record_measurement(system, patient.patient_id, MeasurementInput(on=on, instrument="phq9", total=3))
    assert "It helps a lot: few signs of depression are left." in along(patient, "treatment", "symptoms")["treatment"]
    assert "helps" not in along(patient, "treatment", "purpose")["treatment"]


@pytest.mark.parametrize("language", ["de", "es", "fr", "nl"])
def test_somebody_close_is_told_in_their_own_language(patient: Asked, language: str) -> None:
    told = along(patient, "symptoms", language=language)["symptoms"]
    assert told.startswith(words.word_about("Ada", "own_score", language, score=11, top=27, direction="")[:12])
    assert "The score" not in told
