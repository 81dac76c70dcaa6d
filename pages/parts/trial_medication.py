"""What a medication trial needs: the drug, what it is there for, its doses, and how much of it was taken."""

from difflib import get_close_matches
from typing import Any

import streamlit as st

from models.criteria.drug_class import class_in_full, class_words
from models.criteria.formulary import Drug, formulary
from models.criteria.wording import amount
from models.recording import AdherenceSource
from models.words import Modality, Role
from pages.parts import trial_doses, trial_live, trial_named
from pages.parts.plain import day
from pages.parts.trial_draft import Draft, dose_inputs
from pages.parts.trial_field import Form

ROLES = {
    Role.monotherapy: "alone",
    Role.combination: "with another antidepressant",
    Role.augmentation: "augments another drug",
}
SOURCES = {
    AdherenceSource.self_report: "the patient says",
    AdherenceSource.refill: "refills",
    AdherenceSource.level: "blood level",
    AdherenceSource.clinician: "clinician’s estimate",
}


def fields(form: Form, common: dict[str, Any]) -> Draft:
    """Draw the fields; answers what stands in them."""
    own = _drug(form)
    st.markdown("**Doses**")
    table, so_far = st.columns([3, 2], gap="medium")
    with table:
        doses = trial_doses.fields(form, dose_inputs(form.trial.doses) if form.trial else [])
    with so_far:
        trial_live.show(form, Draft({**common, **own}, doses))
    own |= _taken(form)
    if own["agent"] and (drug := formulary().find(own["agent"])) and drug.needs_level:
        own["serum_level_mmol_per_l"] = st.number_input(
            "Serum level (mmol/l)",
            0.0,
            5.0,
            form.was("serum_level_mmol_per_l"),
            0.1,
            key=form.key("serum_level_mmol_per_l"),
        )
        form.objections("serum_level_mmol_per_l")
    return Draft(own, doses)


def _drug(form: Form) -> dict[str, Any]:
    which, what = st.columns([3, 2])
    with which:
        agent = trial_named.field(
            form, "agent", "Drug", formulary().names(), lambda each: option(each, form.settings.dose_profile)
        )
        if agent:
            st.text(about(agent, form.settings.dose_profile))
        _meant(form, agent)
    with what:
        role = st.segmented_control(
            "Given",
            list(ROLES),
            default=form.was("role"),
            format_func=lambda each: ROLES[each],
            key=form.key("role"),
            wrap=True,
        )
        form.objections("role")
        augments = _augments(form) if role is Role.augmentation else None
    return {"agent": agent, "role": role, "augments_id": augments}


def _augments(form: Form) -> str | None:
    others = {
        one.id: f"{one.agent} from {day(one.started_on)}"
        for one in form.view.case.trials
        if one.modality is Modality.medication and (form.trial is None or one.id != form.trial.id)
    }
    was = form.was("augments_id")
    chosen = st.selectbox(
        "Which trial does it augment?",
        list(others),
        index=list(others).index(was) if was in others else None,
        format_func=others.__getitem__,
        key=form.key("augments_id"),
    )
    form.objections("augments_id")
    return chosen


def _meant(form: Form, agent: str | None) -> None:
    """The drug that was probably meant, for a tap, where the beginning of a name was typed."""
    meant = nearest(agent)
    if meant is not None:
        chosen = {form.key("agent"): meant}
        st.button(f"Did you mean {meant}?", key=form.key("meant"), on_click=st.session_state.update, args=(chosen,))


def nearest(agent: str | None) -> str | None:
    """The one drug whose name begins so or is spelt much like it; None for a known drug or none alike."""
    if not agent or formulary().find(agent):
        return None
    begun = [drug.name for drug in formulary() if any(_begins(name, agent) for name in (drug.name, *drug.also))]
    alike = begun or get_close_matches(agent.casefold(), formulary().names(), n=1)
    return alike[0] if len(alike) == 1 else None


def _begins(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.casefold())


def option(name: str, profile: str) -> str:
    """A drug in the list: generic and brand names, so that typing either finds it, class and smallest dose."""
    drug = formulary().find(name)
    if drug is None or drug.name != name:
        return name
    brands = f" ({', '.join(each.capitalize() for each in drug.also)})" if drug.also else ""
    return f"{name}{brands} · {class_words(drug.klass)} · {smallest(drug, profile)}"


def about(agent: str | None, profile: str) -> str:
    """Class and smallest dose that counts, as a help beside the field."""
    drug = formulary().find(agent or "")
    if drug is None:
        return "Not in the formulary: it can be recorded, and whether its dose is adequate will stay unknown."
    parts = [f"{drug.name}: {class_in_full(drug.klass)}", smallest(drug, profile)]
    if drug.label_maximum_mg:
        parts.append(f"label up to {amount(drug.label_maximum_mg)} mg")
    return " · ".join(part for part in parts if part) + (f". {drug.note}" if drug.note else "")


def smallest(drug: Drug, profile: str) -> str:
    """The smallest dose that counts under a profile, in words."""
    least = drug.minimum_mg(profile)
    if least is not None:
        return f"counts from {amount(least)} mg a day"
    target = drug.target_mg
    return (
        f"as an adjunct {amount(target[0])} to {amount(target[1])} mg"
        if target
        else "no smallest effective dose is known"
    )


def _taken(form: Form) -> dict[str, Any]:
    share, source = st.columns(2)
    with share:
        was = form.was("adherence")
        percent = st.number_input(
            "Share of doses taken (%)",
            min_value=0.0,
            max_value=100.0,
            value=round(was * 100, 1) if was is not None else None,
            step=5.0,
            format="%.0f",
            key=form.key("adherence"),
            placeholder="not known",
        )
        form.objections("adherence")
    with source:
        known = list(SOURCES)
        told = form.was("adherence_source")
        told_by = st.selectbox(
            "Known from",
            known,
            index=known.index(AdherenceSource(told)) if told else None,
            format_func=lambda each: SOURCES[each],
            key=form.key("adherence_source"),
            placeholder="say where the figure comes from",
        )
        form.objections("adherence_source")
    share_taken = percent / 100 if percent is not None else None
    return {"adherence": share_taken, "adherence_source": told_by if share_taken is not None else None}
