"""The check-in through the shell's own script: what is asked, what is kept, what is said when something goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from models import history, recording
from models.access import Actor, system_actor
from models.criteria.sitting import number
from models.recording import AnswerState
from pages import visit
from tests.support.patients import BORN_ON, Asked, actor_of, ask_patient, kept, make_clinic, rows
from tests.support.server import ROOT

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = ROOT / "pages" / "patient" / "check_in.py"


@pytest.fixture(autouse=True)
def thinking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in these tests: a tap is as if half a second after the last."""
    monkeypatch.setattr("models.criteria.sitting.number", lambda name: 0.0 if "ghost" in name else number(name))


@pytest.fixture
def ghosts_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any two taps of this test count as a double tap."""
    monkeypatch.setattr("models.criteria.sitting.number", lambda _: 60.0)


@pytest.fixture
def ask() -> Callable[..., Asked]:
    clinic = make_clinic()
    return lambda *instruments, **options: ask_patient(clinic, instruments or ("phq9",), **options)


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Callable[..., "Tab"]:
    """A visitor in front of the check-in page, as the cookie of the link would have it."""

    def came(asked: Asked, layout: str = "one") -> Tab:
        cookies = asked.come_in(layout)
        monkeypatch.setattr(visit, "cookie_of", lambda _: next(iter(cookies.values())))
        return Tab(asked, actor_of(cookies))

    return came


class Tab:
    """One tab in front of the check-in page."""

    def __init__(self, asked: Asked, actor: Actor) -> None:
        self.asked, self.actor = asked, actor
        self.at = AppTest.from_file(str(PAGE), default_timeout=30).run()

    @property
    def text(self) -> str:
        kinds: list[Any] = [*self.at.text, *self.at.subheader, *self.at.warning, *self.at.error, *self.at.markdown]
        return "\n".join(str(each.value) for each in kinds)

    @property
    def bar(self) -> str:
        found = self.at.get("progress")
        return str(found[0].proto.text) if found else ""

    @property
    def question(self) -> Any:
        return self.at.button_group[0]

    def choose(self, value: float, at: int = 0) -> "Tab":
        is_list = len(self.at.button_group) > 1
        self.at.button_group[at].set_value(float(value)).run()
        if is_list:  # AppTest shows only what the tap has drawn anew; a browser keeps the other lines
            self.at.run()
        return self

    def press(self, key: str) -> "Tab":
        self.at.button(key=key).click().run()
        return self

    def answer_all(self, value: float = 1, count: int = 9) -> "Tab":
        for _ in range(count):
            self.choose(value)
        return self

    @property
    def buttons(self) -> set[str]:
        return {str(each.key) for each in self.at.button}

    def help_is_shown(self) -> bool:
        return any("This form is not watched in real time" in str(each.proto) for each in self.at.get("html"))

    def view(self) -> history.CheckInView:
        return history.open_check_in(self.actor, self.asked.check_in_id)


Ask, Come = Callable[..., Asked], Callable[..., Tab]


# One question a screen


def test_it_begins_with_the_first_question_and_nothing_chosen(ask: Ask, come: Come) -> None:
    tab = come(ask())
    assert not tab.at.exception
    assert tab.bar == "1 of 9"
    assert "Over the last 2 weeks" in tab.text
    assert "Little interest or pleasure" in tab.question.label
    assert tab.question.value is None
    assert tab.buttons >= {"skip"}
    assert "back" not in tab.buttons


def test_a_tap_keeps_the_answer_and_shows_the_next_question(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).choose(2)
    assert kept(asked) == {("phq9", "q1"): 2.0}
    assert tab.bar == "2 of 9"
    assert tab.question.value is None


def test_back_shows_what_was_chosen_and_when_it_was_saved(ask: Ask, come: Come) -> None:
    tab = come(ask()).choose(2).press("back")
    assert tab.bar == "1 of 9"
    assert tab.question.value == 2.0
    given = tab.view().answers["phq9", "q1"]
    assert f"✓ Saved {tab.view().local(given.saved_at):%H:%M}" in tab.text
    assert tab.press("next").bar == "2 of 9"


def test_a_changed_answer_replaces_the_first_and_the_first_is_kept_beside_it(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).choose(2).press("back").choose(3)
    assert kept(asked)["phq9", "q1"] == 3.0
    assert rows("SELECT value FROM replaced_answer") == [(2.0,)]
    assert tab.bar == "2 of 9"


def test_the_page_stays_at_the_suicide_item_and_says_at_once_where_to_find_help(ask: Ask, come: Come) -> None:
    """S03, S04."""
    tab = come(ask()).answer_all(0, 8)
    assert tab.bar == "9 of 9"
    assert not tab.help_is_shown()
    tab.choose(1)
    assert tab.bar == "9 of 9"
    assert tab.help_is_shown()
    assert tab.press("next").help_is_shown()
    assert tab.press("send").help_is_shown()
    assert "Thank you. Received at" in tab.text


def test_an_answer_of_zero_to_the_suicide_item_waits_too_and_shows_no_alarm(ask: Ask, come: Come) -> None:
    tab = come(ask()).answer_all(0)
    assert tab.bar == "9 of 9"
    assert not tab.help_is_shown()


def test_help_stays_after_the_answer_was_taken_back(ask: Ask, come: Come) -> None:
    assert come(ask()).answer_all(0, 8).choose(2).choose(0).help_is_shown()


def test_what_is_skipped_is_asked_once_more_and_then_no_more(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).press("skip").choose(1).press("skip").answer_all(0, 5).choose(0)
    tab.press("next")
    assert "You left this one out" in tab.text
    assert tab.bar == "1 of 9"
    tab.press("skip")
    assert tab.bar == "3 of 9"
    tab.choose(2)
    assert "8 of 9 answered" in tab.text
    assert kept(asked)["phq9", "q1"] is None


def test_nothing_is_mandatory(ask: Ask, come: Come) -> None:
    tab = come(ask())
    for _ in range(18):
        tab.press("skip")
    assert "0 of 9 answered" in tab.text
    tab.press("send")
    assert "Thank you. Received at" in tab.text


def test_the_review_shows_every_answer_and_each_can_be_changed(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).answer_all(1).press("next")
    assert "Not sent yet. 9 of 9 answered" in tab.text
    assert "Several days" in tab.at.button(key="change-phq9-q4").label
    tab.press("change-phq9-q4")
    assert tab.bar == "4 of 9"
    tab.choose(3)
    assert "Nearly every day" in tab.at.button(key="change-phq9-q4").label
    assert kept(asked)["phq9", "q4"] == 3.0


def test_an_answer_can_be_taken_back_from_the_review(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).answer_all(1).press("next").press("change-phq9-q4").press("skip")
    assert kept(asked)["phq9", "q4"] is None
    assert "You left this one out" in tab.text


def test_back_from_a_change_and_back_from_the_review(ask: Ask, come: Come) -> None:
    tab = come(ask()).answer_all(1).press("next").press("change-phq9-q2").press("back")
    assert "Not sent yet" in tab.text
    assert tab.press("back").bar == "9 of 9"


# Kinds of items


def test_a_number_is_written_and_never_set_beforehand(ask: Ask, come: Come) -> None:
    asked = ask("hrqol4")
    tab = come(asked).choose(3)
    assert tab.at.number_input[0].value is None
    tab.at.number_input[0].set_value(12).run()
    assert kept(asked)["hrqol4", "q2"] == 12.0
    assert tab.bar == "2 of 4"
    assert tab.press("next-number").bar == "3 of 4"


def test_an_empty_number_is_left_out_by_next(ask: Ask, come: Come) -> None:
    asked = ask("hrqol4")
    tab = come(asked).choose(3).press("next-number")
    assert tab.bar == "3 of 4"
    assert kept(asked)["hrqol4", "q2"] is None


def test_what_does_not_apply_can_be_said_where_the_form_offers_it(ask: Ask, come: Come) -> None:
    asked = ask("bipf")
    tab = come(asked).press("na")
    assert tab.bar == "2 of 7"
    assert tab.view().answers["bipf", "q1"].state is AnswerState.not_applicable


def test_further_questions_come_only_after_the_answer_they_hang_on(ask: Ask, come: Come) -> None:
    tab = come(ask("sidas"))
    assert tab.bar == "1 of 1"
    assert "0 – Never   …   10 – Always" in tab.text
    tab.choose(4)
    assert tab.help_is_shown()
    assert tab.bar == "1 of 5"


@pytest.mark.parametrize("name", ["phq9", "gad7", "bipf", "hrqol4", "ons4", "swls", "flourishing", "pgic", "sidas"])
def test_every_self_rated_form_can_be_filled_in(ask: Ask, come: Come, name: str) -> None:
    tab = come(ask(name))
    for _ in range(30):
        if "send" in tab.buttons:
            break
        if tab.at.number_input:
            tab.at.number_input[0].set_value(3).run()
        elif tab.question.value is None:
            tab.choose(_value(tab))
        for key in ("next-number", "next"):
            if key in tab.buttons:
                tab.press(key)
    tab.press("send")
    assert not tab.at.exception
    assert "Thank you. Received at" in tab.text


def _value(tab: Tab) -> float:
    from instruments import shelf

    _, instrument, item = str(tab.question.key).split(":")
    return shelf()[instrument].item(item).values[0]


def test_questions_come_in_the_language_of_the_check_in(ask: Ask, come: Come) -> None:
    tab = come(ask(language="de"))
    assert "Wenig Interesse" in tab.question.label


# A short list


def test_the_wide_list_shows_every_question_at_once(ask: Ask, come: Come) -> None:
    tab = come(ask(), "list")
    assert len(tab.at.button_group) == 9
    assert tab.bar == "0 of 9 answered"
    tab.choose(2, at=4)
    assert kept(tab.asked) == {("phq9", "q5"): 2.0}


def test_the_list_asks_once_more_for_what_was_left_out(ask: Ask, come: Come) -> None:
    tab = come(ask(), "list").choose(1, at=0).choose(1, at=1).press("continue")
    assert "You left these out" in tab.text
    assert len(tab.at.button_group) == 7
    tab.press("continue")
    assert "2 of 9 answered" in tab.text
    tab.press("send")
    assert "Thank you. Received at" in tab.text


def test_a_suicidal_answer_in_the_list_shows_help_at_once(ask: Ask, come: Come) -> None:
    tab = come(ask(), "list").choose(1, at=8)
    assert tab.help_is_shown()
    assert len(tab.at.button_group) == 9


def test_the_layout_can_be_changed_and_answers_stay(ask: Ask, come: Come) -> None:
    tab = come(ask()).choose(1).press("switch-layout")
    assert len(tab.at.button_group) == 9
    assert tab.at.button_group[0].value == 1.0
    assert tab.press("switch-layout").bar == "2 of 9"


# What can go wrong


def test_a_second_tap_at_once_is_nobodys_answer(ask: Ask, come: Come, ghosts_noticed: None) -> None:
    asked = ask()
    tab = come(asked).choose(1).choose(2)
    assert kept(asked) == {("phq9", "q1"): 1.0}
    assert tab.bar == "2 of 9"
    assert tab.question.value is None


def test_an_answer_that_could_not_be_saved_says_so_and_is_not_shown_as_chosen(
    ask: Ask, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F30."""
    asked = ask()
    tab = come(asked)
    with monkeypatch.context() as broken:
        broken.setattr(recording, "save_answer", _disk_full)
        tab.choose(1)
        assert "This answer was not saved. Please tap it again." in tab.text
        assert tab.bar == "1 of 9"
        assert tab.question.value is None
    assert kept(asked) == {}
    assert tab.choose(1).bar == "2 of 9"
    assert "not saved" not in tab.text


