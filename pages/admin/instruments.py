"""Instruments: the shelf, what each licence allows here, what is in use, and how a clinic adds its own."""

import streamlit as st

from models import history
from models.access import Permission
from pages.parts import gate, languages_told, say, shelf_detail, shelf_table

actor = gate.require(Permission.clinic_manage)

st.header("Instruments", anchor=False)
if told := st.session_state.pop("shelf-told", None):
    say.text(told, key="card-said")
lines = history.shelf_of(actor, actor.clinic_id or "")
with st.container(key="shelf-choices", horizontal=True, vertical_alignment="bottom"):
    search = st.text_input(
        "Search", key="shelf-search", placeholder="name, domain, licence class or language", width=360
    )
    names = {line.id: f"{line.abbreviation}: {line.name}" for line in lines}
    shown = st.selectbox(
        "Look at one",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="shelf-one",
        placeholder="choose an instrument",
        width=420,
    )
if shown is not None:
    shelf_detail.show(next(line for line in lines if line.id == shown), actor)
shelf_detail.how_to_add()
languages_told.show()
shelf_table.show(shelf_table.found(lines, search or ""), len(lines))
