"""What a psychotherapy trial needs: which therapy, its sessions one by one, and what is known of the therapist."""

from typing import Any

import streamlit as st

from models.criteria.therapies import therapies
from models.words import TherapyFormat
from pages.parts import trial_named, trial_sessions
from pages.parts.trial_draft import Draft
from pages.parts.trial_field import Form

FORMATS = {
    TherapyFormat.individual: "individual",
    TherapyFormat.group: "group",
    TherapyFormat.couple: "couple",
    TherapyFormat.telephone: "by telephone",
    TherapyFormat.video: "by video",
    TherapyFormat.internet_guided: "internet, guided",
}
BY_LIST, COUNTS, DOES_NOT = "as the list says", "counts, for a stated reason", "does not count, for a stated reason"
EVIDENCE = {BY_LIST: None, COUNTS: True, DOES_NOT: False}
KNOWN = {"yes": True, "no": False, "not known": None}


def fields(form: Form, common: dict[str, Any]) -> Draft:
    """Draw the fields; answers what stands in them."""
    own = {**_therapy(form), **_evidence(form)}
    own |= _therapist(form)
    return trial_sessions.draft(form, common, own)


def _therapy(form: Form) -> dict[str, Any]:
    which, how = st.columns(2)
    with which:
        listed = {one.id: f"{one.id.replace('_', ' ')}: {one.name}" for one in therapies()}
        therapy = trial_named.field(form, "therapy", "Therapy", list(listed), lambda each: listed[each])
        if therapy:
            st.text(about(therapy))
    with how:
        formats = list(FORMATS)
        setting = form.was("format")
        chosen = st.selectbox(
            "Setting",
            formats,
            index=formats.index(setting) if setting else None,
            format_func=lambda each: FORMATS[each],
            key=form.key("format"),
            placeholder="not recorded",
        )
        form.objections("format")
    return {"therapy": therapy, "format": chosen}


def about(therapy: str) -> str:
    """What the list says of it."""
    found = therapies().find(therapy)
    if found is None:
        return "Not on the list: say below whether it counts as evidence-based, and why."
    return "evidence-based by the list" if found.evidence_based else "on the list, not as evidence-based for depression"


def _evidence(form: Form) -> dict[str, Any]:
    was = form.was("is_evidence_based")
    first = next(word for word, value in EVIDENCE.items() if value is was)
    chosen = st.segmented_control(
        "Evidence-based", list(EVIDENCE), default=first, key=form.key("is_evidence_based"), wrap=True
    )
    counts = EVIDENCE[chosen or BY_LIST]
    reason = None
    if counts is not None:
        reason = st.text_input(
            "Reason", value=form.was("evidence_reason") or "", max_chars=300, key=form.key("evidence_reason")
        )
    form.objections("is_evidence_based", "evidence_reason")
    return {"is_evidence_based": counts, "evidence_reason": (reason or None) if counts is not None else None}


def _therapist(form: Form) -> dict[str, Any]:
    st.markdown("**Therapist**")
    questions = {"licensed": "Licensed", "formal_training": "Formal training in it", "experienced": "Experienced in it"}
    found: dict[str, Any] = {}
    for place, (name, label) in zip(st.columns(3), questions.items(), strict=True):
        with place:
            was = form.was(f"therapist_{name}")
            first = None if was is None else next(word for word, value in KNOWN.items() if value is was)
            key = form.key(f"therapist_{name}")
            chosen = st.segmented_control(label, list(KNOWN), default=first, key=key, wrap=True)
            found[f"therapist_{name}"] = KNOWN[chosen] if chosen else None
    years, cases = st.columns(2)
    with years:
        had = form.was("therapist_years")
        found["therapist_years"] = st.number_input(
            "Years of practice",
            0.0,
            80.0,
            had,
            1.0,
            format="%.0f",
            key=form.key("therapist_years"),
            placeholder="not known",
        )
        form.objections("therapist_years")
    with cases:
        seen = form.was("therapist_supervised_cases")
        found["therapist_supervised_cases"] = st.number_input(
            "Supervised cases", 0, 100000, seen, 1, key=form.key("therapist_supervised_cases"), placeholder="not known"
        )
        form.objections("therapist_supervised_cases")
    # Not asked here: a rating comes with a document of another program, and an amendment keeps it.
    found |= {name: form.was(name) for name in ("therapist_rated_with", "therapist_rating")}
    return found
