"""A clinic's own definition was taken away: its scores stay on record, every page stands and says what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, update

from instruments import use_own
from models import history, recording
from models.access import system_actor
from models.crisis import default_crisis_text
from models.database import session
from models.errors import Invalid
from models.exchange.report import plain_report, to_text, treatment_report
from models.exchange.report.said import Said
from models.recording import AnswerState, MeasurementInput
from models.records import Trial
from tests.instruments.test_own import MOOD
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import TODAY, Ward, phq9

__all__ = ["open_desk", "ward", "ward_template"]
CALLS = '\n[[safety]]\nitem = "day"\nop = "<="\nvalue = 1\nflag = "a bad day"\n'
BROKEN = "Something is broken"
MISSING = "mood (its definition is missing)"


@pytest.fixture
def taken_away(ward: Ward, tmp_path: Path) -> Iterator[str]:
    """Marta has two scores of an own instrument, a flag by it, a trial judged by it, and a check-in that asks it."""
    (tmp_path / "mood.toml").write_text(MOOD + CALLS, encoding="utf-8")
    use_own(tmp_path)
    system = system_actor()
    for day, value in ((1, 7.0), (2, 1.0)):
        recording.record_measurement(
            system, ward.marta, MeasurementInput(on=TODAY.replace(day=day), instrument="mood", answers={"day": value})
        )
    check_in = recording.issue_check_in(system, ward.marta, ["mood", "phq9"])
    recording.save_answer(system, check_in, "mood", "day", AnswerState.answered, 6)
    with session() as db:
        db.exec(update(Trial).where(col(Trial.id) == ward.venlafaxine).values(primary_instrument="mood"))
        db.commit()
    use_own(None)
    yield check_in
    use_own(None)


PAGES = [
    ("rivera", "caseload", "", ""),
    ("rivera", "patient", "marta", "mood: its definition is missing here"),
    ("rivera", "trial", "venlafaxine", ""),
    ("rivera", "past", "marta", ""),
    ("rivera", "rate", "marta", ""),
    ("rivera", "enter", "marta", ""),
    ("rivera", "together", "marta", ""),
    ("marta", "../patient/home", "", "0 of 9 answered"),
    ("marta", "../patient/progress", "", "mood: its definition is missing here"),
    ("marta", "../patient/check_in", "", "Over the last 2 weeks"),
    ("admin", "instruments", "", ""),
]


@pytest.mark.parametrize(("who", "page", "about", "said"), PAGES)
def test_every_page_stands(
    ward: Ward, taken_away: str, open_desk: Open, who: str, page: str, about: str, said: str
) -> None:
    words = open_desk(who, page, **({"id": ward[about], "patient": ward.marta} if about else {})).words
    assert BROKEN not in words
    assert "Not found" not in words
    assert said in words, words


def test_scores_are_kept_and_shown_again_once_the_file_is_back(ward: Ward, taken_away: str, tmp_path: Path) -> None:
    view = history.patient_view(system_actor(), ward.marta)
    assert view.undefined == ("mood",)
    assert view.course("mood", "day") == ()
    use_own(tmp_path)
    view = history.patient_view(system_actor(), ward.marta)
    assert view.undefined == ()
    assert [point.value for point in view.course("mood", "day")] == [7, 1]


def test_a_flag_that_it_raised_can_still_be_read(ward: Ward, taken_away: str) -> None:
    (flag,) = (one for one in history.patient_view(system_actor(), ward.marta).flags if one.status == "open")
    assert ("mood", "mood", "1") in [(one.instrument, one.abbreviation, one.label) for one in flag.answers]


def test_the_check_in_goes_on_without_it_and_its_answer_is_kept(ward: Ward, taken_away: str, tmp_path: Path) -> None:
    system = system_actor()
    assert history.open_check_in(system, taken_away).instruments == ("phq9",)
    with pytest.raises(Invalid):
        recording.save_answer(system, taken_away, "mood", "day", AnswerState.answered, 2)
    for item, value in phq9(9).items():
        recording.save_answer(system, taken_away, "phq9", item, AnswerState.answered, value)
    recording.send_check_in(system, taken_away)
    use_own(tmp_path)
    assert history.open_check_in(system, taken_away).answers["mood", "day"].value == 6
    view = history.patient_view(system, ward.marta)
    assert [(p.scale, p.value) for p in view.scores if p.check_in_id == taken_away and p.scale == "total"] == [
        ("total", 9)
    ]


def test_a_check_in_that_asks_nothing_else_says_so(
    ward: Ward, taken_away: str, open_desk: Open, tmp_path: Path
) -> None:
    use_own(tmp_path)
    check_in = recording.issue_check_in(system_actor(), ward.new, ["mood"])
    use_own(None)
    assert history.open_check_in(system_actor(), check_in).undefined == ("mood",)
    for page in ("../patient/check_in", "../patient/home"):
        assert "has taken the questions of this check-in away" in open_desk("new", page).words


def test_the_report_tells_what_it_leaves_out(ward: Ward, taken_away: str) -> None:
    view = history.patient_view(system_actor(), ward.marta)
    for report in (treatment_report(view, "Ana Rivera"), plain_report(view, "Ana Rivera", default_crisis_text())):
        assert "mood" in to_text(report)


@pytest.mark.parametrize("language", ["de", "fr", "nl"])
def test_the_patients_own_report_tells_it_in_their_language(ward: Ward, taken_away: str, language: str) -> None:
    view = history.patient_view(system_actor(), ward.marta)
    report = plain_report(view, "Ana Rivera", default_crisis_text(), language)
    assert report["undefined"] == [Said(language)("undefined", name="mood")]
    assert "definition is missing" not in to_text(report)
