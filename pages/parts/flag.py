"""Safety flags: above everything else until somebody says what was done; nothing closes by itself."""

from collections.abc import Callable, Sequence

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.wording import plural
from models.errors import Conflict, Invalid
from models.history import FlagView, Told
from models.settings import Mode, settings
from pages.parts import intent, pieces, say
from pages.parts.plain import clock

STEPS = {"duty": "on duty", "second": "second", "lead": "lead", "manager": "manager"}
FIELDS = {
    "contact_made": "Contact made: how, when, with whom",
    "assessment_done": "Assessment done: which, and what it found",
    "plan": "Plan: what happens next, and who does it",
}

OUTCOMES = {
    "safe_plan": "Reached; a safe plan was made",
    "urgent_care": "Reached; urgent care was arranged",
    "handed_over": "Not reached; handed over, the plan says to whom",
    "mistake": "Answered by mistake; the patient has confirmed it",
    "other": "Something else; the plan says what",
}
NOT_RECORDED = "not recorded: closed before it was asked"


def show_open(flags: Sequence[FlagView], actor: Actor, time_zone: str) -> None:
    """Every flag that is not closed, with the two things that can be done about it."""
    for flag in flags:
        if flag.status != "closed":
            with st.container(key=f"card-danger-{flag.id}"):
                _one(flag, actor, time_zone)


def show_closed(flags: Sequence[FlagView], time_zone: str) -> None:
    """What was done about the flags of the past."""
    closed = [flag for flag in flags if flag.status == "closed" and flag.closed_at]
    if not closed:
        return
    with st.expander(f"Closed safety flags ({len(closed)})"):
        for flag in closed:
            assert flag.closed_at is not None
            say.text(
                f"{answers(flag, time_zone)}\nclosed by {flag.closed_by or '–'} on {clock(flag.closed_at, time_zone)}"
            )
            ended = OUTCOMES.get(flag.outcome or "", NOT_RECORDED)
            say.text(f"how it ended: {ended}", key=f"quiet-outcome-{flag.id}")
            for name in FIELDS:
                say.text(f"{name.replace('_', ' ')}: {getattr(flag, name)}", key=f"quiet-{name}-{flag.id}")


def answers(flag: FlagView, time_zone: str) -> str:
    """The newest answer behind a flag in the instrument's own words, and how many came before it."""
    if not flag.answers:
        return f"opened on {clock(flag.opened_at, time_zone)}"
    newest = max(flag.answers, key=lambda one: one.answered_at)
    words = (
        f"{newest.abbreviation} {item_words(newest.item)}: “{newest.label}” on {clock(newest.answered_at, time_zone)}"
    )
    more = len(flag.answers) - 1
    return f"{words}, and {plural(more, 'answer')} before it" if more else words


def item_words(item: str) -> str:
    """An item as it is spoken of: q9 is item 9."""
    return f"item {item[1:]}" if item[:1] == "q" and item[1:].isdigit() else item.replace("_", " ")


def told(flag: FlagView, time_zone: str) -> str:
    """Who was told, step by step; empty for a flag from before anybody was, and in a demo, where nobody is."""
    if settings().mode is Mode.demo:
        return ""
    said = [f"{STEPS.get(each.step, each.step)} {each.name}{_when(each, time_zone)}" for each in flag.told]
    return f"told: {', '.join(said)}" if said else ""


def _when(each: Told, time_zone: str) -> str:
    if each.at is None:
        return "" if each.name == "nobody" else " (message waiting)"
    return f" ({clock(each.at, time_zone)})"


def _one(flag: FlagView, actor: Actor, time_zone: str) -> None:
    with st.container(key=f"flag-head-{flag.id}", horizontal=True, vertical_alignment="center"):
        taken = "nobody has taken it on yet"
        if flag.acknowledged_by and flag.acknowledged_at:
            taken = f"taken on by {flag.acknowledged_by}, {clock(flag.acknowledged_at, time_zone)}"
        pieces.show(
            pieces.row(
                "flag",
                pieces.cell("what", pieces.words(f"● {answers(flag, time_zone)}")),
                pieces.cell("taken", pieces.words(taken)),
                *([pieces.cell("taken", pieces.words(sent))] if (sent := told(flag, time_zone)) else []),
            )
        )
        if flag.status == "open":
            st.button("Acknowledge", key=f"ack-{flag.id}", on_click=intent.wish, args=(f"ack-{flag.id}",))
        with st.popover("Close the flag"):
            written = _fields(flag.id)
            st.button(
                "Close the flag now",
                key=f"close-{flag.id}",
                type="primary",
                on_click=intent.wish,
                args=(f"close-{flag.id}",),
            )
    _carry_out(flag, actor, written)


def _fields(flag_id: str) -> dict[str, str]:
    st.text("A flag closes only with what was done.")
    chosen = st.selectbox(
        "How it ended",
        list(OUTCOMES),
        index=None,
        format_func=lambda outcome: OUTCOMES[outcome],
        key=f"outcome-{flag_id}",
        placeholder="Choose one",
    )
    intent.objections(f"close-{flag_id}", "outcome")
    written = {"outcome": chosen or ""}
    for name, label in FIELDS.items():
        written[name] = (
            st.text_area(label, key=f"{name}-{flag_id}", max_chars=300 if name != "plan" else 1000, height=80) or ""
        )
        intent.objections(f"close-{flag_id}", name)
    return written


def _carry_out(flag: FlagView, actor: Actor, written: dict[str, str]) -> None:
    acts: dict[str, Callable[[], None]] = {
        f"ack-{flag.id}": lambda: recording.acknowledge_flag(actor, flag.id),
        f"close-{flag.id}": lambda: recording.close_flag(actor, flag.id, **written),
    }
    for name, act in acts.items():
        if intent.is_wished(name):
            refused: Invalid | Conflict | None = None
            try:
                act()
            except (Invalid, Conflict) as objection:
                refused = objection
            intent.settled(name, refused)
            if isinstance(refused, Conflict):
                st.session_state["said"] = str(refused)
            st.rerun()
