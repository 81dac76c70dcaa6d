"""Check-ins: when the next is due, whether one is late, a link to send, and those that came."""

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.occasions import in_words
from models.criteria.wording import plural
from models.history import CheckInLine, PatientView
from pages.parts import asked, attribution, given, intent, pieces, say, schedule
from pages.parts.plain import clock, day
from pages.parts.say import Kind

SHOWN = 40


def show(view: PatientView, actor: Actor) -> None:
    """The state in one line, and the button that makes a link."""
    with st.container(key="card-check-ins"):
        now, more = st.columns(2, gap="medium")
        with now:
            _now(view, actor)
        with more:
            _ratings(view)
            asked.show(view, actor)
            schedule.show(view, actor)


def _now(view: PatientView, actor: Actor) -> None:
    """What is due, and the ways to an answer today: a link, this device, or by staff."""
    with st.container(key="card-head-check-ins", horizontal=True, vertical_alignment="center"):
        pieces.title("Check-ins")
        st.button(
            "Check-in link",
            key="invite",
            on_click=intent.wish,
            args=("invite",),
            type="tertiary",
            icon=":material/link:",
        )
    pieces.show(*state(view))
    _link(view, actor)
    _here(view)


def _link(view: PatientView, actor: Actor) -> None:
    """A link is shown once; making a new one ends the earlier ones."""
    if not intent.is_wished("invite"):
        return
    link = recording.invite(actor, view.header.id)
    intent.settled("invite")
    st.code(link.url, language=None, wrap_lines=True)
    until = clock(link.expires_at, view.header.time_zone)
    st.text(f"Shown only now. Works until {until}. Send it to {view.header.name} only: whoever has it can answer.")


def _here(view: PatientView) -> None:
    """The patient is in the room: hand the tablet over, write answers down, or look at the options together."""
    patient = {"patient": view.header.id}
    with st.container(key="rate-links-here", horizontal=True):
        st.page_link("clinician/enter.py", label="Enter for the patient", query_params=patient)
        st.page_link("clinician/together.py", label="Look at it together", query_params=patient)
        say.paragraph("", ("Hand this device to the patient", f"/hand-over/{view.header.id}"))


def _ratings(view: PatientView) -> None:
    """The way to a clinician's rating."""
    rate, patient = "clinician/rate.py", {"patient": view.header.id}
    with st.container(key="rate-links", horizontal=True):
        st.page_link(
            rate, label="Rate HAM-D17", icon=":material/edit_note:", query_params={**patient, "instrument": "hamd17"}
        )
        st.page_link(rate, label="Other ratings", query_params=patient)


def state(view: PatientView) -> list[pieces.Piece]:
    """What is due, what is late, and what came last."""
    own = [line for line in view.check_ins if not line.is_rating]
    waiting = [line for line in own if line.received_at is None and line.status != "closed"]
    came = [line for line in own if line.received_at is not None]
    late = [line for line in waiting if line.due_on < view.as_of]
    lines: list[pieces.Piece] = []
    if late:
        days = max((view.as_of - line.due_on).days for line in late)
        lines.append(pieces.row("line", pieces.chip(f"overdue by {plural(days, 'day')}", "◷", Kind.attention)))
    ahead = [line for line in waiting if line.due_on >= view.as_of]
    if ahead:
        on = min(line.due_on for line in ahead)
        when = "today" if on == view.as_of else day(on)
        lines.append(pieces.row("line", pieces.words(f"Next check-in due {when}")))
    elif not late:
        lines.append(pieces.row("line", pieces.words("No check-in is planned.")))
    rhythm = in_words(view.plan) if view.plan else "no plan: links are sent by hand"
    last = max((line.received_at for line in came if line.received_at), default=None)
    received = f"last received {clock(last, view.header.time_zone)}" if last else "none received yet"
    return [*lines, pieces.row("line", pieces.words(f"{rhythm} · {received}", "quiet"))]


def show_all(view: PatientView) -> None:
    """Every check-in, the newest first."""
    if not view.check_ins:
        return
    with st.expander(f"Check-ins ({len(view.check_ins)})"):
        pieces.show(*(row(line, view) for line in view.check_ins[:SHOWN]))
        if len(view.check_ins) > SHOWN:
            say.text(f"and {len(view.check_ins) - SHOWN} earlier ones", key="quiet-more")


def row(line: CheckInLine, view: PatientView) -> pieces.Piece:
    """One check-in: its day, what was asked, and what became of it."""
    if line.received_at:
        chip = pieces.chip("recorded" if line.is_rating else "received", "✓", Kind.neutral)
        when = clock(line.received_at, view.header.time_zone)
    elif line.is_withdrawn:
        chip, when = pieces.chip("withdrawn", "–", Kind.neutral), "recorded by mistake"
    elif line.status == "closed":
        missed = "not sent" if line.is_rating else "not answered"
        chip, when = pieces.chip(missed, "–", Kind.neutral), f"closed after {day(line.closes_on)}"
    elif line.is_rating:
        chip, when = pieces.chip("rating not sent", "◷", Kind.attention), f"open until {day(line.closes_on)}"
    elif line.due_on < view.as_of:
        chip, when = pieces.chip("overdue", "◷", Kind.attention), f"open until {day(line.closes_on)}"
    else:
        chip, when = pieces.chip("due", "–", Kind.neutral), f"open until {day(line.closes_on)}"
    return pieces.row(
        "check-in",
        pieces.cell("due", pieces.words(day(line.due_on))),
        pieces.cell("state", chip),
        pieces.cell("when", pieces.words(when)),
        given.cell(line, view),
        pieces.cell("asked", pieces.words(", ".join(attribution.name_of(each) for each in line.instruments), "quiet")),
    )
