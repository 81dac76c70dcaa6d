"""Z: every door as everybody, against one table; nobody sees what is not theirs, and nobody learns that it exists."""

import inspect
import typing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from models import history, recording
from models.access import Actor, ActorKind, system_actor
from models.database import engine, session
from models.errors import Conflict, Invalid, NotPermitted, Refusal
from models.recording import StaffInput
from models.records import AccessLog, Person, PersonRole
from tests.support.patients import make_clinic
from tests.trust.access import MATRIX, arguments, ask, nothing_kept, public, registered
from tests.trust.canaries import Aviary, aviary, aviary_template, found_in

__all__ = ["aviary", "aviary_template"]
GROUPS: dict[str, list[str]] = MATRIX["groups"]
ABOUT: dict[str, str] = MATRIX["about_the_patient"]
OTHERS: dict[str, dict[str, object]] = MATRIX["about_others"]
CLINICAL = ("score", "item_answer", "trial", "dose_step", "safety_flag", "event_note", "preference", "family_name")


def group(named: object) -> set[str]:
    return set(GROUPS[named]) if isinstance(named, str) else set(named)  # type: ignore[call-overload]


def rows() -> list[tuple[str, set[str], set[str]]]:
    """Door, who is let in, who may see the patient in the answer."""
    about = [(door, group(who), group(who)) for door, who in ABOUT.items()]
    return about + [(door, group(each["may"]), group(each["sees"])) for door, each in OTHERS.items()]


def test_Z21_every_door_has_its_row_and_every_row_its_door() -> None:
    assert {door for door, _, _ in rows()} == set(registered())
    assert set(MATRIX["public"]["doors"]) == public()


