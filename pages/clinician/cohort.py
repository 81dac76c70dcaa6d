"""The cohort: what trials did for many patients, with the numbers they rest on."""

import streamlit as st

from models import history
from models.access import Permission
from models.criteria.cohort import completeness
from models.history import Cohort
from pages.parts import cohort_filter, cohort_picture, gate, pieces, say
from pages.parts.cohort_tables import few
from pages.parts.plain import clock

actor = gate.require(Permission.cohort_read)

PICTURES = {
    "flow": ("From step to step", "What each step of treatment did, of all trials that began it."),
    "fairness": ("Had it a fair trial?", "Whether dose, time, sessions and therapist were adequate, step by step."),
    "time": ("How long until it helped", "By when so many had a response, and a remission."),
    "before-after": ("Before and after", "Each trial is a point; below the line is fewer points than before."),
    "waterfall": ("Every trial’s improvement", "From the greatest to the least."),
    "domains": ("Five domains of life", "Symptoms are one of them."),
}


def numbers(seen: Cohort) -> None:
    """How many this rests on, and the count that this program exists for."""
    whole = completeness(seen.lines)
    told = "–" if whole.percent is None else f"{whole.percent:.0f} %"
    cells = {
        "patients": (f"{len(seen.trials):,}", "patients with such trials"),
        "trials": (f"{whole.trials:,}", "trials"),
        "whole": (told, f"have scores before and after ({whole.both:,} of {whole.trials:,})"),
        "resistant": (
            f"{seen.resistant_by_drugs_alone:,}",
            "of all here called resistant by drugs alone, without an adequate psychotherapy",
        ),
    }
    with st.container(key="cohort-numbers"):
        for name, (number, words) in cells.items():
            with st.container(key=f"cohort-number-{name}"):
                say.text(number, key=f"cohort-figure-{name}")
                st.text(words)


pieces.show(pieces.heading(1, "Cohort"))
with st.container(key="cohort-filter", horizontal=True, vertical_alignment="bottom"):
    whole_clinic = cohort_filter.whole_clinic()
    within = history.cohort(actor, whole_clinic=whole_clinic)
    asked = cohort_filter.show(within)
seen = within.only(asked)
whose = "the whole clinic" if whole_clinic else "the patients in your care"
say.text(
    f"{actor.clinic_name} · {whose}, {seen.patients:,} · data to {clock(seen.data_to, actor.time_zone)}",
    key="quiet-whose",
)
if seen.not_ready:
    st.info(
        f"{seen.not_ready:,} patients are not counted yet: whoever runs the installation types “fairtrial refresh”."
    )
if not within.lines:
    st.info(
        f"No trials yet. As soon as {few()} are recorded here, this page shows what they did: step by step, whether "
        "they were a fair trial, how long until they helped, and what changed in five domains of life."
    )
elif len(seen.lines) < few():
    st.info(f"Fewer than {few()} trials: nothing is drawn, since a person might be known by it. Choose more.")
else:
    numbers(seen)
    address = cohort_filter.address(asked, whole_clinic=whole_clinic)
    for at, (name, (title, words)) in enumerate(PICTURES.items()):
        if at % 2 == 0:
            columns = st.columns(2)
        with columns[at % 2]:
            cohort_picture.show(name, title, words, seen, address)
    say.text(
        "These patients were not assigned to treatments by chance. Differences between treatments, steps or clinics "
        "tell who was given what as much as what it did, and rank nobody.",
        key="cohort-caution",
    )
