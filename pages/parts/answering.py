"""What a tap does: it keeps one answer, or sends them all, through the write door and at once."""

import time
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.sitting import Place, Question, Round, Sitting, is_ghost, needs_a_pause
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import AnswerState, EntryWay
from pages.parts import gate, number, trouble

SAME_RUN_SECONDS = 1.0


class Step(StrEnum):
    """Where to go from the question on the screen, once the database says what is kept."""

    stay = "stay"
    on = "on"
    back = "back"
    resume = "resume"


@dataclass
class Tab:
    """What one browser tab remembers between two taps: where it is. Whatever was answered is in the database."""

    check_in_id: str
    place: Place | None = None
    step: Step = Step.resume
    notice: str = ""
    is_listed: bool = False
    stage: str = ""  # of the list: "all" questions, or those left out "again"; empty: whatever is still open
    is_alarmed: bool = False  # an answer that needs a person could not be kept
    taken: Question | None = None
    taken_at: float | None = None
    drawn_place: Place | None = None
    dealt: dict[str, float | None] = field(default_factory=dict)
    way: str = ""  # how somebody else's answers are given, where staff write them down
    answered_on: date | None = None
    is_staffs: bool = False  # staff write down somebody else's answers: what needs a person is told to them
    seen: tuple[float, Actor] | None = None  # who acted, for the rest of the same run

    def who(self) -> Actor | None:
        """Who sits here: asked of the database once a run, by the callback or else by what it is drawn with."""
        seen, self.seen = self.seen, None
        return seen[1] if seen and time.monotonic() - seen[0] < SAME_RUN_SECONDS else gate.present()

    def acting(self) -> Actor | None:
        """Who acts now, by the cookie alone."""
        actor = gate.present()
        self.seen = (time.monotonic(), actor) if actor else None
        return actor

    def key(self, question: Question) -> str:
        """The widget's name: the same after a refresh, so that a browser that comes back finds its question."""
        return f"{self.check_in_id}:{question.instrument}:{question.item}"

    def drawn(self) -> None:
        """What is new on the screen can be read from now on, however long the drawing took."""
        if self.taken_at is not None and self.place != self.drawn_place:
            self.taken_at = time.monotonic()
        self.drawn_place = self.place

    def find(self, sitting: Sitting) -> Place | None:
        """The place that this tab shows now; None is the review."""
        if self.step is Step.on and self.place is not None:
            self.place = sitting.after(self.place)
        elif self.step is Step.back:
            self.place = sitting.before(self.place)
        if self.step is Step.resume or (self.place is not None and not sitting.holds(self.place)):
            self.place = sitting.resume()
        self.step = Step.stay
        return self.place


def tab_of(check_in_id: str, *, is_listed: bool) -> Tab:
    """This tab's memory for this check-in; `is_listed` is how the visitor came in."""
    kept = st.session_state.get("tab")
    # After a change of the program, a tab's memory may be of an older kind; the check-in itself is in the database.
    if not isinstance(kept, Tab) or kept.check_in_id != check_in_id:
        kept = st.session_state["tab"] = Tab(check_in_id, is_listed=is_listed)
    return kept


# Callbacks. Streamlit may abandon a run at each of its own calls: the value is read first, then one door is called.


def take(tab: Tab, question: Question) -> None:
    """Keep the answer that was just tapped."""
    key = tab.key(question)
    value = st.session_state[key]
    keep(tab, question, value)


def keep(tab: Tab, question: Question, value: float | None) -> None:
    """Keep a value, and go on unless somebody should pause here. An emptied field changes nothing by itself."""
    tab.dealt[tab.key(question)] = value
    if _is_ghost(tab, question):
        return
    if value is None:
        return
    if _save(tab, question, AnswerState.answered, number.meant(value)) and not _stays(question):
        _move_on(tab, question)


def _stays(question: Question) -> bool:
    return needs_a_pause(question) or question.about.number is not None


def skip(tab: Tab, question: Question) -> None:
    """Leave a question out; it is asked once more at the end."""
    if not _is_ghost(tab, question) and _save(tab, question, AnswerState.skipped):
        _move_on(tab, question)


