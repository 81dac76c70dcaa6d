"""A check-in that staff write down for a patient who is in the room, on the telephone, or has filled in paper."""

import streamlit as st

from models import history
from models.access import Permission
from pages.parts import entering, gate, identity, trouble, ways

actor = gate.require(Permission.check_in_issue)

patient_id = st.query_params.get("patient", "")
if not patient_id:
    trouble.not_found()
    st.stop()
who = history.hand_over_to(actor, patient_id)
identity.short(who, "Enter a check-in")
ways.back(who.id)
check_in_id = entering.begin(actor, who)
if check_in_id is not None:
    entering.show(actor, who, history.open_check_in(actor, check_in_id))
