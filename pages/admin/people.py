"""People: who works here, who cares for whom, and what patients read in a crisis."""

from zoneinfo import ZoneInfo

import streamlit as st

from models import history, recording
from models.access import Actor, Permission
from models.errors import Conflict, Invalid
from models.history import StaffLine
from models.languages import NAMES, offered
from models.recording import CrisisInput, PersonRole, StaffInput, StepsInput
from models.settings import settings
from pages.parts import duty, gate, keeping, pieces, say
from pages.parts.refused import words as refused_words

actor = gate.require(Permission.people_manage)
ZONE = ZoneInfo(actor.time_zone)


def told(words: str, *, good: bool = True) -> None:
    """What came of the last act: shown at the next drawing, whatever interrupted this one."""
    st.session_state["people-told"] = (words, good)


def try_to(act: str, *keys: str) -> None:
    """Read what was typed, act once, and say what came of it."""
    typed = {key.rpartition(":")[2]: st.session_state.get(f"people-{key}") for key in keys}
    try:
        told(ACTS[act](actor, **typed))
    except Invalid as refused:
        told(refused_words(refused), good=False)
    except Conflict as refused:
        told(str(refused), good=False)


def add_staff(actor: Actor, given_name: str, family_name: str, role: str, user_name: str, password: str) -> str:
    """A new member of staff with an account, so that there is nobody who cannot sign in."""
    clinic_id = actor.clinic_id or ""
    staff = StaffInput.of(clinic_id=clinic_id, given_name=given_name, family_name=family_name, role=role)
    recording.add_staff_with_account(actor, staff, user_name or "", password or "")
    return f"{given_name} {family_name} can sign in as {user_name}."


def join(actor: Actor, record_number: str, clinician: str) -> str:
    """Put a clinician on a care team, found by exactly this record number."""
    patient = history.find_patient(actor, (record_number or "").strip())
    if patient is None:
        return "No patient of this clinic has that record number."
    recording.join_team(actor, patient.id, clinician)
    return f"{patient.name} ({patient.record_number}): the care team has one more clinician."


def leave(actor: Actor, record_number: str, clinician: str) -> str:
    """Take a clinician off a care team; nothing of the patient can be seen by them from now on."""
    patient = history.find_patient(actor, (record_number or "").strip())
    if patient is None:
        return "No patient of this clinic has that record number."
    recording.leave_team(actor, patient.id, clinician)
    return f"{patient.name} ({patient.record_number}): taken off the care team."


def set_crisis(
    actor: Actor, crisis_language: str, message: str, call_number: str, text_number: str, emergency_number: str
) -> str:
    """What patients of this clinic read at once after an answer that needs a person."""
    numbers = {"call_number": call_number, "text_number": text_number, "emergency_number": emergency_number}
    crisis = CrisisInput.of(language=crisis_language or "en", message=message, **numbers)
    recording.set_crisis_text(actor, actor.clinic_id or "", crisis)
    return "The crisis text is in force from now on."


def set_steps(actor: Actor, steps: str) -> str:
    """What staff of this clinic see at once beside an answer that needs a person."""
    told = StepsInput.of(steps=[line.strip() for line in (steps or "").splitlines() if line.strip()])
    recording.set_staff_steps(actor, actor.clinic_id or "", told)
    return "The steps for staff are in force from now on."


def disable(person_id: str) -> None:
    try:
        recording.disable_person(actor, person_id)
        told("Access has ended, and every visit with it.")
    except Conflict as refused:
        told(str(refused), good=False)


def reset(person_id: str) -> None:
    """A link to a new password, shown this once."""
    try:
        made = recording.offer_reset(actor, person_id)
        until = made.expires_at.astimezone(ZONE)
        told(f"Give this link to its person now; it works once, until {until:%H:%M}: {made.url}")
    except Conflict as refused:
        told(str(refused), good=False)


def sign_out_everywhere(person_id: str) -> None:
    recording.end_visits_of(actor, person_id)
    told("Every visit of that person has ended.")


def factor_off(person_id: str) -> None:
    try:
        recording.drop_second_factor(actor, person_id)
        told("The second factor is off; it can be set up again with another telephone.")
    except Conflict as refused:
        told(str(refused), good=False)


def link(person_id: str) -> None:
    """Say who somebody is at the clinic's provider: an address has an @, a lasting name has none there."""
    name = (st.session_state.get(f"people-provider-{person_id}") or "").strip()
    way = "email" if "@" in name and not st.session_state.get(f"people-lasting-{person_id}") else "subject"
    try:
        recording.link_provider(actor, person_id, **{way: name})
        told("Linked." if way == "subject" else "Expected: whoever proves this address within 14 days is linked by it.")
    except Conflict as refused:
        told(str(refused), good=False)
    except Invalid as refused:
        told("Nothing was changed. " + " ".join(f"{p.message}." for p in refused.problems), good=False)


def unlink(person_id: str) -> None:
    recording.unlink_provider(actor, person_id)
    told("That person can sign in through the provider no more, and every visit has ended.")


ROLES = {PersonRole.clinician: "clinician", PersonRole.admin: "administrator"}
ACTS = {"add": add_staff, "join": join, "leave": leave, "crisis": set_crisis, "steps": set_steps}


def line(person: StaffLine) -> None:
    with st.container(key=f"card-staff-{person.id}", horizontal=True, vertical_alignment="center"):
        chips = [pieces.chip("second factor", "✓", say.Kind.neutral)] if person.has_second_factor else []
        if not person.is_active:
            chips.append(pieces.chip("access ended", "×", say.Kind.neutral))
        pieces.show(
            pieces.row(
                "staff",
                pieces.cell("name", pieces.words(person.name, "strong")),
                pieces.cell("role", pieces.words(ROLES[person.role])),
                pieces.cell("way", pieces.words(way_in(person), "quiet"), *chips),
            )
        )
        if person.is_active and person.id != actor.person_id:
            account(person)


