"""Who needs you today: the clinician's own patients in order of need, each with the reason in words."""

import streamlit as st

from models import history, recording
from models.access import Permission
from models.errors import Conflict
from models.history import Caseload, Need
from pages.parts import caseload_row, gate, pieces, say
from pages.parts.plain import clock

actor = gate.require(Permission.caseload_read)

CARDS = {
    Need.flag: "safety flag open",
    Need.worse: "reliably worse",
    Need.decide: "time to decide: no response",
    Need.soon: "adequate within a week",
    Need.overdue: "check-in overdue",
}


def chosen() -> Need | None:
    """The count that was chosen; it stands in the address, so that a reload shows the same."""
    wanted = st.query_params.get("need", "")
    return Need(wanted) if wanted in CARDS else None


def choose(need: Need | None) -> None:
    st.session_state["page"] = 1
    if need is None or chosen() is need:
        st.query_params.pop("need", None)
    else:
        st.query_params["need"] = need.value


def turn(by: int) -> None:
    st.session_state["page"] = st.session_state.get("page", 1) + by


def acknowledge(flag_id: str) -> None:
    """Take the flag on; where a colleague was faster, the list that follows says so."""
    try:
        recording.acknowledge_flag(actor, flag_id)
    except Conflict as refused:
        st.session_state["said"] = str(refused)


def cards(found: Caseload) -> None:
    """Five counts choose what the list shows; the sixth is only a number."""
    with st.container(key="counts"):
        for need, words in CARDS.items():
            label = f"**{found.counts[need]}** {words}"
            st.button(
                label,
                key=f"count-{need.value}",
                type="primary" if chosen() is need else "secondary",
                on_click=choose,
                args=(need,),
                width="stretch",
            )
        with st.container(key="count-resistant"):
            say.text(found.resistant_by_drugs_alone, key="count-number")
            st.text("called resistant by drugs alone, no adequate psychotherapy yet")


def empty(found: Caseload) -> str:
    if not found.patients:
        return "No patients are in your care yet. Add one with “New patient”."
    return "Nobody in your care fits this."


def paging(found: Caseload) -> None:
    with st.container(key="paging", horizontal=True, vertical_alignment="center"):
        st.button("Earlier", disabled=found.page <= 1, on_click=turn, args=(-1,), key="paging-earlier")
        st.text(f"page {found.page} of {found.pages}")
        st.button("Next", disabled=found.page >= found.pages, on_click=turn, args=(1,), key="paging-next")


need = chosen()
title, beside = st.columns([3, 1], vertical_alignment="bottom")
counts = st.container()
wanted = beside.text_input(
    "Search", key="search", placeholder="name or record number", on_change=turn, args=(0,), persist_state="session"
)
found = history.caseload(actor, search=wanted or "", need=need, page=st.session_state.get("page", 1))
st.session_state["page"] = found.page
waiting = sum(found.counts[each] for each in CARDS)
with title:
    pieces.show(pieces.heading(1, "Who needs you today"))
    people = "1 patient" if found.patients == 1 else f"{found.patients:,} patients"
    say.text(
        f"{actor.clinic_name} · {people} · {waiting} to review · data to {clock(found.data_to, actor.time_zone)}",
        key="quiet-where",
    )
with counts:
    cards(found)
if said := st.session_state.pop("said", None):
    st.info(said)
if need is not None:
    with st.container(key="showing", horizontal=True, vertical_alignment="center"):
        st.text(f"Shown: {CARDS[need]} ({found.found})")
        st.button("Show everybody", key="show-all", type="tertiary", on_click=choose, args=(None,))
with st.container(key="cases"):
    if found.rows:
        caseload_row.heading()
    for row in found.rows:
        caseload_row.show(row, found, acknowledge)
if not found.rows:
    say.text(empty(found), key="quiet-nobody")
if found.pages > 1:
    paging(found)
