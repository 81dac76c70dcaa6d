"""What the patient and the clinician look at together: what was tried, what it did, what there is, what is wished."""

import streamlit as st

from models import history
from models.access import Permission
from pages.parts import gate, together, trouble

actor = gate.require(Permission.patient_read)

patient_id = st.query_params.get("patient", "")
if not patient_id:
    trouble.not_found()
    st.stop()
together.show(history.patient_view(actor, patient_id), actor)
