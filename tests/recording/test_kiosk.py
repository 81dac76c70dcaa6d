"""The clinic's tablet: one check-in, nothing else, a PIN that leads back, and how answers were given is kept."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import history, recording
from models.access import Actor
from models.clock import at
from models.database import session
from models.door import REGISTRY
from models.errors import Conflict, Invalid, NotPermitted
from models.history import Given
from models.recording import AnswerState, EntryWay
from models.records import AccessLog, CheckIn, Visit
from tests.recording.conftest import NOW, World, signed_in

PIN = "4829"


def handed(world: World, pin: str = PIN) -> Actor:
    """The actor of a tablet that the clinician has just handed over."""
    actor = history.actor_of(recording.open_kiosk(world.clinician, world.patient_id, pin).token)
    assert actor is not None
    return actor


def answer_all(actor: Actor, check_in_id: str, value: int = 1) -> None:
    for number in range(1, 10):
        recording.save_answer(actor, check_in_id, "phq9", f"q{number}", AnswerState.answered, value)


def given(world: World, check_in_id: str) -> Given | None:
    lines = history.patient_view(world.clinician, world.patient_id).check_ins
    return next(line.given for line in lines if line.id == check_in_id)


def test_the_tablet_fills_in_one_check_in_and_how_is_kept(world: World) -> None:
    tablet = handed(world)
    assert tablet.check_in_id
    answer_all(tablet, tablet.check_in_id)
    recording.send_check_in(tablet, tablet.check_in_id)
    assert given(world, tablet.check_in_id) is Given.kiosk
    points = history.patient_view(world.clinician, world.patient_id).course("phq9", "total")
    assert [point.given for point in points] == [Given.kiosk]


def test_the_staff_s_visit_is_gone_while_the_tablet_is_out(world: World) -> None:
    cookie = recording.sign_in_demo(world.clinician_id).token
    staff = history.actor_of(cookie)
    assert staff is not None
    recording.open_kiosk(staff, world.patient_id, PIN)
    assert history.actor_of(cookie) is None
    with pytest.raises(Conflict):
        recording.open_kiosk(staff, world.patient_id, PIN)


def test_the_pin_leads_back_to_a_new_visit_and_ends_the_patient_s(world: World) -> None:
    opened = recording.open_kiosk(world.clinician, world.patient_id, PIN)
    tablet = history.actor_of(opened.token)
    assert tablet is not None
    back = recording.leave_kiosk(tablet, PIN)
    assert back.signed_in is not None
    assert history.actor_of(opened.token) is None
    staff = history.actor_of(back.signed_in.token)
    assert staff is not None
    assert (staff.person_id, staff.kind) == (world.clinician_id, world.clinician.kind)
    assert back.signed_in.expires_at == opened.expires_at, "handing a tablet over makes no visit longer"
    assert recording.leave_kiosk(tablet, PIN).signed_in is None, "once only"


def test_five_wrong_pins_sign_out(world: World) -> None:
    opened = recording.open_kiosk(world.clinician, world.patient_id, PIN)
    tablet = history.actor_of(opened.token)
    assert tablet is not None
    left = [recording.leave_kiosk(tablet, "0000").tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert history.actor_of(opened.token) is None
    assert recording.leave_kiosk(tablet, PIN).signed_in is None


@pytest.mark.parametrize(
    "pin", ["", "123", "1111", "1234", "9876", "123456789", "12a4", "٤٨٢٩", "1984", "0203", "19840302"]
)
def test_a_pin_that_is_easily_guessed_is_refused_and_nothing_is_handed_over(world: World, pin: str) -> None:
    with pytest.raises(Invalid) as refused:
        recording.open_kiosk(world.clinician, world.patient_id, pin)
    assert refused.value.problems[0].field == "pin"
    with session() as db:
        assert db.exec(select(Visit).where(Visit.kind == "kiosk")).first() is None


def test_the_pin_is_kept_as_a_hash_only(world: World) -> None:
    handed(world)
    with session() as db:
        kept = db.exec(select(Visit.pin_hash).where(Visit.kind == "kiosk")).one()
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PIN not in kept.split("$")


@pytest.mark.parametrize("after", ["disabled", "new password"])
def test_the_pin_of_somebody_who_lost_access_leads_nowhere(world: World, after: str) -> None:
    opened = recording.open_kiosk(world.clinician, world.patient_id, PIN)
    tablet = history.actor_of(opened.token)
    assert tablet is not None
    if after == "disabled":
        recording.disable_person(world.system, world.clinician_id)
    else:
        recording.set_password(world.system, world.clinician_id, "ines", "other quiet words")
    assert history.actor_of(opened.token) is None
    assert recording.leave_kiosk(tablet, PIN).signed_in is None


def test_only_who_treats_the_patient_hands_the_tablet_over(world: World) -> None:
    stranger = recording.add_staff(
        world.system,
        recording.StaffInput(
            clinic_id=world.clinic_id, role=recording.PersonRole.clinician, given_name="Ed", family_name="Or"
        ),
    )
    for actor in (signed_in(stranger), world.patient, handed(world)):
        with pytest.raises(NotPermitted):
            recording.open_kiosk(actor, world.patient_id, PIN)


def test_the_tablet_opens_no_other_door(world: World) -> None:
    """Every door, named for this very patient: those that answer take this check-in, a note and a language."""
    tablet = handed(world)
    other = recording.issue_check_in(world.system, world.patient_id)
    assert other == tablet.check_in_id
    arguments = {"patient_id": world.patient_id, "check_in_id": tablet.check_in_id}
    opened = []
    for package in (recording, history):
        for name in package.__all__:
            door = getattr(package, name)
            key = f"{getattr(door, '__module__', '')}.{name}"
            if REGISTRY.get(key) is None:
                continue
            named = door.__wrapped__.__code__.co_varnames[2 : door.__wrapped__.__code__.co_argcount]
            given = {each: arguments.get(each, "x") for each in named if each in arguments or each.endswith("_id")}
            rest = {each: "x" for each in named if each not in given}
            try:
                door(tablet, **given, **rest)
            except NotPermitted:
                continue
            except Exception:  # noqa: BLE001 - it was let in and stumbled over what it was given
                pass
            opened.append(name)
    mine = {"leave_kiosk", "save_answer", "send_check_in", "open_check_in", "ask_more", "write_note", "choose_language"}
    assert set(opened) == mine


def test_another_check_in_of_the_same_patient_is_out_of_reach(world: World) -> None:
    tablet = handed(world)
    with session(write=True) as db:
        row = db.get_one(CheckIn, tablet.check_in_id)
        another = CheckIn(**{**row.model_dump(), "id": "another", "occasion": "another"})
        db.add(another)
    with pytest.raises(NotPermitted):
        history.open_check_in(tablet, "another")
    with pytest.raises(NotPermitted):
        history.check_ins_of(tablet, world.patient_id)


def test_handing_over_and_taking_back_stand_in_the_log(world: World) -> None:
    tablet = handed(world)
    recording.leave_kiosk(tablet, "0000")
    recording.leave_kiosk(tablet, PIN)
    with session() as db:
        acts = db.exec(select(AccessLog.act, AccessLog.actor_id).where(AccessLog.act.like("%kiosk"))).all()  # type: ignore[attr-defined]
    assert acts == [("open_kiosk", world.clinician_id), *[("leave_kiosk", world.patient_id)] * 2]


# Entered by staff


@pytest.mark.parametrize("way", [EntryWay.paper, EntryWay.interview])
def test_staff_enter_for_a_patient_and_say_how(world: World, way: EntryWay) -> None:
    check_in_id = recording.issue_check_in(world.clinician, world.patient_id)
    answer_all(world.clinician, check_in_id)
    recording.send_check_in(world.clinician, check_in_id, way=way, answered_on=NOW.date() - timedelta(days=2))
    assert given(world, check_in_id) is Given(way.value)
    points = history.patient_view(world.clinician, world.patient_id).course("phq9", "total")
    assert [(point.on, point.value) for point in points] == [(NOW.date() - timedelta(days=2), 9)]


def test_a_suicide_item_that_staff_enter_acts_at_once(world: World) -> None:
    """S01."""
    check_in_id = recording.issue_check_in(world.clinician, world.patient_id)
    saved = recording.save_answer(world.clinician, check_in_id, "phq9", "q9", AnswerState.answered, 2)
    assert saved.needs_person
    assert len(history.flags_now(world.clinician, world.patient_id)) == 1


def test_nobody_else_says_how_and_when(world: World) -> None:
    check_in_id = recording.issue_check_in(world.clinician, world.patient_id)
    tablet = handed(world)
    for actor, told in (
        (world.patient, {"way": EntryWay.paper}),
        (tablet, {"answered_on": NOW.date()}),
        (signed_in(world.clinician_id), {"way": EntryWay.kiosk}),
        (signed_in(world.clinician_id), {"way": EntryWay.paper, "answered_on": NOW.date() + timedelta(days=1)}),
        (signed_in(world.clinician_id), {"way": EntryWay.paper, "answered_on": NOW.date() - timedelta(days=32)}),
    ):
        with pytest.raises(Invalid):
            recording.send_check_in(actor, check_in_id, **told)  # type: ignore[arg-type]


# Changes of mode within a trial


def test_a_change_of_mode_within_a_trial_is_marked_once_and_a_link_is_like_an_account(world: World) -> None:
    recording.record_trial(
        world.clinician,
        world.patient_id,
        recording.TrialInput.of(
            modality="medication",
            role="monotherapy",
            agent="sertraline",
            started_on=date(2026, 10, 1),
            doses=({"from_on": date(2026, 10, 1), "mg_per_day": 100},),
        ),
    )
    ways = ["account", "kiosk", "kiosk", "paper", "link"]
    sent = []
    for week, way in enumerate(ways):
        with at(NOW.replace(month=10, day=1) + timedelta(days=7 * week)):
            sent.append(_send(world, way))
    marked = history.patient_view(world.clinician, world.patient_id).given_otherwise
    assert marked == {sent[1]: Given.account, sent[3]: Given.kiosk, sent[4]: Given.paper}


def _send(world: World, way: str) -> str:
    clinician = signed_in(world.clinician_id)
    check_in_id = recording.issue_check_in(clinician, world.patient_id)
    if way == "kiosk":
        actor = history.actor_of(recording.open_kiosk(clinician, world.patient_id, PIN).token)
    elif way == "link":
        actor = history.actor_of(recording.redeem_link(recording.invite(clinician, world.patient_id).token).token)
    else:
        actor = signed_in(world.patient_id) if way == "account" else clinician
    assert actor is not None
    answer_all(actor, check_in_id)
    recording.send_check_in(actor, check_in_id, way=EntryWay.paper if way == "paper" else None)
    return check_in_id
