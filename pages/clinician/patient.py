"""The decision on one page: whose record, what is open, where treatment stands, the course, and what is missing."""

import streamlit as st

from instruments import shelf
from models import history
from models.access import Permission
from models.criteria.outcome.course import Course
from models.errors import NotPermitted, Unsafe
from models.history import PatientView
from pages.parts import (
    amendments,
    attribution,
    check_in_card,
    damaged,
    definitions,
    domains,
    emergency,
    episode_course,
    events,
    flag,
    gate,
    identity,
    item_table,
    meanings,
    missing,
    payer_rules,
    reasons,
    report_control,
    review_control,
    say,
    sensitivity,
    session_form,
    theme,
    told,
    trajectory,
    trials_card,
    trouble,
)
from pages.parts.trajectory import Reach, Wish
from pages.parts.verdict import treatment

actor = gate.require(Permission.patient_read)


def scales(view: PatientView) -> list[tuple[str, str]]:
    """Every scale that has a score, that by which the current trial is judged first."""
    scored = {(point.instrument, point.scale) for point in view.scores if point.value is not None}
    shown = sorted(each for each in scored if not shelf()[each[0]].scale(each[1]).screen)
    first = trajectory.leading_scale(view)
    return [first, *(each for each in shown if each != first)]


def scale_name(each: tuple[str, str]) -> str:
    instrument = shelf()[each[0]]
    scale = instrument.scale(each[1])
    return instrument.abbreviation if scale is instrument.primary else f"{instrument.abbreviation}: {scale.name}"


def chosen(view: PatientView) -> Wish:
    """What to draw: time, scale, and the trial from whose start the half is counted."""
    trials = {one.trial.id: treatment(one.trial) for one in view.judgement.trials}
    with st.container(key="chart-choices", horizontal=True, vertical_alignment="center"):
        reach = st.segmented_control(
            "Time",
            list(Reach),
            default=Reach.episode,
            key=f"reach-{view.header.id}",
            label_visibility="collapsed",
            required=True,
        )
        scale = st.selectbox(
            "Scale",
            scales(view),
            format_func=scale_name,
            key=f"scale-{view.header.id}",
            label_visibility="collapsed",
            width=160,
        )
        first = trajectory.chosen_trial(view, Wish(*scale))
        start = list(trials).index(first.trial.id) if first else None
        trial = st.selectbox(
            "Trial that is looked at: 50 % line from its start, domains, zoom",
            list(trials),
            index=start,
            format_func=lambda each: f"Trial: {trials[each]}",
            key=f"half-{view.header.id}",
            label_visibility="collapsed",
            placeholder="no trial yet",
            width=205,
        )
    narrow = actor.layout == "one"
    return Wish(scale[0], scale[1], reach or Reach.episode, trial, dark=theme.is_dark(), narrow=narrow)


def left(view: PatientView, courses: list[Course]) -> None:
    flag.show_open(view.flags, actor, view.header.time_zone)
    definitions.headline(view)
    episode_course.prompt(courses)
    course_of(view.header.id, known(view), [view])


def known(view: PatientView) -> int:
    """A sum over what the rest of the page was made from: where it is another, the whole page is made anew."""
    trials = tuple(view.case.trials)
    return hash((view.as_of, trials, view.case.episodes, view.scores, view.flags, view.check_ins, view.events))


@st.fragment
def course_of(patient_id: str, before: int, fresh: list[PatientView]) -> None:
    """The course and the domains: another time range or scale draws these anew, and not the whole page.

    `fresh` is the record as the page has just read it, and is emptied: a tap reads it again, with its permission.
    """
    with trouble.caught():
        view = fresh.pop() if fresh else again(patient_id, before)
        wish = chosen(view)
        trajectory.show(view, wish)
        domains.show(view, trajectory.chosen_trial(view, wish), trajectory.span_of(view, wish).since)


def again(patient_id: str, before: int) -> PatientView:
    """The record as it is now; the whole page is asked for where it is another, or this screen may not see it."""
    who = gate.present()
    same = who is not None and who.visit_id == actor.visit_id
    try:
        view = history.patient_view(actor, patient_id) if same else None
    except NotPermitted:
        view = None
    if view is None or known(view) != before:
        st.rerun()
    return view


def right(view: PatientView) -> None:
    """Beside the course: the verdicts, and what they wait for."""
    trials_card.show(view)
    definitions.show(view)
    missing.show(view)


def acts(view: PatientView) -> None:
    """What is done here, under what it is decided by; not there in an emergency, when the record is only read."""
    with st.container(key="acts", horizontal=True, vertical_alignment="center"):
        session_form.ways(view)
        report_control.show(view)
        review_control.show(view, actor)
    session_form.show(view, actor)
    told.show(view, actor)


def below(view: PatientView, courses: list[Course]) -> None:
    """What is opened when it is asked for: each verdict's reasons, other rules, payers, items, what was before."""
    definitions.show_all(view)
    sensitivity.show(view)
    reasons.show(view)
    episode_course.show(view, courses)
    payer_rules.show(view)
    item_table.show(view, actor)
    events.show(view, actor)
    amendments.show(view)
    check_in_card.show_all(view)
    flag.show_closed(view.flags, view.header.time_zone)
    meanings.show(view)


def look(patient_id: str) -> PatientView:
    """The record; below “Not found”, the way in for an emergency."""
    try:
        if patient_id:
            return history.patient_view(actor, patient_id)
    except NotPermitted:
        pass
    except (ValueError, LookupError, Unsafe) as problem:
        damaged.show(actor, patient_id, problem)
        st.stop()
    trouble.not_found()
    emergency.offer(actor, patient_id)
    st.stop()


def saved(view: PatientView) -> str:
    """The receipt of a trial that was just saved, read back from the record."""
    trial = view.case.trial_by_id.get(st.query_params.get("trial", ""))
    return f"In the record: {treatment(trial)}, version {view.trial_versions[trial.id]}." if trial else ""


wanted = st.query_params.get("id", "")
view = look(wanted)
identity.show(view)
in_emergency = emergency.is_one(view, actor)
if said := st.session_state.pop("said", None) or saved(view):
    say.text(said, key="card-said")
courses = episode_course.courses(view)
with st.container(key="decision"):
    wide, side = st.columns([2.3, 1], gap="medium")
with wide:
    left(view, courses)
    if not in_emergency:
        acts(view)
with side:
    right(view)
if not in_emergency:
    check_in_card.show(view, actor)
below(view, courses)
attribution.of_scores(view)
