"""Who needs you today: the clinician's own patients in order of need, each with the reason in words."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from models import history, recording
from models.access import Permission
from models.errors import Conflict
from models.history import Caseload, Need
from pages.parts import alerting, caseload_row, gate, pieces, say, views
from pages.parts.caseload_row import Acts
from pages.parts.plain import clock

actor = gate.require(Permission.caseload_read)

CARDS = {
    Need.flag: "safety flag open",
    Need.worse: "reliably worse",
    Need.decide: "time to decide: no response",
    Need.soon: "adequate within a week",
    Need.overdue: "check-in overdue",
    Need.unread: "new check-in, not opened",
}
SHOWN = {**CARDS, Need.reviewed: "reviewed, nothing new since"}


def chosen() -> tuple[Need, ...]:
    """The counts that were chosen, none for all; they stand in the address, so that a reload shows the same."""
    wanted = st.query_params.get("need", "").split(",")
    return tuple(need for need in SHOWN if need.value in wanted)


def alone() -> bool:
    """Whether only those are shown whom drugs alone make resistant."""
    return st.query_params.get("alone") == "1"


def page() -> int:
    """The page of the list, from the address; no name ever stands there."""
    wanted = st.query_params.get("page", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1


def choose(need: Need) -> None:
    """Show that count alone; a second tap shows everybody again."""
    views.put(() if chosen() == (need,) else (need,), drugs_alone=alone())


def choose_alone() -> None:
    views.put(chosen(), drugs_alone=not alone())


def first() -> None:
    """Another choice begins on its first page."""
    st.query_params.pop("page", None)


FIRST = (
    "No patients are in your care yet. Begin with “New patient”: who it is and when the depression began, then the "
    "treatment, its first day and its dose. From then on the patient’s page says whether the trial is adequate, and "
    "this list names first whoever needs you, with the reason. Where a colleague has recorded the patient, "
    "an administrator adds you to the care team."
)


def turn(to: int) -> None:
    st.query_params["page"] = str(to)


def told(act: Callable[[], object]) -> None:
    """Do it; where a colleague was faster, the list that follows says so."""
    try:
        act()
    except Conflict as refused:
        st.session_state["said"] = str(refused)


def acknowledge(flag_id: str) -> None:
    told(lambda: recording.acknowledge_flag(actor, flag_id))


def reviewed(patient_id: str, data_to: datetime) -> None:
    """As far as this list showed it: what came in meanwhile is not reviewed with it."""
    told(lambda: recording.mark_reviewed(actor, patient_id, data_to))


def undo(patient_id: str) -> None:
    told(lambda: recording.undo_review(actor, patient_id))


def cards(found: Caseload) -> None:
    """Counts choose what the list shows."""
    with st.container(key="counts"):
        for need, words in CARDS.items():
            label = f"**{found.counts[need]}** {words}"
            st.button(
                label,
                key=f"count-{need.value}",
                type="primary" if need in chosen() else "secondary",
                on_click=choose,
                args=(need,),
                width="stretch",
            )
        st.button(
            f"**{found.resistant_by_drugs_alone}** called resistant by drugs alone, no adequate psychotherapy yet",
            key="count-resistant",
            type="primary" if alone() else "secondary",
            on_click=choose_alone,
            width="stretch",
        )


def choice(found: Caseload) -> None:
    """What is shown, and the way to what the team has done with."""
    done = found.counts[Need.reviewed]
    with st.container(key="showing", horizontal=True, vertical_alignment="center"):
        views.show(actor, SHOWN, (needs, alone()))
        if needs or alone():
            words = [SHOWN[need] for need in needs] or ["everybody"]
            only = ", only those called resistant by drugs alone" if alone() else ""
            st.text(f"Shown: {'; '.join(words)}{only} ({found.found})")
            st.button("Show everybody", key="show-all", type="tertiary", on_click=views.put, args=((), False))
        elif done:
            words = f"Reviewed by the team, nothing new since: {done}"
            st.button(words, key="show-reviewed", type="tertiary", on_click=choose, args=(Need.reviewed,))


def empty(found: Caseload) -> str:
    if not found.patients:
        return FIRST
    return "Nobody in your care fits this."


def paging(found: Caseload) -> None:
    with st.container(key="paging", horizontal=True, vertical_alignment="center"):
        st.button("Earlier", disabled=found.page <= 1, on_click=turn, args=(found.page - 1,), key="paging-earlier")
        st.text(f"page {found.page} of {found.pages}")
        st.button("Next", disabled=found.page >= found.pages, on_click=turn, args=(found.page + 1,), key="paging-next")


needs = chosen()
title, beside = st.columns([3, 1], vertical_alignment="bottom")
counts = st.container()
wanted = beside.text_input(
    "Search", key="search", placeholder="name or record number", on_change=first, persist_state="session"
)
found = history.caseload(actor, search=wanted or "", needs=needs, page=page(), drugs_alone=alone())
waiting = sum(found.counts[each] for each in CARDS)
with title:
    pieces.show(pieces.heading(1, "Who needs you today"))
    people = "1 patient" if found.patients == 1 else f"{found.patients:,} patients"
    say.text(
        f"{actor.clinic_name} · {people} · {waiting} to review · data to {clock(found.data_to, actor.time_zone)}",
        key="quiet-where",
    )
with counts:
    alerting.banner(history.alerting_trouble(actor))
    alerting.mine(history.flags_for_me(actor), actor.time_zone)
    cards(found)
if said := st.session_state.pop("said", None):
    st.info(said)
choice(found)
with st.container(key="cases"):
    if found.rows:
        caseload_row.heading()
    for row in found.rows:
        caseload_row.show(row, found, Acts(acknowledge, reviewed, undo))
if not found.rows:
    say.text(empty(found), key="quiet-nobody")
    if wanted:
        st.page_link("clinician/patient.py", label="Emergency access to a record outside your care")
if found.pages > 1:
    paging(found)
