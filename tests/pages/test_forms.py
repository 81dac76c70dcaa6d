"""Forms of every make through the check-in page: numbers in tenths, languages one form at a time, a clinic's words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from instruments import shelf, use_own
from models import history, recording
from models.access import system_actor
from models.errors import Invalid
from models.recording import AnswerState
from pages.parts import say
from tests.pages.test_check_in import Ask, Come, ask, come, thinking
from tests.support.patients import kept
from tests.support.wording import put_wording

__all__ = ["ask", "come", "thinking"]
pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def own(sqlite_database: str, tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    use_own(None)


@pytest.mark.parametrize("name", ["ors", "srs"])
def test_a_line_from_0_to_10_is_written_in_tenths(name: str, own: Path, ask: Ask, come: Come) -> None:
    use_own(put_wording(own, name))
    asked = ask(name)
    tab = come(asked)
    field = tab.at.number_input[0]
    assert (field.value, field.min, field.max, field.step) == (None, 0.0, 10.0, 0.1)
    for place, value in enumerate((0.1 + 0.2, 7.5, 10, 0), start=1):
        assert tab.bar == f"{place} of 4"
        tab.at.number_input[0].set_value(value).run()
        tab.press("next-number")
    assert kept(asked) == {(name, f"q{n}"): value for n, value in enumerate((0.3, 7.5, 10, 0), start=1)}
    assert "7\\.5" in "\n".join(each.label for each in tab.at.button)
    tab.press("send")
    assert "Thank you. Received at" in tab.text
    (score,) = history.patient_view(system_actor(), asked.patient_id).course(name, "total")
    assert (score.value, score.status) == (17.8, "complete")


def test_a_kept_tenth_stands_in_the_field_after_a_refresh(own: Path, ask: Ask, come: Come) -> None:
    use_own(put_wording(own, "ors"))
    asked = ask("ors")
    come(asked).at.number_input[0].set_value(3.7).run()
    again = come(asked, "list")
    assert [each.value for each in again.at.number_input] == [3.7, None, None, None]
    assert again.bar == "1 of 4 answered"


def test_steps_of_ten_stay_whole_numbers(own: Path, ask: Ask, come: Come) -> None:
    use_own(put_wording(own, "ceq"))
    asked = ask("ceq")
    tab = come(asked, "list")
    field = tab.at.number_input[0]
    assert (field.min, field.max, field.step) == (0, 100, 10)
    tab.at.number_input[0].set_value(30).run()
    assert kept(asked) == {("ceq", "q4"): 30}


def test_each_form_is_whole_in_one_language_and_the_language_is_kept(ask: Ask, come: Come) -> None:
    asked = ask("phq9", "swls", language="de")
    view = history.open_check_in(system_actor(), asked.check_in_id)
    assert view.form_languages == {"phq9": "de", "swls": "en"}
    tab = come(asked, "list")
    labels = [each.label for each in tab.at.button_group]
    assert "Wenig Interesse" in labels[0]
    assert shelf()["swls"].items[0].text("en").split()[0] in labels[9]
    assert tab.at.button_group[0].options[0] == "Überhaupt nicht"


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "nl", "pt-BR"])
@pytest.mark.parametrize("name", ["phq9", "phq8", "gad7"])
def test_the_languages_that_are_delivered_reach_the_patient(name: str, language: str, ask: Ask, come: Come) -> None:
    tab, one = come(ask(name, language=language)), shelf()[name]
    assert str(one.stem(language)) in tab.text
    assert say.literal(one.items[0].text(language)) in tab.question.label
    assert list(tab.question.options) == [choice.label(language) for choice in one.items[0].choices or ()]


def test_a_language_that_nobody_has_worded_falls_back_to_english_as_a_whole(ask: Ask, come: Come) -> None:
    asked = ask("gad7", language="sv")
    assert history.open_check_in(system_actor(), asked.check_in_id).form_languages == {"gad7": "en"}
    assert "Feeling nervous" in come(asked).question.label


def test_words_in_one_language_are_not_asked_of_somebody_who_reads_another(own: Path, ask: Ask) -> None:
    use_own(put_wording(own, "isi", "de"))
    german = ask("isi", language="de")
    assert history.open_check_in(system_actor(), german.check_in_id).form_languages == {"isi": "de"}
    with pytest.raises(Invalid, match="worded here in de only"):
        ask("isi", language="fr")


def test_the_language_stays_when_the_patients_own_form_comes_later(own: Path, ask: Ask, come: Come) -> None:
    """A form that was begun in English is not changed under the patient's hands by a file that arrives."""
    use_own(put_wording(own, "isi", said="First"))
    asked = ask("isi", language="nl")
    recording.save_answer(system_actor(), asked.check_in_id, "isi", "q1", AnswerState.answered, 1)
    use_own(put_wording(own, "isi", "nl", said="Tweede"))
    assert "First q2" in come(asked).question.label


@pytest.mark.parametrize("name", [name for name, one in shelf().items() if not one.validated])
def test_our_own_questions_are_marked_on_form_receipt_and_record(name: str, ask: Ask, come: Come) -> None:
    tab = come(ask(name), "list")
    assert "not validated" in tab.text
    while "send" not in tab.buttons:
        tab.press("continue")
    assert "not validated" in tab.press("send").text
