"""The check-in on the screen: one question at a time or a short list, then all answers before they are sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from instruments import Instrument, Item
from models import history
from models.criteria.sitting import Place, Question, Round, Sitting, sitting_of
from models.history import CheckInView
from pages import spoken
from pages.parts import answering, attribution, crisis, gate, number, say, staff_steps, trouble
from pages.parts.answering import Tab
from pages.parts.in_language import words_in
from pages.parts.words import clock, shown_in, word

MOST_CARDS = 7  # more choices than this are points on a line: they stand as a grid of numbers


def show(tab: Tab, view: CheckInView) -> None:
    """The questions as this reader wants them; everything shown is what the database has."""
    sitting = sitting_of(view.instruments, view.answers, view.form_versions)
    if tab.is_listed and _stage(tab, sitting):
        _list(tab, view, sitting)
    else:
        one_by_one(tab)
    _switch(tab, view.language)


# One question a screen


@st.fragment
def one_by_one(tab: Tab) -> None:
    """One question, drawn anew at each tap without the rest of the page: so a hundred can answer at once."""
    with trouble.caught():
        view = _read(tab)
        sitting = sitting_of(view.instruments, view.answers, view.form_versions)
        place = tab.find(sitting)
        if tab.is_listed and place is None and _stage(tab, sitting):
            st.rerun()
        _warn(tab, view)
        if place is None:
            review(tab, view, sitting)
        else:
            _progress(sitting, place, view.language)
            _block(tab, view, place.question, f"answers-{place.question.item}", is_again=place.round is Round.again)
            _ways(tab, view, sitting, place)
            attribution.on_form(place.question.form, "form", view.language)
        tab.drawn()


def _read(tab: Tab) -> CheckInView:
    """The check-in as the database has it; draws the whole page anew where there is nothing left to answer."""
    actor = tab.who()
    if actor is None:
        st.rerun()
    try:
        view = history.open_check_in(actor, tab.check_in_id)
    except Exception as problem:  # noqa: BLE001 - the crisis text and a way on, whatever it was
        trouble.note(problem)
        cannot_read(spoken.of_actor(actor))
        st.stop()
    if view.received_at is not None or view.is_closed:
        st.rerun()
    return view


def cannot_read(language: str = "en") -> None:
    """Say that the questions cannot be shown now; needs no database."""
    st.error(word("not_read", language))
    crisis.block(language=language)
    st.button(word("try_again", language), key="try-again")


def _warn(tab: Tab, view: CheckInView) -> None:
    if (view.needs_person or tab.is_alarmed) and tab.is_staffs and (actor := tab.who()):
        staff_steps.show(actor, view)
    elif view.needs_person or tab.is_alarmed:
        crisis.block(view.crisis, view.language)
        crisis.plan(tab.who(), view.language)
        _offer(tab, view)
    if tab.notice:
        st.warning(word(tab.notice, view.language))


def _offer(tab: Tab, view: CheckInView) -> None:
    """A few more questions, next, for whoever wants to answer them."""
    if view.offers:
        with st.container(key="offer-more"):
            say.text(word("offer_more", view.language))
            st.button(word("offer_more_yes", view.language), key="ask-more", on_click=answering.ask_more, args=(tab,))


def _progress(sitting: Sitting, place: Place, language: str) -> None:
    share = len(sitting.asked) - len(sitting.untouched)
    said = word("place", language, number=sitting.number(place.question), total=sitting.total)
    st.progress(share / sitting.total, said)


def _block(
    tab: Tab, view: CheckInView, question: Question, style: str, *, is_again: bool = False, place: int = 0
) -> None:
    """A question with its answers, nothing chosen but what was saved, and when it was saved."""
    instrument, language = question.form, language_of(view, question)
    with st.container(key=_styled(style, question)):
        if place == 0 and is_again:
            say.text(word("again", view.language))
        if place == 0 and is_in_english(language, view.language) and _begins(view, question):
            say.text(word("form_in_english", view.language), key=f"quiet-english-{question.instrument}")
        with words_in(language, f"{question.instrument}-{question.item}", shown_in(view.language)):
            about_when = recall(instrument, language)
            if place == 0 and not asked_words(question, language).casefold().startswith(about_when.casefold() or " "):
                say.text(about_when)
            value = _field(tab, view, question, language, place)
            if ends := _ends(question, language):
                say.text(ends)
        given = view.answers.get(question)
        if given is not None:
            say.text(_saved(view, question))
    if value is not None and number.meant(value) != (given.value if given else None):
        # No callback was there to take it: a browser that came back, or a run that was cut short.
        answering.keep(tab, question, float(value))
        st.rerun()


def _styled(style: str, question: Question) -> str:
    is_line = len(question.about.choices or ()) > MOST_CARDS
    return style.replace("answers-", "answers-scale-", 1) if is_line else style


def _field(tab: Tab, view: CheckInView, question: Question, language: str, place: int) -> float | None:
    item, key = question.about, tab.key(question)
    given = view.answers.get(question)
    _seed(tab, key, given.value if given else None, item)
    label = say.literal(f"{place}. {asked_words(question, language)}" if place else asked_words(question, language))
    handler: dict[str, Any] = {"key": key, "on_change": _take, "args": (tab, question)}
    if item.number is not None:
        return st.number_input(label, value=None, **number.field(item), **handler)
    labels = {choice.value: _label(choice.label(language), question) for choice in item.choices or ()}
    return st.segmented_control(
        label, list(labels), format_func=labels.__getitem__, required=True, width="stretch", **handler
    )


def asked_words(question: Question, language: str) -> str:
    """The item with what stands before it and its neighbours on the form, where there is such a lead."""
    lead = question.about.lead(language)
    return f"{lead} {question.about.text(language)}" if lead else question.about.text(language)


def _label(said: str, question: Question) -> str:
    # In a grid of eleven there is room for the number; what its ends mean is said below.
    short = said.split(" – ")[0] if len(question.about.choices or ()) > MOST_CARDS else said
    return say.literal(short)


def _ends(question: Question, language: str) -> str:
    """What the two ends of a line of numbers mean."""
    choices = question.about.choices or ()
    if len(choices) <= MOST_CARDS:
        return ""
    low, high = choices[0].label(language), choices[-1].label(language)
    return word("ends", low=low, high=high) if " – " in low + high else ""


def _seed(tab: Tab, key: str, kept: float | None, item: Item) -> None:
    """Let the field show what is kept, unless it holds something that nobody has dealt with yet."""
    kept = number.shown(item, kept) if item.number is not None else kept
    if key not in tab.dealt:
        if kept is not None:
            st.session_state[key] = kept
    else:
        there = st.session_state.get(key)
        if there is not None and there not in (kept, tab.dealt[key]):
            return
        if there != kept:
            st.session_state[key] = kept
    tab.dealt[key] = kept


def _saved(view: CheckInView, question: Question) -> str:
    given = view.answers[question]
    at = clock(view.local(given.saved_at), view.language)
    key = {"answered": "saved", "skipped": "saved_skip", "not_applicable": "saved_na"}[given.state]
    return word(key, view.language, at=at)


def _ways(tab: Tab, view: CheckInView, sitting: Sitting, place: Place) -> None:
    """Back on the left; on the right what goes on."""
    question, language = place.question, view.language
    given = view.answers.get(question)
    is_answered = given is not None and given.state != "skipped"
    has_back = place.round is Round.change or sitting.before(place) is not None
    with st.container(key="nav", horizontal=True, horizontal_alignment="distribute" if has_back else "right"):
        if has_back:
            st.button(word("back", language), key="back", on_click=answering.go_back, args=(tab,))
        if question.about.not_applicable:
            st.button(
                word("not_applicable", language),
                key="na",
                on_click=answering.say_it_does_not_apply,
                args=(tab, question),
            )
        if place.round is Round.change and is_answered:
            st.button(word("leave_out", language), key="skip", on_click=answering.skip, args=(tab, question))
        elif question.about.number is not None:
            known = given.value if given else None
            st.button(
                word("next", language),
                key="next-number",
                type="primary",
                on_click=answering.take_number,
                args=(tab, question, known),
            )
        elif is_answered:
            st.button(word("next", language), key="next", type="primary", on_click=answering.go_on, args=(tab,))
        else:
            st.button(word("skip", language), key="skip", on_click=answering.skip, args=(tab, question))


def language_of(view: CheckInView, question: Question) -> str:
    """The language in which this form is asked, as the check-in keeps it."""
    return view.form_languages[question.instrument]


def is_in_english(form: str, reader: str) -> bool:
    """Whether a form is asked in English of somebody who reads the rest in another language."""
    return form == "en" != shown_in(reader)


def _begins(view: CheckInView, question: Question) -> bool:
    asked = sitting_of(view.instruments, view.answers, view.form_versions).asked
    return next((one for one in asked if one.instrument == question.instrument), question) == question


def recall(instrument: Instrument, language: str) -> str:
    """Which time the questions are about, and how they begin."""
    stem, period = instrument.stem(language), instrument.recall_text(language)
    if stem and period and period.casefold().rstrip(":") not in stem.casefold():
        return f"{period}: {stem}"
    return stem or period or ""


# A short list


@dataclass
class _Sheet:
    """What the lines of one drawing of the list share: the view while it is drawn, then only what was asked."""

    view: CheckInView | None
    asked: tuple[Question, ...]


def _stage(tab: Tab, sitting: Sitting) -> str:
    """Which list is shown: all questions, those left out before, or none because everything is settled."""
    if tab.place is not None:
        return ""
    if not tab.stage:
        tab.stage = "all" if sitting.untouched else "again" if sitting.left_out else ""
    return tab.stage


def _list(tab: Tab, view: CheckInView, sitting: Sitting) -> None:
    """One instrument a section; each question saves by itself and draws nothing but itself and the head."""
    language, is_again = view.language, tab.stage == "again"
    sheet = _Sheet(view, sitting.asked)
    with st.container(key="head"):
        _head(tab, sheet)
    if is_again:
        say.text(word("again_list", language))
    shown = [each for each in sitting.asked if not is_again or sitting.was_skipped(each)]
    for name in dict.fromkeys(each.instrument for each in shown):
        with st.container(key=f"section-{name}"):
            form = language_of(view, Question(name, ""))
            if is_in_english(form, view.language):
                say.text(word("form_in_english", view.language), key=f"quiet-english-{name}")
            with words_in(form, f"recall-{name}", shown_in(view.language)):
                say.text(recall(view.form(name), form), key=f"recall-{name}")
            for question in (each for each in shown if each.instrument == name):
                st.fragment(_line, key=_line_key(question))(tab, sheet, question, sitting.number(question))
            attribution.on_form(view.form(name), name, view.language)
    sheet.view = None
    with st.container(key="nav", horizontal=True, horizontal_alignment="right"):
        st.button(
            word("continue", language), key="continue", type="primary", on_click=_go_on_from_list, args=(tab, is_again)
        )


def _go_on_from_list(tab: Tab, is_again: bool) -> None:
    """Leave out what has no answer, as the database knows it now."""
    actor = gate.present()
    if actor is None:
        return
    view = history.open_check_in(actor, tab.check_in_id)
    sitting = sitting_of(view.instruments, view.answers, view.form_versions)
    answering.leave_rest_out(tab, sitting.left_out if is_again else sitting.untouched)


def _line_key(question: Question) -> str:
    return f"line-{question.instrument}-{question.item}"


@st.fragment(key="head")
def _head(tab: Tab, sheet: _Sheet) -> None:
    """Help where it is needed, what went wrong, and how far one has come."""
    with trouble.caught():
        view = sheet.view or _read(tab)
        sitting = sitting_of(view.instruments, view.answers, view.form_versions)
        if sitting.asked != sheet.asked:
            st.rerun()  # more is asked now than when the list was drawn
        _warn(tab, view)
        said = word("answered_of", view.language, answered=sitting.answered, total=sitting.total)
        st.progress(sitting.answered / sitting.total, said)


def _line(tab: Tab, sheet: _Sheet, question: Question, number: int) -> None:
    with trouble.caught():
        view = sheet.view or _read(tab)
        if sitting_of(view.instruments, view.answers, view.form_versions).asked != sheet.asked:
            st.rerun()  # this answer decides which other questions are asked
        _block(tab, view, question, f"answers-list-{question.instrument}-{question.item}", place=number)
        if question.about.not_applicable:
            with st.container(key=f"quiet-na-{question.instrument}-{question.item}"):
                st.button(
                    word("not_applicable", view.language),
                    key=f"na-{question.instrument}-{question.item}",
                    type="tertiary",
                    on_click=_does_not_apply,
                    args=(tab, question),
                )


def _take(tab: Tab, question: Question) -> None:
    answering.take(tab, question)
    _redraw(tab, question)


def _does_not_apply(tab: Tab, question: Question) -> None:
    answering.say_it_does_not_apply(tab, question)
    _redraw(tab, question)


def _redraw(tab: Tab, question: Question) -> None:
    if tab.is_listed and tab.stage and tab.place is None:
        st.rerun([_line_key(question), "head"])


def _switch(tab: Tab, language: str) -> None:
    with st.container(key="layout"):
        st.button(
            word("one_by_one" if tab.is_listed else "as_list", language),
            key="switch-layout",
            type="tertiary",
            on_click=answering.switch_layout,
            args=(tab,),
            kwargs={"listed": not tab.is_listed},
        )


# Before sending


def review(tab: Tab, view: CheckInView, sitting: Sitting) -> None:
    """All answers in short, each a line that can be changed, and one button that sends them."""
    language = view.language
    st.subheader(word("review_title", language), anchor=False)
    say.text(word("review_words", language, answered=sitting.answered, total=sitting.total))
    with st.container(key="review"):
        for question in sitting.asked:
            form = language_of(view, question)
            with words_in(form, f"change-{question.instrument}-{question.item}", shown_in(language)):
                st.button(
                    _review_line(view, question),
                    key=f"change-{question.instrument}-{question.item}",
                    type="tertiary",
                    width="stretch",
                    on_click=answering.change,
                    args=(tab, question),
                )
    back: Callable[[Tab], None] = answering.back_to_list if tab.is_listed else answering.go_back
    with st.container(key="nav", horizontal=True, horizontal_alignment="distribute"):
        st.button(word("back", language), key="back", on_click=back, args=(tab,))
        st.button(
            word("send", language), key="send", type="primary", on_click=answering.send, args=(tab, view.row_version)
        )


def _review_line(view: CheckInView, question: Question) -> str:
    asked = asked_words(question, language_of(view, question))
    return f"{say.literal(asked)} **{say.literal(answer_words(view, question))}**"


def answer_words(view: CheckInView, question: Question) -> str:
    """The answer as it is kept, in the words of the form."""
    given = view.answers.get(question)
    if given is None or given.state == "skipped":
        return word("review_none", view.language)
    if given.state == "not_applicable":
        return word("review_na", view.language)
    choices = question.about.choices or ()
    language = language_of(view, question)
    return next((c.label(language) for c in choices if c.value == given.value), f"{given.value:g}")