def say_it_does_not_apply(tab: Tab, question: Question) -> None:
    """Say that a question does not apply to this person's life."""
    if not _is_ghost(tab, question) and _save(tab, question, AnswerState.not_applicable):
        _move_on(tab, question)


def take_number(tab: Tab, question: Question, kept: float | None) -> None:
    """Go on from a number: what stands in the field is kept, an empty field leaves the question out."""
    key = tab.key(question)
    value = st.session_state.get(key)
    tab.dealt[key] = value
    if value is None:
        skip(tab, question)
    elif number.meant(value) == kept or _save(tab, question, AnswerState.answered, number.meant(value)):
        _move_on(tab, question)


def leave_rest_out(tab: Tab, questions: tuple[Question, ...]) -> None:
    """Go on from the list: what has no answer is left out."""
    if not _is_ghost(tab, None) and all(_save(tab, question, AnswerState.skipped) for question in questions):
        tab.stage, tab.step = "", Step.resume


def go_on(tab: Tab) -> None:
    """To the next question."""
    tab.step, tab.notice = Step.on, ""


def go_back(tab: Tab) -> None:
    """To the question before; from a question that was to be changed, to the review."""
    tab.notice = ""
    if tab.place is not None and tab.place.round is Round.change:
        tab.place = None
    else:
        tab.step = Step.back


def back_to_list(tab: Tab) -> None:
    """From the review to the whole list."""
    tab.stage, tab.notice = "all", ""


def change(tab: Tab, question: Question) -> None:
    """From the review to one question."""
    tab.place, tab.step, tab.notice = Place(question, Round.change), Step.stay, ""


def switch_layout(tab: Tab, *, listed: bool) -> None:
    """Show the questions as a list, or one at a time."""
    tab.is_listed, tab.stage, tab.notice = listed, "", ""
    tab.place, tab.step = None, Step.resume


def send(tab: Tab, seen_version: int) -> None:
    """Send the answers as they were seen; sending twice is the same as once."""
    actor = tab.acting()
    if actor is None or _is_ghost(tab, None):
        return
    tab.notice = ""
    try:
        way = EntryWay(tab.way) if tab.way else None
        recording.send_check_in(actor, tab.check_in_id, seen_version, way=way, answered_on=tab.answered_on)
    except Conflict:
        tab.notice = "changed_elsewhere"
    except NotPermitted:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it was, the patient must hear that nothing was sent
        trouble.note(problem)
        tab.notice = "not_sent"


def ask_more(tab: Tab) -> None:
    """Go on with what was offered after an answer that needs a person."""
    actor = tab.acting()
    if actor is None or _is_ghost(tab, None):
        return
    try:
        recording.ask_more(actor, tab.check_in_id)
    except Conflict:
        tab.notice = "closed_elsewhere"
    else:
        tab.notice, tab.place, tab.step, tab.stage = "", None, Step.resume, ""


def _move_on(tab: Tab, question: Question) -> None:
    # A late tap may be for a question that has left the screen: it is kept, and what is on the screen stays.
    if tab.place is not None and tab.place.question == question:
        tab.step = Step.on


def _is_ghost(tab: Tab, question: Question | None) -> bool:
    """The second half of a double tap lands on what has just come into sight; it is nobody's answer."""
    if tab.taken_at is None or tab.taken == question:
        return False
    if question is not None and tab.is_listed and tab.place is None:
        return False  # in the list nothing moves under the finger
    return is_ghost(time.monotonic() - tab.taken_at)


def _save(tab: Tab, question: Question, state: AnswerState, value: float | None = None) -> bool:
    actor = tab.acting()
    if actor is None:  # the visit has ended; the page says so at once
        return False
    tab.notice = ""
    try:
        recording.save_answer(actor, tab.check_in_id, question.instrument, question.item, state, value)
    except Conflict:
        tab.notice = "closed_elsewhere"
    except Invalid:
        tab.notice = "refused"
    except NotPermitted:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it was, the patient must hear that nothing was saved
        trouble.note(problem)
        tab.notice = "not_saved"
        tab.is_alarmed = tab.is_alarmed or bool(question.form.fired({question.item: value}))
    else:
        tab.taken, tab.taken_at = question, time.monotonic()
        return True
    return False
