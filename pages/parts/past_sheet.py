"""The sheet of past treatments: a row each, what is wrong beside its row, and all of it saved together."""

import secrets
from dataclasses import asdict
from typing import Any

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.adequacy import judge_adequacy
from models.errors import Invalid, NeedsConfirming, Problem
from models.history import PatientView
from models.recording import TrialInput
from models.words import Ascertainment, StopReason
from pages.parts import intent, past_row, say
from pages.parts.past_row import DRUG, Row, Sheet
from pages.parts.plain import STOPPED
from pages.parts.trial_draft import Draft
from pages.parts.trial_form import RECALLED
from pages.parts.unsent import Unsent

FIRST_ROWS = 3
MANY = 40


def rows(form: Unsent, sheet: Sheet, view: PatientView) -> list[Row]:
    """Draw every row; answers what stands in them, empty ones included."""
    kept = {str(one["token"]): one for one in form.values.get("rows", [])}
    place = f"rows:{form.prefix}"
    tokens: list[str] = st.session_state.setdefault(place, list(kept) or [_token() for _ in range(FIRST_ROWS)])
    listed = past_row.choices(sheet.profile)
    drawn = [_row(form, token, number, kept.get(token, {}), listed, sheet) for number, token in enumerate(tokens, 1)]
    found = [row for row, _ in drawn]
    for row, below in drawn:
        with below:
            _live(row, sheet, found, view)
    if len(tokens) < MANY:
        st.button("Add a row", key=f"{form.prefix}-add", icon=":material/add:", on_click=_add, args=(place,))
    return found


def _token() -> str:
    return secrets.token_hex(16)


def _add(place: str) -> None:
    st.session_state[place] = [*st.session_state[place], _token()]


def _remove(place: str, token: str) -> None:
    st.session_state[place] = [each for each in st.session_state[place] if each != token] or [_token()]


def _row(
    form: Unsent, token: str, number: int, was: dict[str, Any], listed: dict[str, str], sheet: Sheet
) -> tuple[Row, Any]:
    key = f"{form.prefix}-{token}"
    get, names = was.get, list(listed)
    with st.container(key=f"card-past-{token}"):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"past-{token}", gap="xsmall"):
            what = st.selectbox(
                f"Treatment {number}",
                names,
                index=names.index(get("what")) if get("what") in listed else None,
                format_func=listed.__getitem__,
                key=f"{key}-what",
                placeholder="drug, therapy or procedure",
                width=235,
            )
            began = st.text_input(
                "Began about",
                get("began", ""),
                key=f"{key}-began",
                max_chars=20,
                placeholder="May 2024",
                width=120,
            )
            until = st.text_input(
                "Until about", get("until", ""), key=f"{key}-until", max_chars=20, placeholder="or the weeks", width=120
            )
            is_drug = (what or DRUG).startswith(DRUG)
            amount = st.number_input(
                "Highest mg a day" if is_drug else "Sessions attended",
                min_value=0.0,
                max_value=10000.0,
                value=get("amount"),
                step=None,
                format="%g",
                key=f"{key}-amount-{is_drug}",
                placeholder="not known",
                width=125,
            )
            weeks = st.number_input(
                "Weeks at it" if is_drug else "Weeks in all",
                min_value=0.0,
                max_value=2000.0,
                value=get("weeks"),
                step=None,
                format="%g",
                key=f"{key}-weeks-{is_drug}",
                placeholder="not known",
                width=110,
            )
            improvement = _improvement(key, get("improvement")) if sheet.ascertainment is Ascertainment.recall else None
            reasons = list(StopReason)
            stop = st.selectbox(
                "Why it ended",
                reasons,
                index=reasons.index(StopReason(get("stop"))) if get("stop") else None,
                format_func=lambda each: STOPPED[each],
                key=f"{key}-stop",
                placeholder="not known",
                width=165,
            )
            st.button(
                f"Clear {number}",
                key=f"{key}-out",
                type="tertiary",
                icon=":material/close:",
                on_click=_remove,
                args=(f"rows:{form.prefix}", token),
            )
        for field in ("what", "began", "until", "amount", "weeks", "improvement", "stop"):
            intent.objections(form.prefix, f"{token}.{field}")
        below = st.container()
    return Row(token, what, began or "", until or "", amount, weeks or None, improvement, stop), below


def _improvement(key: str, was: str | None) -> str | None:
    bands = list(RECALLED)
    chosen: str | None = st.selectbox(
        "Better, as recalled",
        bands,
        index=bands.index(was) if was else None,
        format_func=RECALLED.__getitem__,
        key=f"{key}-improvement",
        placeholder="not known",
        width=165,
    )
    return chosen


def _live(row: Row, sheet: Sheet, every: list[Row], view: PatientView) -> None:
    """What the row comes to, by the rule that judges every trial."""
    if row.is_empty:
        return
    try:
        trial = past_row.for_door(row, sheet, [one for one in every if not one.is_empty])
    except Invalid:
        return
    judged = judging(trial)
    if judged is not None:
        say.text(judge_adequacy(judged, view.case, sheet.today).sentence, key=f"quiet-live-{row.token}")


def judging(trial: TrialInput) -> Any:
    """A row as the criteria see it."""
    facts = trial.model_dump()
    doses, sessions = facts.pop("doses"), facts.pop("sessions")
    return Draft(facts, doses, sessions).to_judge("draft")


def save(form: Unsent, found: list[Row], sheet: Sheet, view: PatientView, actor: Actor, confirmed: bool) -> int:
    """Record every row that is filled, or none; answers how many. Raises Invalid (`token.field`), NeedsConfirming."""
    filled = [row for row in found if not row.is_empty]
    problems, trials = [], []
    for row in filled:
        try:
            trials.append(past_row.for_door(row, sheet, filled))
        except Invalid as refused:
            problems += [_named(row, one) for one in refused.problems]
    if not filled:
        problems.append(Problem("sheet", "fill in at least one row"))
    if problems:
        raise Invalid(problems)
    order = sorted(range(len(trials)), key=lambda place: trials[place].augments_id is not None)
    try:
        recording.record_past_trials(actor, view.header.id, [trials[place] for place in order], confirmed)
    except Invalid as refused:
        raise Invalid([_in_row(one, [filled[place] for place in order]) for one in refused.problems]) from None
    except NeedsConfirming as asked:
        raise NeedsConfirming([_in_row(one, [filled[place] for place in order]) for one in asked.questions]) from None
    return len(trials)


def _named(row: Row, one: Problem) -> Problem:
    own = one.field in Row.__dataclass_fields__
    return Problem(f"{row.token}.{one.field if own else past_row.named(one).field}", one.message)


def _in_row(one: Problem, filled: list[Row]) -> Problem:
    place, _, field = one.field.partition(".")
    if not place.isdigit():
        return Problem("sheet", one.message)
    return Problem(f"{filled[int(place)].token}.{past_row.named(Problem(field, one.message)).field}", one.message)


def kept(found: list[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in found]
