"""One instrument of the shelf: its licence in full, and the statement that conditions ask of a clinic."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Invalid
from models.history import ShelfLine
from models.own_instruments import FOLDER
from models.settings import settings
from pages.parts import gate, pieces, say, shelf_table
from pages.parts.plain import clock

SAID = "shelf-told"


def show(line: ShelfLine, actor: Actor) -> None:
    """Facts, attribution line, why it may not be asked, and the statement where the licence asks for one."""
    with st.container(key="card-instrument"):
        st.markdown(f"**{say.literal(line.abbreviation)}** {say.literal(line.name)}")
        pieces.show(
            pieces.row("line", shelf_table.licence_chip(line), pieces.chip(*shelf_table.state(line))),
            *(pieces.row("line", pieces.words(f"{name}:", "quiet"), pieces.words(said)) for name, said in facts(line)),
        )
        if line.needs_statement:
            _statement(line, actor)


def facts(line: ShelfLine) -> list[tuple[str, str]]:
    """What is known of it, without what is not."""
    rater = "a clinician" if line.rater == "clinician" else "the patient"
    told = {
        "Version": f"{line.version}, {line.items} items, rated by {rater}",
        "Licence": line.licence_name,
        "Terms": line.terms,
        "Note": line.licence_note,
        "Attribution line": line.attribution,
        "Languages": ", ".join(line.languages) or "no wording here; scores can be recorded",
        "May not be asked": "; ".join(line.why_not),
        "Validation": "" if line.is_validated else "questions of our own that nobody has validated",
    }
    return [(name, said) for name, said in told.items() if said]


def _statement(line: ShelfLine, actor: Actor) -> None:
    if line.in_use_since is not None:
        say.text(f"“{line.statement}”\n{line.in_use_by}, {clock(line.in_use_since, actor.time_zone)}")
        st.button("End the statement", key=f"end-use-{line.id}", on_click=end, args=(line,))
        return
    with st.form(f"use-{line.id}", border=False):
        st.markdown("**State the clinic’s use**")
        st.checkbox("Our use is not commercial.", key=f"use-free-{line.id}")
        st.checkbox("We have read the terms of the licence and keep to them.", key=f"use-terms-{line.id}")
        say.text("It is kept with your name and the time.", key="quiet-use")
        st.form_submit_button("Put in use", type="primary", on_click=put_in_use, args=(line,))


def put_in_use(line: ShelfLine) -> None:
    """Read the two boxes, then state the use once."""
    ticked = [bool(st.session_state.get(f"use-{name}-{line.id}")) for name in ("free", "terms")]
    actor = gate.present()
    if actor is None:
        return
    try:
        recording.state_use(actor, actor.clinic_id or "", line.id, *ticked)
    except Invalid:
        st.session_state[SAID] = (
            "Nothing was changed. The licence asks for both: use that is not commercial, terms read."
        )
    else:
        st.session_state[SAID] = f"{line.abbreviation}: the use is stated and on record."


def end(line: ShelfLine) -> None:
    """End the statement; what was answered stays."""
    actor = gate.present()
    if actor is None:
        return
    recording.end_use(actor, actor.clinic_id or "", line.id)
    st.session_state[SAID] = (
        f"{line.abbreviation}: the statement has ended. It is asked no more; what was answered stays."
    )


def how_to_add() -> None:
    """Where a clinic's own files lie, and how one is checked before it is used."""
    with st.expander("Add wording, a language, or an instrument of your own"):
        folder = settings().data_dir.resolve() / FOLDER
        st.text("One file each, in this folder of the installation. It is read when Fairtrial starts.")
        st.code(str(folder), language=None, wrap_lines=True)
        st.text("Check a file first. The command names file, line and field of a mistake:")
        st.code("fairtrial instruments --check FILE", language=None, wrap_lines=True)
        st.text(
            "A wording gives an instrument of the shelf one more language, for the licence that the clinic holds. "
            "An own instrument is a definition with an id that the shelf does not have. "
            "Both are described in docs/instruments.md."
        )
