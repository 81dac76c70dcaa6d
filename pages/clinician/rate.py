"""Ratings and paper forms: rate a scale item by item, record a total, and correct what was recorded with a reason."""

import streamlit as st

from instruments import shelf
from models import history
from models.access import Permission
from pages.parts import correction, flag, gate, identity, rating, rating_total, say, trouble, ways

actor = gate.require(Permission.measurement_write)

patient_id = st.query_params.get("patient", "")
if not patient_id:
    trouble.not_found()
    st.stop()
view = history.patient_view(actor, patient_id)
identity.show(view)
if said := st.session_state.pop("said", None):
    say.text(said, key="card-said")
flag.show_open(view.flags, actor, view.header.time_zone)
with st.container(key="page-head-rate", horizontal=True, vertical_alignment="center"):
    st.subheader("Ratings and paper forms", anchor=False)
    ways.back(view.header.id)
scales = {each.id: each for each in history.shelf_of(actor, actor.clinic_id or "") if rating.is_staffs(each)}
name = rating.chosen(scales, st.query_params.get("instrument", ""))
if name is not None:
    instrument = shelf()[name]
    if scales[name].may_be_asked:
        rating.show(instrument, view)
    else:
        rating_total.show(instrument, scales[name], view, actor)
    correction.show(instrument, view, actor)