def test_help_is_shown_even_if_the_suicidal_answer_could_not_be_saved(
    ask: Ask, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S03, F30."""
    tab = come(ask()).answer_all(0, 8)
    monkeypatch.setattr(recording, "save_answer", _disk_full)
    assert tab.choose(3).help_is_shown()
    assert "This answer was not saved" in tab.text


def test_help_is_shown_where_the_database_cannot_be_read(ask: Ask, come: Come, monkeypatch: pytest.MonkeyPatch) -> None:
    """S03, F15."""
    tab = come(ask())
    monkeypatch.setattr(history, "open_check_in", _disk_full)
    tab.at.run()
    assert tab.help_is_shown()
    assert "try-again" in tab.buttons


def test_sending_that_failed_says_so_and_can_be_repeated(ask: Ask, come: Come, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = come(ask()).answer_all(0).press("next")
    with monkeypatch.context() as broken:
        broken.setattr(recording, "send_check_in", _disk_full)
        tab.press("send")
        assert "Your answers were not sent." in tab.text
    tab.press("send")
    assert "Thank you. Received at" in tab.text


def test_answers_changed_in_another_window_are_shown_before_they_are_sent(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).answer_all(0).press("next")
    recording.save_answer(tab.actor, asked.check_in_id, "phq9", "q1", AnswerState.answered, 3.0)
    tab.press("send")
    assert "changed in another window" in tab.text
    assert "Nearly every day" in tab.at.button(key="change-phq9-q1").label
    assert tab.view().received_at is None
    tab.press("send")
    assert "Thank you. Received at" in tab.text


def test_a_check_in_sent_in_another_window_shows_its_receipt(ask: Ask, come: Come) -> None:
    asked = ask()
    tab = come(asked).choose(0)
    recording.send_check_in(tab.actor, asked.check_in_id)
    tab.choose(1)
    assert "Thank you. Received at" in tab.text
    assert kept(asked) == {("phq9", "q1"): 0.0}


def test_the_receipt_is_read_back_at_every_run(ask: Ask, come: Come) -> None:
    tab = come(ask()).answer_all(0).press("next").press("send")
    at = tab.view().local(tab.view().received_at or tab.view().answers["phq9", "q1"].saved_at)
    tab.at.run()
    assert f"Thank you. Received at {at:%H:%M} on {at:%A} {at.day} {at:%B}." in tab.text
    assert "Where the questions come from:" in tab.text
    assert "Developed by Drs. Robert L. Spitzer" in tab.text


def test_a_refreshed_page_goes_on_where_it_was(ask: Ask, come: Come) -> None:
    """F28."""
    asked = ask()
    come(asked).choose(1).choose(2)
    assert come(asked).bar == "3 of 9"


def test_an_answer_that_came_without_its_callback_is_kept(ask: Ask, come: Come) -> None:
    """A browser that finds another server sends what it shows; nobody there has a callback for it."""
    asked = ask()
    tab = come(asked)
    tab.at.session_state["tab"].dealt.clear()
    tab.at.session_state[tab.question.key] = 2.0
    tab.at.run()
    assert kept(asked) == {("phq9", "q1"): 2.0}
    assert tab.bar == "2 of 9"


# After sending


def test_a_link_alone_shows_no_score_until_the_birth_date_is_given(ask: Ask, come: Come) -> None:
    tab = come(ask()).answer_all(1).press("next").press("send")
    assert "Your score" not in tab.text
    _born(tab, 1, 1, 1950)
    assert "That is not the day we have" in tab.text
    _born(tab, 31, 2, 1984)
    assert "There is no such day" in tab.text
    _born(tab, BORN_ON.day, BORN_ON.month, BORN_ON.year)
    assert "Your score is 9 of 27. Lower is better." in tab.text


def test_after_five_wrong_days_no_more_are_taken(ask: Ask, come: Come) -> None:
    tab = come(ask()).answer_all(0).press("next").press("send")
    for _ in range(6):
        _born(tab, 1, 1, 1950)
    assert "Too many tries" in tab.text
    _born(tab, BORN_ON.day, BORN_ON.month, BORN_ON.year)
    assert "Your score" not in tab.text


def _born(tab: Tab, day: int, month: int, year: int) -> None:
    for name, value in (("day", day), ("month", month), ("year", year)):
        tab.at.number_input(key=f"born-{name}").set_value(value)
    next(each for each in tab.at.button if each.label == "Show me").click().run()


def _disk_full(*_: object, **__: object) -> None:
    raise OSError("no space left on device")


def test_the_system_sees_what_the_patient_gave(ask: Ask, come: Come) -> None:
    asked = ask()
    come(asked).answer_all(2).press("next").press("send")
    view = history.open_check_in(system_actor(), asked.check_in_id)
    assert view.needs_person
    assert {given.value for given in view.answers.values()} == {2.0}


def test_what_stands_before_an_item_on_the_form_stands_before_it_here(ask: Ask, come: Come) -> None:
    """Without its lead RAND-36 asks the same of the body and of the mind."""
    listed = come(ask("rand36"), layout="list")
    labels = {group.label for group in listed.at.button_group}
    body = next(label for label in labels if label.startswith("13"))
    mind = next(label for label in labels if label.startswith("17"))
    assert "physical health" in body
    assert "emotional problems" in mind
