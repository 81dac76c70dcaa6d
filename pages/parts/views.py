"""Views of the caseload that a clinician has kept: one tap shows what one view shows, each with a name of its own."""

from collections.abc import Mapping

import streamlit as st

from models import history, recording
from models.access import Actor
from models.errors import Invalid
from models.history import KeptView, Need
from models.recording import ViewInput
from pages.parts import say

ALONE = "Only those called resistant by drugs alone"


def show(actor: Actor, names: Mapping[Need, str], shown: tuple[tuple[Need, ...], bool]) -> None:
    """The kept views as buttons, and the way to keep another; what is shown stands in the address."""
    kept = history.saved_views(actor)
    with st.container(key="views", horizontal=True, vertical_alignment="center", width="content"):
        for view in kept:
            st.button(
                say.literal(view.name),
                key=f"view-{view.id}",
                type="primary" if shown == (view.needs, view.drugs_alone) else "secondary",
                on_click=put,
                args=(view.needs, view.drugs_alone),
            )
        with st.popover("Views" if kept else "Keep a view", icon=":material/filter_list:", key="views-more"):
            _new(actor, names, shown)
            _delete(actor, kept)


def put(needs: tuple[Need, ...], drugs_alone: bool) -> None:
    """Let the address say what is shown, so that a reload shows the same."""
    for key in ("page", "need", "alone"):
        st.query_params.pop(key, None)
    if needs:
        st.query_params["need"] = ",".join(needs)
    if drugs_alone:
        st.query_params["alone"] = "1"


def _new(actor: Actor, names: Mapping[Need, str], shown: tuple[tuple[Need, ...], bool]) -> None:
    needs, alone = shown
    with st.form("new-view", border=False):
        st.pills(
            "Show",
            list(names),
            selection_mode="multi",
            default=list(needs),
            format_func=names.__getitem__,
            key=f"view-needs-{needs}",
            help="Nothing chosen shows everybody.",
        )
        st.checkbox(ALONE, value=alone, key=f"view-alone-{alone}")
        st.text_input("Name of the view", key="view-name", max_chars=40, placeholder="such as: before the ward round")
        keys = (f"view-needs-{needs}", f"view-alone-{alone}")
        st.form_submit_button("Keep this view", type="primary", on_click=_keep, args=(actor, *keys))
    for words in st.session_state.pop("view-objections", ()):
        st.text(f"◆ {words}")
    say.text("A view keeps what is shown and no search: nobody’s name stands in it.", key="quiet-views")


def _keep(actor: Actor, needs_key: str, alone_key: str) -> None:
    chosen, alone = tuple(st.session_state[needs_key] or ()), bool(st.session_state[alone_key])
    needs = tuple(need for need in Need if need in chosen)
    try:
        recording.save_view(actor, ViewInput.of(name=st.session_state["view-name"], needs=needs, drugs_alone=alone))
    except Invalid as refused:
        st.session_state["view-objections"] = [each.message for each in refused.problems]
        return
    st.session_state["view-name"] = ""
    put(needs, alone)


def _delete(actor: Actor, kept: tuple[KeptView, ...]) -> None:
    for view in kept:
        st.button(
            f"Delete “{say.literal(view.name)}”",
            key=f"view-delete-{view.id}",
            type="tertiary",
            icon=":material/delete:",
            on_click=recording.delete_view,
            args=(actor, view.id),
        )
