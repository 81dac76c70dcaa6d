"""How a patient is asked and reminded, in one place: counted from what, by which address, and what was sent."""

import streamlit as st

from models import history, recording
from models.access import Actor
from models.criteria.occasions import WEEK, WEEKDAYS
from models.errors import Invalid
from models.history import PatientView, ReminderLine, ReminderView
from models.words import Anchor
from pages.parts import intent, pieces, say
from pages.parts.plain import clock, day
from pages.parts.say import Kind

OPEN, NAME = "schedule-open", "schedule"
SHOWN = 12
COUNTED = {
    None: "only when a link is sent by hand",
    Anchor.rhythm: "every so many days",
    Anchor.weekday: "on a weekday",
    Anchor.trial: "at weeks 0, 2, 4, 6, 8, 12 of each trial, and at its end",
    Anchor.session: "on the day after each session attended",
    Anchor.episode: "every so many days from the start of the episode",
}
STEPS = {7: "every week", 14: "every two weeks", 28: "every four weeks"}
DAYS = (1, 2, 3, 4, 5, 7, 10, 14, 21, 28, 56, 84)
HOURS = range(8, 20)
STATES = {
    "queued": ("waits for another try", "◷", Kind.attention),
    "sending": ("being sent", "◷", Kind.neutral),
    "sent": ("sent", "✓", Kind.neutral),
    "bounced": ("refused by the mail server", "✕", Kind.attention),
    "gave_up": ("not taken on its day", "✕", Kind.attention),
    "unknown": ("not known whether sent", "?", Kind.attention),
    "not_needed": ("not needed: answered first", "–", Kind.neutral),
}


def show(view: PatientView, actor: Actor) -> None:
    """A button, and under it the choice and what was sent."""
    icon = ":material/schedule_send:"
    st.button("Schedule and reminders", key="schedule-toggle", type="tertiary", icon=icon, on_click=_toggle)
    if st.session_state.get(OPEN) != view.header.id:
        return
    reminders = history.reminders_of(actor, view.header.id)
    with st.container(key="schedule-choice"):
        chosen = (*_rhythm(view), *_reminders(view, reminders))
        st.button("Keep this", key="schedule-save", on_click=intent.wish, args=(NAME,))
        _sent(view, reminders)
        _links(view, actor)
    if intent.is_wished(NAME):
        _keep(view, actor, *chosen)


def _toggle() -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) else st.query_params.get("id")


def _rhythm(view: PatientView) -> tuple[Anchor | None, int, int | None]:
    plan, key = view.plan, f"schedule-{view.header.id}"
    listed = list(COUNTED)
    anchor = st.selectbox(
        "Asked",
        listed,
        index=listed.index(plan.anchor if plan else None),
        format_func=COUNTED.__getitem__,
        key=f"{key}-anchor",
    )
    every, weekday = plan.every_days if plan else WEEK, None
    if anchor is Anchor.weekday:
        weekday = st.selectbox(
            "Weekday",
            range(WEEK),
            index=(plan.weekday if plan and plan.weekday is not None else 0),
            format_func=WEEKDAYS.__getitem__,
            key=f"{key}-weekday",
        )
        every = st.selectbox(
            "How often",
            list(STEPS),
            index=list(STEPS).index(every) if every in STEPS else 0,
            format_func=STEPS.__getitem__,
            key=f"{key}-step",
        )
    elif anchor in (Anchor.rhythm, Anchor.episode):
        steps = sorted({*DAYS, every})
        every = st.selectbox(
            "Days between two check-ins", steps, index=steps.index(every), key=f"{key}-every", format_func=str
        )
    intent.objections(NAME, "every_days", "weekday")
    return anchor, every, weekday


