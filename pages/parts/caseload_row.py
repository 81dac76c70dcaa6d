"""One patient on the caseload: who, why now, how they are, what is being tried, the last weeks, and one action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from instruments import shelf
from models.criteria.judge import CaseJudgement, TrialJudgement
from models.history import Caseload, CaseloadRow, Need
from models.history.caseload import SOON
from models.history.looks import Look
from pages.parts import attribution, pieces, say
from pages.parts.pieces import Field, Piece
from pages.parts.plain import ago, change, percent, score, short_day
from pages.parts.say import Kind
from pages.parts.verdict import outcome_chip, progress_words, treatment

HEADS = ("why now", "latest", "since trial start", "current trial", "last 12 weeks")
LEAVES = "Leaves the list for the whole team until something new comes."
NAMES = ("why", "score", "since", "trial", "weeks")


@dataclass(frozen=True)
class Acts:
    """What can be done from the list: take a flag on, say that a patient was reviewed, and take that back."""

    acknowledge: Callable[[str], None]
    reviewed: Callable[[str, datetime], None]
    undo: Callable[[str], None]


def heading() -> None:
    """The names of the columns, on a wide screen."""
    with st.container(key="case-heads"):
        cells = [pieces.cell(name, pieces.words(head)) for name, head in zip(NAMES, HEADS, strict=True)]
        pieces.show(pieces.words("patient", "who"), pieces.row("case", *cells))


def show(row: CaseloadRow, found: Caseload, acts: Acts) -> None:
    """The whole row leads to the patient; what needs one tap is done at once."""
    with st.container(key=f"case-{row.patient_id}"):
        with st.container(key=f"who-{row.patient_id}"):
            st.page_link("clinician/patient.py", label=say.literal(row.name), query_params={"id": row.patient_id})
            pieces.show(known_by(row, found))
        pieces.show(cells(row, found))
        with st.container(key=f"act-{row.patient_id}"):
            act(row, found, acts)


def act(row: CaseloadRow, found: Caseload, acts: Acts) -> None:
    """The one thing to do; a flag that nobody has taken on is taken on first."""
    if row.flag_id and not row.flag_acknowledged:
        st.button("Acknowledge", key=f"acknowledge-{row.flag_id}", on_click=acts.acknowledge, args=(row.flag_id,))
    elif row.need not in (Need.nothing, Need.reviewed):
        given = (row.patient_id, found.data_to)
        st.button("Mark reviewed", key=f"reviewed-{row.patient_id}", help=LEAVES, on_click=acts.reviewed, args=given)
    elif row.review is not None:
        st.button("Undo review", key=f"undo-{row.patient_id}", on_click=acts.undo, args=(row.patient_id,))


def known_by(row: CaseloadRow, found: Caseload) -> Piece:
    """The second identifier, and who of the team looked last."""
    number = pieces.words(row.record_number, "number-of-record")
    return pieces.join(number, pieces.words(looked(row, found), "looked") if row.last_look else "")


def looked(row: CaseloadRow, found: Caseload) -> str:
    """Who of the team opened the page last; nobody need look twice, nobody need guess."""
    assert row.last_look is not None
    return f"seen {ago(row.last_look.at, found.data_to)}, {initial(row.last_look)}"


def initial(look: Look) -> str:
    """A colleague in a word: A. Rivera."""
    given, _, family = look.by.partition(" ")
    return f"{given[:1]}. {family}" if family else given


def cells(row: CaseloadRow, found: Caseload) -> Piece:
    """All but the name and the button."""
    main = leading(row.judgement)
    return pieces.row(
        "case",
        pieces.cell("why", *reasons(row, found)),
        pieces.cell("score", *latest(row, main), unread(row, found)),
        pieces.cell("since", since(main)),
        pieces.cell("trial", current(row.judgement)),
        pieces.cell("weeks", weeks(row, main, found)),
    )


def leading(judgement: CaseJudgement) -> TrialJudgement | None:
    """The trial by which the change is told: of those that run, the one that has run longest with a baseline."""
    known = [one for one in judgement.current if one.outcome.baseline is not None]
    return next(iter(known or judgement.current), None)


def reasons(row: CaseloadRow, found: Caseload) -> list[Piece]:
    """Why now, the most urgent first; what else is true stands beside it. Who reviewed it stands before it."""
    if row.review is None:
        return _reasons(row, found)
    told = f"reviewed {ago(row.review.at, found.data_to)}, {initial(row.review)}"
    return [pieces.chip(told, "✓", Kind.good), *_reasons(row, found)]


def _reasons(row: CaseloadRow, found: Caseload) -> list[Piece]:
    chips = [] if row.is_readable else [pieces.chip("record cannot be displayed", "●", Kind.danger)]
    if row.flag_tier and row.flag_opened_at:
        word = (
            "safety flag, taken on"
            if row.flag_acknowledged
            else "urgent safety flag"
            if row.flag_tier > 1
            else "safety flag"
        )
        chips.append(pieces.chip(f"{word}, {ago(row.flag_opened_at, found.data_to)}", "●", Kind.danger))
    if row.worse_by_points is not None:
        chips.append(pieces.chip(f"reliably worse by {score(row.worse_by_points)} points", "▲", Kind.attention))
    if row.judgement.time_to_decide:
        chips.append(pieces.chip(_decide(row, found), "◆", Kind.attention))
    if _is_soon(row, found):
        chips.append(pieces.chip(_soon(row, found), "◷", Kind.neutral))
    if row.overdue_from is not None and row.overdue_from <= found.as_of:
        days = (found.as_of - row.overdue_from).days + 1
        chips.append(pieces.chip(f"check-in overdue by {days} {'day' if days == 1 else 'days'}", "◷", Kind.neutral))
    if row.need is Need.unread and row.unread_since is not None:
        told = f"new check-in, {ago(row.unread_since, found.data_to)}: not opened yet"
        chips.append(pieces.chip(told, "✉", Kind.unknown))
    if not chips or row.need is Need.unread:
        chips.append(_calm(row.judgement))
    return chips[:2]


def _is_soon(row: CaseloadRow, found: Caseload) -> bool:
    """Whether a trial becomes adequate within the week, also where that has been reviewed."""
    days = [one.adequacy.expected_on for one in row.judgement.current if one.adequacy.expected_on is not None]
    return row.need is Need.soon or (row.need is Need.reviewed and bool(days) and min(days) <= found.as_of + SOON)


def _soon(row: CaseloadRow, found: Caseload) -> str:
    """Which trial will have had its time, and when."""
    days = [(one.adequacy.expected_on, treatment(one.trial)) for one in row.judgement.current]
    on, name = min((on, name) for on, name in days if on is not None)
    return f"{name} adequate on {short_day(on, found.as_of)} if continued"


def _decide(row: CaseloadRow, found: Caseload) -> str:
    on = row.judgement.decide_on
    since = f" since {short_day(on, found.as_of)}" if on else ""
    return f"adequate{since}, no response: time to decide"


def _calm(judgement: CaseJudgement) -> Piece:
    """Nobody needs anything: how the current treatment goes. An absence of alarm is never called safe."""
    main = leading(judgement)
    last = main or (judgement.counted[-1] if judgement.counted else None)
    if last is None:
        return pieces.chip("no trial recorded", "–", Kind.neutral)
    found = outcome_chip(last.outcome)
    if found.kind is Kind.good:
        return pieces.chip(f"{found.word} with {treatment(last.trial)}", found.icon, found.kind)
    if main is None:
        return pieces.chip("no current trial", "–", Kind.neutral)
    expected = main.adequacy.expected_on
    if expected is not None:
        return pieces.chip(f"adequate on {short_day(expected, judgement.as_of)} if continued", "◷", Kind.neutral)
    return pieces.chip("trial running", "–", Kind.neutral)


def latest(row: CaseloadRow, main: TrialJudgement | None) -> list[Piece]:
    """The last score with the name of its scale."""
    if row.latest_score is None:
        return [pieces.words("none yet", "quiet")]
    return [pieces.words(score(row.latest_score), "number"), pieces.words(_scale(main), "quiet")]


def unread(row: CaseloadRow, found: Caseload) -> Piece | str:
    """A mark where nobody has opened the page since the newest check-in came."""
    if row.unread_since is None or row.need is Need.unread:
        return ""
    told = f"the newest check-in came {ago(row.unread_since, found.data_to)}; nobody has opened the page since"
    return pieces.reason("new", "✉", Kind.unknown, told)


def _scale(main: TrialJudgement | None) -> str:
    return attribution.name_of(_measure(main))


def _measure(main: TrialJudgement | None) -> str:
    return main.trial.primary_instrument if main else "phq9"


def since(main: TrialJudgement | None) -> Piece:
    """The change in points and in percent of the way to the best score."""
    if main is None or main.outcome.change_points is None:
        return pieces.words("–", "quiet")
    share = main.outcome.improvement_percent
    better = f"({percent(share)})" if share is not None and share > 0 else ""
    return pieces.join(pieces.words(change(main.outcome.change_points)), pieces.words(better, "quiet"))


def current(judgement: CaseJudgement) -> Piece:
    """What is being tried and how far it has come."""
    if not judgement.current:
        return pieces.words("no current trial", "quiet")
    parts = [f"{treatment(one.trial)} {progress_words(one)}".strip() for one in judgement.current[:3]]
    return pieces.words(" + ".join(parts))


def weeks(row: CaseloadRow, main: TrialJudgement | None, found: Caseload) -> Piece:
    """The last twelve weeks as a line."""
    measure = shelf().get(_measure(main))
    if measure is None:
        return pieces.words("–", "quiet")
    scale = measure.primary
    field = Field(found.as_of - timedelta(weeks=12), found.as_of, *scale.range)
    told = ", ".join(f"{short_day(on, found.as_of)}: {score(value)}" for on, value in row.recent_scores[-12:])
    return pieces.spark(row.recent_scores, field, f"{_scale(main)} {told}")
