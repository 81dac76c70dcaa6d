"""The log: who did or saw what in this clinic, about whom, when, and by which way in."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from models import history
from models.access import Permission
from models.history import Kind, LogFilter, LogLine
from pages.parts import gate, log_state, log_words, pieces, say

actor = gate.require(Permission.clinic_manage)
KINDS = {
    Kind.everything: "Everything",
    Kind.patients: "About patients",
    Kind.refused: "Refused",
    Kind.emergency: "Opened in an emergency",
    Kind.accounts: "Accounts and sign-ins",
}
HEADS = ("When (UTC)", "Who", "What", "Patient", "Way in", "Let in")


def to_newest() -> None:
    """Another question begins with its newest answer."""
    st.session_state["log-before"] = None


def to_older(before: int | None) -> None:
    st.session_state["log-before"] = before


def row(line: LogLine) -> pieces.Piece:
    said = ("yes", "✓", say.Kind.neutral) if line.was_permitted else ("no", "×", say.Kind.danger)
    told = (
        f"{line.at:%Y-%m-%d %H:%M:%S}",
        log_words.who(line.by, line.role),
        log_words.act(line.act) if line.was_permitted else f"not done: {log_words.act(line.act)}",
        line.patient or "–",
        log_words.way(line.way),
    )
    cells = [pieces.cell(head.lower(), pieces.words(each)) for head, each in zip(HEADS[:5], told, strict=True)]
    return pieces.row("log", *cells, pieces.cell("let-in", pieces.chip(*said)))


st.header("Log", anchor=False)
st.text("Every look at a record and every act, the newest first. Nothing here can be changed. Looking is logged, too.")
st.text("A patient is told by a sign, the same in each entry. To find whose it is, type a record number.")
log_state.show(actor)
people = {each.id: each.name for each in history.staff(actor)}
with st.container(key="log-choices", horizontal=True, vertical_alignment="bottom"):
    person = st.selectbox(
        "Who",
        list(people),
        index=None,
        format_func=people.__getitem__,
        placeholder="everybody",
        key="log-who",
        on_change=to_newest,
        width=240,
    )
    number = st.text_input("Record number", key="log-record", on_change=to_newest, width=180, placeholder="any patient")
    kind = st.selectbox(
        "What", list(KINDS), format_func=KINDS.__getitem__, key="log-kind", on_change=to_newest, width=240
    )
    since = st.date_input("From", value=None, format="YYYY-MM-DD", key="log-since", on_change=to_newest, width=160)
    until = st.date_input("Until", value=None, format="YYYY-MM-DD", key="log-until", on_change=to_newest, width=160)
since_on, until_on = (each if isinstance(each, date) else None for each in (since, until))
wanted = LogFilter(person, number.strip() or None, kind, since_on, until_on)
found = history.access_log(actor, wanted, st.session_state.get("log-before"))
if found.lines:
    head = pieces.row("log row-head", *(pieces.cell(each.lower(), pieces.words(each)) for each in HEADS))
    pieces.show(head, *(row(each) for each in found.lines))
else:
    st.text("No entry so far back. Older goes on from there." if found.before else "No entry.")
with st.container(horizontal=True, vertical_alignment="center"):
    if st.session_state.get("log-before"):
        st.button("Newest", key="log-newest", on_click=to_newest)
    if found.before:
        st.button("Older", key="log-older", on_click=to_older, args=(found.before,))
    asked = {"person": person, "kind": kind.value, "since": since_on, "until": until_on}
    query = urlencode({name: str(each) for name, each in asked.items() if each})
    if not number.strip():  # a record number stands in no address
        st.link_button("As a table (CSV)", f"/access-log.csv?{query}", key="log-file")