def test_Z18_Z19_every_door_as_everybody(aviary: Aviary) -> None:
    wrong, cells = [], 0
    with nothing_kept():
        for door, may, sees in rows():
            given = arguments(registered()[door], aviary, {"patient_id": aviary.patient, **aviary.ids})
            for who, actor in aviary.actors.items():
                let_in, told = ask(registered()[door], actor, given)
                cells += 1
                if let_in is not (who in may):
                    wrong.append(f"{door} as {who}: {'let in' if let_in else 'refused'}; {told[:80]}")
                if not let_in and told != "Not found.":
                    wrong.append(f"{door} as {who} says {told!r}")
                if who not in sees and (leaked := found_in(told, aviary.secrets)):
                    wrong.append(f"{door} shows {who} {leaked}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert cells == len(rows()) * len(aviary.actors) > 800


@pytest.mark.parametrize("nowhere", ["0" * 32, "", "../..", "1 OR 1=1", "' --", "x" * 10_000, "\x00", "Zzyzxova"])
def test_B84_what_does_not_exist_is_refused_like_what_is_not_allowed(aviary: Aviary, nowhere: str) -> None:
    wrong, ids = [], dict.fromkeys(["patient_id", *aviary.ids], nowhere)
    with nothing_kept():
        for door in ABOUT:
            given = arguments(registered()[door], aviary, ids)
            for who in ("team", "colleague", "patient", "link", "admin"):
                if ask(registered()[door], aviary.actors[who], given) != (False, "Not found."):
                    wrong.append(f"{door} as {who}")
    assert wrong == []


def test_ids_of_two_patients_in_one_call_are_refused(aviary: Aviary) -> None:
    """An id that is one's own opens no way to one that is not."""
    team, own, foreign = aviary.actors["team"], aviary.other_patient, aviary.ids
    recording.open_episode(team, own, _sample("open_episode", aviary, "episode"))
    trial = _sample("record_trial", aviary, "trial")
    measured = _sample("record_measurement", aviary, "measured")
    for wrong in ({"episode_id": foreign["episode_id"]}, {"augments_id": foreign["trial_id"]}):
        with pytest.raises(Invalid):
            recording.record_trial(team, own, trial.model_copy(update=wrong))
    with pytest.raises(Invalid):
        recording.record_measurement(team, own, measured.model_copy(update={"trial_id": foreign["trial_id"]}))
    with pytest.raises(Invalid):
        recording.record_trial(team, own, trial.model_copy(update={"id": foreign["trial_id"]}))
    with pytest.raises(Refusal):
        recording.save_answer(aviary.actors["other_link"], foreign["check_in_id"], "phq9", "q1", *_answered())


def _sample(door: str, aviary: Aviary, argument: str):  # type: ignore[no-untyped-def]
    return arguments(registered()[door], aviary, {"patient_id": aviary.patient})[argument]


def _answered() -> tuple[recording.AnswerState, float]:
    return recording.AnswerState.answered, 1.0


def test_Z20_nothing_clinical_is_fetched_for_somebody_who_may_not(aviary: Aviary) -> None:
    seen: list[str] = []
    touched = []
    listen = lambda _c, _u, statement, *_: seen.append(statement.lower())  # noqa: E731
    event.listen(engine(), "before_cursor_execute", listen)
    try:
        with nothing_kept():
            for door, may, _ in rows():
                if door not in ABOUT:
                    continue
                given = arguments(registered()[door], aviary, {"patient_id": aviary.patient, **aviary.ids})
                for who in set(aviary.actors) - may:
                    seen.clear()
                    ask(registered()[door], aviary.actors[who], given)
                    fetched = [one for one in seen if one.startswith("select") and not _finds_the_owner(one)]
                    touched += [f"{door} as {who}: {one[:120]}" for one in fetched if _is_clinical(one)]
    finally:
        event.remove(engine(), "before_cursor_execute", listen)
    assert not touched, "\n" + "\n".join(touched)


def _finds_the_owner(statement: str) -> bool:
    """Whose the thing is, and nothing else of it."""
    columns = statement.removeprefix("select").partition("from")[0]
    return "," not in columns and "patient_id" in columns


def _is_clinical(statement: str) -> bool:
    return any(f" {name}" in statement or f".{name}" in statement for name in CLINICAL)


def test_Z18_refusing_takes_as_long_whether_it_exists_or_not(aviary: Aviary) -> None:
    def seconds(patient_id: str) -> float:
        begun = perf_counter()
        with pytest.raises(NotPermitted):
            history.patient_view(aviary.actors["elsewhere"], patient_id)
        return perf_counter() - begun

    there, nowhere = [], []
    for _ in range(40):
        there.append(seconds(aviary.patient))
        nowhere.append(seconds("0" * 32))
    assert 0.5 < median(there) / median(nowhere) < 2.0


# What changes bites at the next run


def test_Z23_leaving_the_team_bites_at_the_next_run(aviary: Aviary) -> None:
    team = aviary.actors["team"]
    history.patient_view(team, aviary.patient)
    recording.leave_team(aviary.actors["admin"], aviary.patient, str(team.person_id))
    now_here = history.actor_of(aviary.cookies["team"])
    assert now_here is not None
    for actor in (team, now_here):
        with pytest.raises(NotPermitted):
            history.patient_view(actor, aviary.patient)


def test_Z23_another_role_bites_at_the_next_run(aviary: Aviary) -> None:
    with session(write=True) as db:
        _person(db, aviary.actors["team"]).role = PersonRole.admin
    actor = history.actor_of(aviary.cookies["team"])
    assert actor is not None
    with pytest.raises(NotPermitted):
        history.patient_view(actor, aviary.patient)


def test_Z23_somebody_disabled_is_nobody_at_the_next_run(aviary: Aviary) -> None:
    recording.disable_person(aviary.actors["admin"], str(aviary.actors["team"].person_id))
    assert history.actor_of(aviary.cookies["team"]) is None


def test_a_visit_that_was_revoked_leads_nowhere(aviary: Aviary) -> None:
    recording.sign_out(aviary.cookies["patient"])
    assert history.actor_of(aviary.cookies["patient"]) is None
    assert history.actor_of(aviary.cookies["team"]) is not None


def _person(db: Session, actor: Actor) -> Person:
    return db.get_one(Person, actor.person_id)


# Z25: who governs


def test_Z25_the_last_administrator_stays(aviary: Aviary) -> None:
    admin = aviary.actors["admin"]
    with pytest.raises(Conflict):
        recording.disable_person(admin, str(admin.person_id))
    assert history.actor_of(aviary.cookies["admin"]) is not None


def test_Z25_nobody_takes_a_role_or_a_team(aviary: Aviary) -> None:
    """No door changes a role; staff cannot be made patients, nor administrators carers, nor carers of elsewhere."""
    admin, elsewhere = aviary.actors["admin"], aviary.actors["elsewhere"]
    with pytest.raises(Invalid):
        recording.join_team(admin, aviary.patient, str(admin.person_id))
    with pytest.raises(NotPermitted):
        recording.join_team(admin, aviary.patient, str(elsewhere.person_id))
    for who in ("admin_elsewhere", "colleague", "elsewhere", "team"):
        with pytest.raises(NotPermitted):
            recording.join_team(aviary.actors[who], aviary.patient, str(aviary.actors[who].person_id))
    assert {door for door, act in registered().items() if _sets_a_role(act)} == {"add_staff", "add_staff_with_account"}


def _sets_a_role(act: Callable[..., object]) -> bool:
    """Whether an argument of the door says whose role a person has; a drug's role in a trial is another thing."""
    kinds = typing.get_type_hints(inspect.unwrap(act)).values()
    fields = [about for kind in kinds for about in getattr(kind, "model_fields", {}).values()]
    return PersonRole in [*kinds, *(about.annotation for about in fields)]


def test_who_was_put_on_a_team_and_whose_password_was_set_stands_in_the_log(aviary: Aviary) -> None:
    admin = aviary.actors["admin"]
    recording.join_team(admin, aviary.patient, aviary.colleague)
    recording.set_password(admin, aviary.colleague, "colleague", "a pass phrase of their own")
    with session() as db:
        entries = db.exec(select(AccessLog).where(AccessLog.actor_id == admin.person_id).offset(1)).all()
    assert [(one.act, one.entity, one.entity_id) for one in entries] == [
        ("join_team", "person", aviary.colleague),
        ("set_password", "person", aviary.colleague),
    ]


def test_Z25_two_administrators_cannot_disable_each_other_at_once(database: str) -> None:
    system, clinic = system_actor(), make_clinic()
    staff = StaffInput(clinic_id=clinic, role=PersonRole.admin, given_name="Di", family_name="Admin")
    both = [recording.add_staff(system, staff) for _ in range(2)]
    actors = [Actor(one, PersonRole.admin, ActorKind.account, clinic) for one in both]
    start, said = Barrier(2), []

    def disable(number: int) -> None:
        start.wait()
        try:
            recording.disable_person(actors[number], both[1 - number])
        except Conflict as refused:
            said.append(str(refused))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(disable, range(2)))
    with session() as db:
        left = db.exec(select(Person).where(Person.clinic_id == clinic, Person.is_active)).all()
    assert (len(left), len(said)) == (1, 1)
