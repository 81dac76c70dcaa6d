"""The ways that lead from a page about one patient to another."""

import streamlit as st


def back(patient_id: str) -> None:
    """To the patient, from a page that is about one task."""
    st.page_link(
        "clinician/patient.py",
        label="Back to the patient",
        icon=":material/arrow_back:",
        query_params={"id": patient_id},
    )


def to_episode(patient_id: str) -> None:
    """To a new episode, where nothing can be recorded without one."""
    st.page_link(
        "clinician/episode.py", label="Record the episode", icon=":material/add:", query_params={"patient": patient_id}
    )
