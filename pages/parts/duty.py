"""Who is told of safety flags, and after how long: the rota of a clinic, for its administrator."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from models import history, recording
from models.access import Actor
from models.clock import today
from models.errors import Conflict, Invalid, NotPermitted
from models.history import DutyView
from models.recording import DutyInput
from pages.parts import alerting, say
from pages.parts.refused import words as refused_words

STEPS = {"duty": "On duty: told at once", "second": "Second person", "lead": "Lead", "manager": "Manager"}
TIERS = {2: "Flags that need a person within the hour", 1: "Flags that need a person today"}
Told = Callable[..., None]


def show(actor: Actor, staff: Mapping[str, str], told: Told) -> None:
    """The rota, the way to change it, and the times."""
    clinic_id = actor.clinic_id or ""
    view = history.duty_of(actor, clinic_id)
    alerting.banner(view.trouble)
    st.text(
        "While nobody has taken a safety flag on, one person after the other is told by e-mail. No message names a "
        "patient. Where nobody is on duty, the care team is told, then the lead, the manager, and the last address."
    )
    _rota(actor, clinic_id, view, told)
    _add(actor, clinic_id, staff, told)
    _addresses(actor, clinic_id, staff, view, told)
    for column, (tier, words) in zip(st.columns(2), TIERS.items(), strict=True):
        with column:
            _times(actor, clinic_id, view, tier, words, told)


def _rota(actor: Actor, clinic_id: str, view: DutyView, told: Told) -> None:
    zone = ZoneInfo(actor.time_zone)
    for line in view.lines:
        with st.container(key=f"card-duty-{line.id}", horizontal=True, vertical_alignment="center"):
            say.text(f"{STEPS[line.step].partition(':')[0]}: {line.name}")
            since = line.from_at.astimezone(zone)
            until = f" until {line.until_at.astimezone(zone):%d.%m.%Y %H:%M}" if line.until_at else ""
            say.text(f"since {since:%d.%m.%Y}{until}" if line.is_now else f"from {since:%d.%m.%Y %H:%M}{until}")
            act = lambda duty_id=line.id: recording.end_duty(actor, clinic_id, duty_id)  # noqa: E731
            ended = {"on_click": _try, "args": (told, act, "Off duty from now on."), "type": "tertiary"}
            st.button("End", key=f"end-duty-{line.id}", **ended)
    if not view.lines:
        st.text("Nobody is on duty.")


def _add(actor: Actor, clinic_id: str, staff: Mapping[str, str], told: Told) -> None:
    with st.form("duty", width=560):
        st.subheader("Put somebody on duty", anchor=False)
        choose = {"index": None, "placeholder": "choose"}
        st.selectbox("Told as", list(STEPS), format_func=lambda step: STEPS[step], key="duty-step", **choose)
        st.selectbox("Who", list(staff), format_func=lambda who: staff[who], key="duty-who", **choose)
        this_day = today(actor.time_zone)
        st.date_input("From", value=this_day, format="YYYY-MM-DD", key="duty-from")
        st.date_input("Up to and including (leave empty for no end)", value=None, format="YYYY-MM-DD", key="duty-until")
        act = lambda: recording.set_duty(actor, clinic_id, _typed(actor.time_zone))  # noqa: E731
        st.form_submit_button("Put on duty", type="primary", on_click=_try, args=(told, act, "On duty."))


def _typed(time_zone: str) -> DutyInput:
    zone, typed = ZoneInfo(time_zone), st.session_state
    begins = datetime.combine(typed["duty-from"], time(), zone).astimezone(UTC)
    until = typed.get("duty-until")
    ends = datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC) if until else None
    step, who = typed.get("duty-step"), typed.get("duty-who")
    return DutyInput.of(step=step, person_id=who, from_at=begins, until_at=ends)


def _addresses(actor: Actor, clinic_id: str, staff: Mapping[str, str], view: DutyView, told: Told) -> None:
    one, last_of_all = st.columns(2)
    with one, st.form("alert-addresses"):
        st.subheader("Addresses", anchor=False)
        st.selectbox(
            "Whose", list(staff), format_func=lambda who: staff[who], key="mail-who", index=None, placeholder="choose"
        )
        st.text_input("E-mail of this person", key="mail-of")
        keep = lambda: recording.set_staff_email(  # noqa: E731
            actor, st.session_state.get("mail-who") or "", (st.session_state.get("mail-of") or "").strip() or None
        )
        st.form_submit_button("Keep the address", on_click=_try, args=(told, keep, "The address is kept."))
    with last_of_all, st.form("last-address"):
        st.subheader("Last address", anchor=False)
        st.text_input("E-mail, where nobody can be told", value=view.alert_email or "", key="mail-last")
        last = lambda: recording.set_alert_address(  # noqa: E731
            actor, clinic_id, (st.session_state.get("mail-last") or "").strip() or None
        )
        st.form_submit_button("Keep the last address", on_click=_try, args=(told, last, "The last address is kept."))


def _times(actor: Actor, clinic_id: str, view: DutyView, tier: int, words: str, told: Told) -> None:
    with st.form(f"times-{tier}"):
        st.subheader(words, anchor=False)
        for step in ("second", "lead", "manager"):
            st.number_input(
                f"{STEPS[step]}: told after how many minutes",
                min_value=1,
                max_value=1440,
                value=view.minutes[tier, step],
                key=f"minutes-{tier}-{step}",
            )
        act = lambda: recording.set_escalation(actor, clinic_id, tier, _minutes(tier))  # noqa: E731
        st.form_submit_button("Put these times in force", on_click=_try, args=(told, act, "The times are in force."))


def _minutes(tier: int) -> dict[str, int]:
    return {step: int(st.session_state[f"minutes-{tier}-{step}"]) for step in ("second", "lead", "manager")}


def _try(told: Told, act: Callable[[], object], done: str) -> None:
    try:
        act()
        told(done)
    except Invalid as refused:
        told(refused_words(refused), good=False)
    except (Conflict, NotPermitted) as refused:
        told(str(refused), good=False)
