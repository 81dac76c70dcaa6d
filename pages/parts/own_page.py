"""What a patient sees of the own record: what is due, what was received, what is being tried, and every score."""

import streamlit as st

from instruments import Domain, shelf
from models import history
from models.access import Actor, Permission, may
from models.criteria.sitting import minutes_of, sitting_of
from models.history import CheckInLine, PatientView
from pages.parts import attribution, crisis, events, fair_trial, matters, note, own_line, say, trouble
from pages.parts.sheet import next_due, waiting
from pages.parts.words import counted, day, short_day, word

SHOWN_RECEIPTS = 3


def show(actor: Actor) -> None:
    """The front page of a patient."""
    if actor.patient_id is None:
        trouble.not_found()
        return
    lines = history.check_ins_of(actor, actor.patient_id)
    if actor.name and may(actor, Permission.own_course_read):
        st.title(word("hello", actor.language, name=say.literal(actor.name.split()[0])), anchor=False)
    _to_do(actor, lines)
    if may(actor, Permission.own_course_read):
        with trouble.caught(actor.language):  # a damaged score takes neither the check-in nor the note nor the plan
            _own(history.own_view(actor, actor.patient_id), actor)
    _received(lines, actor.language)
    if actor.kind != "kiosk" and may(actor, Permission.note_write):
        note.ask(actor, actor.patient_id, actor.language, history.crisis_for(actor))
    if may(actor, Permission.own_course_read):
        crisis.plan(actor, actor.language)
        say.paragraph("", (word("more_share", actor.language), "/share"))
        say.paragraph("", (word("more_report", actor.language), "/my-report"))
        say.paragraph("", (word("more_json", actor.language), "/my-data"))
        say.paragraph("", (word("more_looks", actor.language), "/looks"))


def _own(own: PatientView, actor: Actor) -> None:
    _tried(own, actor.language)
    _course(own, actor.language)
    matters.show(own, actor, actor.language)
    events.show(own, actor, language=actor.language)


def _to_do(actor: Actor, lines: list[CheckInLine]) -> None:
    due, language = waiting(actor, lines), actor.language
    with st.container(key="card-due"):
        if due is None:
            coming = next_due(lines)
            st.subheader(word("nothing_title", language), anchor=False)
            said = (
                word("next_due", language, day=day(coming.due_on, language))
                if coming
                else word("nothing_words", language)
            )
            say.text(said)
            return
        view = history.open_check_in(actor, due.id)
        if not view.instruments:
            st.subheader(word("nothing_title", language), anchor=False)
            say.text(word("taken_away", language))
            return
        sitting = sitting_of(view.instruments, view.answers, view.form_versions)
        is_begun = due.status == "draft"
        st.subheader(word("begun_title" if is_begun else "due_title", language), anchor=False)
        if is_begun:
            say.text(word("begun_words", language, answered=sitting.answered, total=sitting.total))
        else:
            about = counted("minutes", minutes_of(view.instruments), language)
            say.text(counted("due_words", sitting.total, language, about=about))
        say.text(word("due_until", language, day=day(due.closes_on, language)), key="quiet-until")
        say.buttons((word("go_on" if is_begun else "start", language), "/check-in"))


def _tried(own: PatientView, language: str) -> None:
    st.subheader(word("trial_title", language), anchor=False)
    judged = own.judgement.current or own.judgement.trials[-1:]
    if not judged:
        say.text(word("trial_none", language))
    for number, each in enumerate(judged):
        with st.container(key=f"card-trial-{number}"):
            title, *said = fair_trial.sentences(each, fair_trial.name_of(each.trial, language), language)
            st.markdown(f"**{say.literal(title)}**")
            say.text("\n".join(said))


def _course(own: PatientView, language: str) -> None:
    st.subheader(word("own_title", language), anchor=False)
    name = _main(own)
    with st.container(key="card-own"):
        if name is None or not own_line.show(own, name, language):
            say.text(word("no_course", language))
            return
    say.paragraph("", (word("more_course", language), "/progress"))


def _main(own: PatientView) -> str | None:
    """The scale by which the running treatment is judged, or the one answered last."""
    wanted = [each.trial.primary_instrument for each in own.judgement.current]
    measured = [p.instrument for p in own.scores if p.value is not None and _is_line(p.instrument, p.scale)]
    return next((name for name in wanted if name in measured), measured[-1] if measured else None)


def _is_course(instrument: str, scale: str) -> bool:
    return instrument in shelf() and shelf()[instrument].primary.id == scale


def _is_line(instrument: str, scale: str) -> bool:
    """Whether a scale has a line of its own: all but what stands in the patient's own words, and a bare yes or no."""
    return _is_course(instrument, scale) and instrument not in (matters.NAME, matters.YES_OR_NO)


def _received(lines: list[CheckInLine], language: str) -> None:
    sent = sorted((line for line in lines if line.received_at is not None), key=lambda line: line.due_on, reverse=True)
    st.subheader(word("received_title", language), anchor=False)
    said = [
        word("received_line", language, day=short_day(line.received_at.date(), language))  # type: ignore[union-attr]
        for line in sent[:SHOWN_RECEIPTS]
    ]
    say.text("\n".join(said) or word("received_none", language), key="quiet-received")


def show_scores(actor: Actor) -> None:
    """Every scale that has a score, domain by domain."""
    if actor.patient_id is None:
        trouble.not_found()
        return
    language = actor.language
    own = history.own_view(actor, actor.patient_id)
    st.title(word("progress_title", language), anchor=False)
    say.text(word("progress_words", language))
    matters.show(own, actor, language)
    scored = [p for p in own.scores if p.value is not None and _is_line(p.instrument, p.scale)]
    measured = sorted({p.instrument for p in scored}, key=lambda name: (list(Domain).index(shelf()[name].domain), name))
    above = None
    for name in measured:
        instrument = shelf()[name]
        if instrument.domain != above:
            st.subheader(word(f"domain_{instrument.domain}", language), anchor=False)
        above = instrument.domain
        with st.container(key=f"card-{name}"):
            ours = "" if instrument.validated else f" · {word('not_validated', language)}"
            say.text(instrument.name + ours, key=f"quiet-{name}")
            own_line.show(own, name, language)
    if not measured:
        say.text(word("no_course", language))
    attribution.of_scores(own, language)
    say.buttons((word("go_home", language), "/"))
