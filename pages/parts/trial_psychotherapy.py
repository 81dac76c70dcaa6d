"""What a psychotherapy trial needs: which therapy, its sessions one by one, and what is known of the therapist."""

from typing import Any

import streamlit as st

from models.criteria.adequacy import judge_adequacy
from models.criteria.therapies import therapies
from models.words import TherapyFormat
from pages.parts import say, trial_tables
from pages.parts.trial_draft import Draft, session_inputs
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
    table, so_far = st.columns([3, 2])
    with table:
        st.markdown("**Sessions**")
        sessions = trial_tables.sessions(form, session_inputs(form.trial.sessions) if form.trial else [])
        own["attended_count"] = _count(form) if not sessions else None
    own |= _therapist(form)
    with so_far:
        so_far_words(form, Draft({**common, **own}, sessions=sessions))
    return Draft(own, sessions=sessions)


def _therapy(form: Form) -> dict[str, Any]:
    which, how = st.columns(2)
    with which:
        listed = {one.id: f"{one.id.replace('_', ' ')}: {one.name}" for one in therapies()}
        was = form.was("therapy")
        found = therapies().find(was)
        known = found.id if found else was
        options = list(listed) if known is None or known in listed else [known, *listed]
        therapy = st.selectbox(
            "Therapy",
            options,
            index=options.index(known) if known else None,
            format_func=lambda each: listed.get(each, each),
            key=form.key("therapy"),
            placeholder="choose, or type another",
            accept_new_options=True,
        )
        form.objections("therapy")
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


def about(therapy: str | None) -> str:
    """What the list says of it."""
    if not therapy:
        return " "
    found = therapies().find(therapy)
    if found is None:
        return "Not on the list: say below whether it counts as evidence-based, and why."
    return "evidence-based by the list" if found.evidence_based else "on the list, not as evidence-based for depression"


def _evidence(form: Form) -> dict[str, Any]:
    was = form.was("evidence_based")
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


def _count(form: Form) -> int | None:
    count: int | None = st.number_input(
        "Number attended, where the days are not known",
        0,
        500,
        form.was("attended_count"),
        1,
        key=form.key("attended_count"),
    )
    form.objections("attended_count")
    return count


def _therapist(form: Form) -> dict[str, Any]:
    st.markdown("**Therapist**")
    therapist = form.trial.therapist if form.trial else None
    questions = {"licensed": "Licensed", "formal_training": "Formal training in it", "experienced": "Experienced in it"}
    found: dict[str, Any] = {}
    for place, (name, label) in zip(st.columns(3), questions.items(), strict=True):
        with place:
            was = getattr(therapist, name) if therapist else None
            first = None if therapist is None else next(word for word, value in KNOWN.items() if value is was)
            key = form.key(f"therapist_{name}")
            chosen = st.segmented_control(label, list(KNOWN), default=first, key=key, wrap=True)
            found[f"therapist_{name}"] = KNOWN[chosen] if chosen else None
    years, cases = st.columns(2)
    with years:
        had = therapist.years if therapist else None
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
        seen = therapist.supervised_cases if therapist else None
        found["therapist_supervised_cases"] = st.number_input(
            "Supervised cases", 0, 100000, seen, 1, key=form.key("therapist_supervised_cases"), placeholder="not known"
        )
        form.objections("therapist_supervised_cases")
    return found


def so_far_words(form: Form, draft: Draft) -> None:
    """What these sessions come to up to now, by the rule in force."""
    trial = draft.to_judge("draft")
    if trial is None or trial.treatment == trial.modality:
        return
    judged = judge_adequacy(trial, form.view.case, form.view.as_of)
    with st.container(key="card-so-far"):
        st.text("Sessions attended so far")
        had = judged.progress.observed if judged.progress else None
        say.text("not recorded" if had is None else f"{had:.0f}", key="count-number")
        st.text(judged.sentence)
