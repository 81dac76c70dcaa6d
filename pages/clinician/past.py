"""What was tried before, as recalled or as a letter tells it: a row a treatment, saved together or not at all."""

import streamlit as st

from models import history
from models.access import Permission
from models.errors import Invalid, NeedsConfirming
from models.history import PatientView
from models.words import Ascertainment
from pages.parts import gate, identity, intent, past_sheet, say, trial_live, trouble, unsent, ways
from pages.parts.past_row import Sheet
from pages.parts.plain import day

actor = gate.require(Permission.trial_write)

KNOWN = {
    Ascertainment.recall: "as recalled by the patient",
    Ascertainment.record: "from a letter or record",
}


def sheet_of(view: PatientView, form: unsent.Unsent) -> Sheet:
    """What holds for every row."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="past-head"):
        known = st.segmented_control(
            "How are these known?",
            list(KNOWN),
            default=form.values.get("known", Ascertainment.recall),
            format_func=KNOWN.__getitem__,
            key=f"{form.prefix}-known",
            required=True,
            help="Treatments written down afterwards never count as followed while they happened.",
        )
        episodes = {one.id: one for one in reversed(view.episodes)}
        chosen = st.selectbox(
            "Episode",
            list(episodes),
            index=list(episodes).index(form.values["episode"]) if form.values.get("episode") in episodes else 0,
            format_func=lambda each: (
                f"episode {episodes[each].number}, "
                f"{'since' if episodes[each].ended_on is None else 'from'} {day(episodes[each].started_on)}"
                + (f" until {day(episodes[each].ended_on)}" if episodes[each].ended_on else "")
            ),
            key=f"{form.prefix}-episode",
            width=340,
        )
        st.page_link(
            "clinician/episode.py",
            label="Earlier episode",
            icon=":material/add:",
            query_params={"patient": view.header.id, "new": "1"},
        )
    episode = episodes[chosen]
    return Sheet(
        known or Ascertainment.recall,
        chosen,
        episode.started_on,
        view.as_of,
        trial_live.settings().dose_profile,
        view.case.trials,
    )


def save(view: PatientView, form: unsent.Unsent, found: list[past_sheet.Row], sheet: Sheet, confirmed: bool) -> None:
    """Carry the wish out, and leave for the patient once everything is in the record."""
    refused: Invalid | NeedsConfirming | None = None
    number = 0
    try:
        number = past_sheet.save(form, found, sheet, view, actor, confirmed)
    except (Invalid, NeedsConfirming) as objection:
        refused = objection
    intent.settled(f"{form.prefix}-sure")
    intent.settled(form.prefix, refused)
    asked = refused.questions if isinstance(refused, NeedsConfirming) else ()
    st.session_state[f"asked:{form.prefix}"] = (repr(found), [one.message for one in asked])
    if refused:
        st.rerun()
    unsent.forget(actor, form.name)
    many = "One past treatment is" if number == 1 else f"{number} past treatments are"
    st.session_state["said"] = f"{many} in the record, {KNOWN[sheet.ascertainment]}."
    st.switch_page("clinician/patient.py", query_params={"id": view.header.id})


def buttons(form: unsent.Unsent, found: list[past_sheet.Row]) -> None:
    about, asked = st.session_state.get(f"asked:{form.prefix}", ("", []))
    if asked and about == repr(found):
        with st.container(key="card-confirm"):
            for each in asked:
                say.text(f"◆ {each}. Is that right?")
            st.button(
                "Yes, save all rows",
                key=f"{form.prefix}-yes",
                type="primary",
                on_click=intent.wish,
                args=(f"{form.prefix}-sure",),
            )
        return
    filled = sum(not row.is_empty for row in found)
    label = {0: "Record past treatments", 1: "Record one past treatment"}.get(
        filled, f"Record {filled} past treatments"
    )
    st.button(label, key=f"{form.prefix}-save", type="primary", on_click=intent.wish, args=(form.prefix,))
    intent.objections(form.prefix, "sheet")
    if intent.problems(form.prefix):
        st.text("Nothing is saved yet: see what is marked beside the rows.")


patient_id = st.query_params.get("patient", "")
view = history.patient_view(actor, patient_id) if patient_id else None
if view is None:
    trouble.not_found()
    st.stop()
identity.show(view)
with st.container(key="page-head-past", horizontal=True, vertical_alignment="center"):
    st.header("Past treatments", anchor=False)
    ways.back(view.header.id)
if not view.episodes:
    st.text("A treatment belongs to an episode of depression: record that first.")
    ways.to_episode(view.header.id)
    st.stop()
form = unsent.resume(actor, f"past-{view.header.id}")
unsent.notice(actor, form, "Start with an empty sheet")
sheet = sheet_of(view, form)
say.text(
    "What nobody knows stays empty. Without weeks at a dose, whether it was adequate stays unknown.", key="quiet-past"
)
found = past_sheet.rows(form, sheet, view)
typed = {"rows": past_sheet.kept(found), "known": sheet.ascertainment, "episode": sheet.episode_id}
unsent.keep(actor, form, typed)
buttons(form, found)
confirmed = intent.is_wished(f"{form.prefix}-sure")
if confirmed or intent.is_wished(form.prefix):
    save(view, form, found, sheet, confirmed)
