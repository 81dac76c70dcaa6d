"""A record that was damaged: what can be read of it, and in place of every verdict that there is none, and why."""

import streamlit as st

from models import history
from models.access import Actor
from models.history import RestOfRecord
from pages.parts import flag, identity, say, trouble

NOT_READ = "Part of this record cannot be read: {parts}. It was damaged, or changed past the program."
NO_VERDICT = "Verdicts: unknown. Nothing is judged from a record that is not whole."
WHO_HELPS = "Whoever runs the installation finds the row with: fairtrial verify. Reference {number}."
LATEST = 20


def show(actor: Actor, patient_id: str, problem: Exception) -> None:
    """The rest of the record. Where nothing of it is damaged, the trouble is another one, and is told as such."""
    rest = history.rest_of_record(actor, patient_id)
    if not rest.unreadable:
        raise problem
    identity.short(rest.header, "Part of the record cannot be read")
    with st.container(key="card-danger-damaged"):
        st.text(NOT_READ.format(parts=", ".join(rest.unreadable)))
        st.text(NO_VERDICT)
        st.text(WHO_HELPS.format(number=trouble.note(problem)))
    flag.show_open(rest.flags, actor, rest.header.time_zone)
    for title, lines in _readable(rest):
        with st.expander(f"{title} ({len(lines)})"):
            for line in lines:
                say.text(line)
    flag.show_closed(rest.flags, rest.header.time_zone)


def _readable(rest: RestOfRecord) -> list[tuple[str, list[str]]]:
    check_ins = [f"due {each.due_on:%Y-%m-%d}: {each.status}" for each in rest.check_ins[:LATEST]]
    notes = [f"{each.written_at:%Y-%m-%d}: {each.words}" for each in rest.notes]
    events = [f"{each.on:%Y-%m-%d}: {each.words}" for each in rest.events]
    plan = [rest.safety_plan.words] if rest.safety_plan else []
    parts = (("Check-ins", check_ins), ("From the patient", notes), ("Events", events), ("Safety plan", plan))
    return [(title, lines) for title, lines in parts if lines]