def _reminders(view: PatientView, reminders: ReminderView) -> tuple[str | None, int, bool]:
    key = f"schedule-{view.header.id}"
    email = st.text_input("E-mail address", value=reminders.email or "", key=f"{key}-email", max_chars=254)
    intent.objections(NAME, "email")
    agreed = st.checkbox("The patient agreed to be reminded by e-mail", value=reminders.is_on, key=f"{key}-agreed")
    hours = sorted({*HOURS, reminders.hour})
    hour = st.selectbox(
        "Not before, by the patient's own clock",
        hours,
        index=hours.index(reminders.hour),
        format_func="{}:00".format,
        key=f"{key}-hour",
    )
    if reminders.refused_at is not None:
        when = clock(reminders.refused_at, view.header.time_zone)
        pieces.show(pieces.row("line", pieces.chip("the address takes no mail", "✕", Kind.attention)))
        say.text(f"Refused {when}. Nothing more is sent there until the address is changed.", key="quiet-refused")
    if reminders.stopped_at is not None:
        who = "The patient" if reminders.stopped_by == "patient" else "The clinic"
        when = clock(reminders.stopped_at, view.header.time_zone)
        say.text(f"{who} stopped the reminders {when}.", key="quiet-stopped")
    words = (
        "Up to three, one a day, from 8:00 to 20:00; they end when the check-in is answered and say nothing of health."
    )
    say.text(words, key="quiet-reminders")
    return email.strip() or None, hour, agreed


def _sent(view: PatientView, reminders: ReminderView) -> None:
    """What became of each message, the newest first."""
    if reminders.lines:
        say.text("Messages", key="quiet-sent")
        pieces.show(*(_line(each, view) for each in reminders.lines[:SHOWN]))
        if len(reminders.lines) > SHOWN:
            say.text(f"and {len(reminders.lines) - SHOWN} earlier ones", key="quiet-sent-more")


def _line(line: ReminderLine, view: PatientView) -> pieces.Piece:
    said, icon, kind = STATES[line.status]
    of = f"reminder {line.number} of {day(line.due_on)}"
    return pieces.row(
        "line",
        pieces.chip(said, icon, kind),
        pieces.words(
            f"{clock(line.at, view.header.time_zone)} · {of}" + (f" · {line.reply}" if line.reply else ""), "quiet"
        ),
    )


def _links(view: PatientView, actor: Actor) -> None:
    """A letter on paper, and the end of every link."""
    with st.container(key="schedule-links", horizontal=True):
        st.link_button(
            "Letter with a QR code", f"/letter/{view.header.id}", type="tertiary", icon=":material/qr_code_2:"
        )
        st.button("End all links", key="end-links", type="tertiary", on_click=intent.wish, args=("end-links",))
    if intent.is_wished("end-links"):
        recording.revoke_links(actor, view.header.id)
        intent.settled("end-links")
        st.session_state["said"] = "Links to the check-in that is open have ended. The next reminder brings a new one."
        st.rerun()


def _keep(
    view: PatientView,
    actor: Actor,
    anchor: Anchor | None,
    every: int,
    weekday: int | None,
    email: str | None,
    hour: int,
    agreed: bool,
) -> None:
    refused: Invalid | None = None
    try:
        recording.set_reminders(actor, view.header.id, email, hour, agreed)
        _keep_plan(view, actor, anchor, every, weekday)
    except Invalid as objection:
        refused = objection
    intent.settled(NAME, refused)
    if refused is None:
        st.session_state[OPEN] = None
        st.session_state["said"] = "The schedule is kept."
    st.rerun()


def _keep_plan(view: PatientView, actor: Actor, anchor: Anchor | None, every: int, weekday: int | None) -> None:
    """Only what was changed: a plan that is kept anew is counted from today."""
    plan = view.plan
    if anchor is None:
        if plan is not None:
            recording.set_plan(actor, view.header.id, every, is_active=False)
    elif plan is None or (plan.anchor, plan.every_days, plan.weekday) != (anchor, every, weekday):
        recording.set_plan(actor, view.header.id, every, anchor=anchor, weekday=weekday)