def way_in(person: StaffLine) -> str:
    """How somebody comes in: by a password, through the clinic's provider, or not yet."""
    if person.user_name:
        return f"signs in as {person.user_name}"
    return "signs in through the provider" if person.provider == "linked" else "no user name yet"


def account(person: StaffLine) -> None:
    """Where somebody is signed in, and what helps whoever lost a password or a telephone."""
    visits = history.visits_of(actor, person.id)
    with st.popover("Account", key=f"account-{person.id}"):
        if not visits:
            st.text("Not signed in anywhere.")
        for each in visits:
            say.text(f"{each.browser or 'A browser'}, last used {each.seen_at.astimezone(ZONE):%d.%m.%Y %H:%M}")
        if visits:
            out = {"key": f"out-{person.id}", "on_click": sign_out_everywhere, "args": (person.id,)}
            st.button("Sign out everywhere", **out)
        if person.user_name:
            st.button("Link to a new password", key=f"reset-{person.id}", on_click=reset, args=(person.id,))
        if settings().has_provider:
            provider(person)
        if person.has_second_factor:
            off = {"key": f"factor-{person.id}", "on_click": factor_off, "args": (person.id,)}
            st.button("Switch second factor off", **off)
        st.divider()
        st.text("Somebody who leaves: every visit ends, and what they recorded stays.")
        st.button("End access for good", key=f"close-{person.id}", on_click=disable, args=(person.id,))


def provider(person: StaffLine) -> None:
    """Who this is at the clinic's own sign-in service."""
    if person.provider:
        say.text("Linked with the provider" if person.provider == "linked" else "Awaited from the provider")
        st.button("Unlink from the provider", key=f"unlink-{person.id}", on_click=unlink, args=(person.id,))
        return
    st.text_input("E-mail address or lasting name at the provider", key=f"people-provider-{person.id}")
    st.checkbox("This is the lasting name (subject), though it has an @", key=f"people-lasting-{person.id}")
    st.button("Link with the provider", key=f"link-{person.id}", on_click=link, args=(person.id,))


st.header("People", anchor=False)
words, good = st.session_state.pop("people-told", ("", True))
with st.container(key="people-said"):  # always in its place: the tab that somebody works in stays open under it
    if words:
        with st.container(key="card-good" if good else "card-danger"):
            say.text(words)
staff = history.staff(actor)
here, team, on_duty, crisis, kept = st.tabs(["Staff", "Care teams", "On duty", "Crisis text", "Records"])
with here:
    for person in staff:
        line(person)
    with st.form("add-staff", width=560):
        st.subheader("Add a member of staff", anchor=False)
        st.text_input("Given name", key="people-given_name")
        st.text_input("Family name", key="people-family_name")
        st.selectbox("Role", ["clinician", "admin"], key="people-role", index=None, placeholder="choose")
        st.text_input("User name", key="people-user_name")
        st.text_input("First password (12 characters or more)", key="people-password", type="password")
        keys = ("given_name", "family_name", "role", "user_name", "password")
        st.form_submit_button("Add", type="primary", on_click=try_to, args=("add", *keys))
with team:
    clinicians = {p.id: p.name for p in staff if p.role is PersonRole.clinician and p.is_active}
    st.text("Only clinicians on a patient's care team see anything of that patient.")
    st.text_input("Record number", key="people-record_number", width=320)
    st.selectbox(
        "Clinician",
        list(clinicians),
        format_func=lambda person_id: clinicians[person_id],
        key="people-clinician",
        width=320,
        index=None,
        placeholder="choose",
    )
    with st.container(horizontal=True):
        keys = ("record_number", "clinician")
        st.button("Add to care team", type="primary", on_click=try_to, args=("join", *keys))
        st.button("Take off care team", on_click=try_to, args=("leave", *keys))
with on_duty:
    duty.show(actor, {person.id: person.name for person in staff if person.is_active}, told)
with crisis:
    st.text("Shown at once after an answer that needs a person, before anything else; at most 600 characters.")
    choice = {"format_func": NAMES.__getitem__, "key": "people-crisis_language", "width": 320}
    spoken = st.selectbox("For readers of", offered(), **choice)
    prefix = "" if spoken == "en" else f"{spoken}:"  # fields of its own: no message is kept in another language
    now_in_force = history.crisis_of(actor, actor.clinic_id or "", spoken)
    with st.form("crisis", width=560):
        st.text_area("Message", value=now_in_force.message, key=f"people-{prefix}message", max_chars=600)
        st.text_input("Number to call", value=now_in_force.call_number, key=f"people-{prefix}call_number")
        st.text_input("Number to text", value=now_in_force.text_number, key=f"people-{prefix}text_number")
        st.text_input("Emergency number", value=now_in_force.emergency_number, key=f"people-{prefix}emergency_number")
        fields = ("message", "call_number", "text_number", "emergency_number")
        keys = ("crisis_language", *(prefix + field for field in fields))
        st.form_submit_button("Put the text in force", type="primary", on_click=try_to, args=("crisis", *keys))
    with st.form("staff-steps", width=560):
        st.subheader("Steps for staff", anchor=False)
        st.text("Shown to staff where an answer that they enter needs a person. One step a line.")
        steps = "\n".join(history.staff_steps_of(actor, actor.clinic_id or ""))
        st.text_area("Steps", value=steps, key="people-steps", height=160)
        st.form_submit_button("Put the steps in force", type="primary", on_click=try_to, args=("steps", "steps"))
with kept:
    keeping.show(actor, told)
