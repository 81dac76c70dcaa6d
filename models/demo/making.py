"""Makes the demo: the invented clinics, their people, and all that happened to them until today."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, col, func, select

from models import clock, history, recording
from models.access import Actor, ActorKind, system_actor
from models.database import session
from models.demo.clinics import CLINICS, DemoClinic, StaffMember
from models.demo.life import Life
from models.demo.stories import STORIES
from models.errors import Unsafe
from models.recording.inputs import ClinicInput, StaffInput
from models.recording.standing import rebuild
from models.records import Clinic, Person, PersonRole

Tell = Callable[[str], None]
OPENED = timedelta(days=3 * 365)
LOOKED = timedelta(days=3)  # when the team opened each page last: what came since is new to them


def make_if_none(tell: Tell = lambda words: None) -> bool:
    """Make the demo in an empty database; True where it was made now.

    Raises Unsafe for a database with people who are not the demo's, or with a demo that is only half there.
    """
    with session() as db:
        people = db.exec(select(func.count()).select_from(Person)).one()
        if people and not _is_whole(db):
            raise Unsafe(
                "Not started: the database holds people who are not those of the demo, or a demo that was broken off "
                "while it was made. Name an empty one with FAIRTRIAL_DATABASE_URL, or remove the demo's file."
            )
    if not people:
        make(tell)
    return not people


def make(tell: Tell = lambda words: None) -> None:
    """Make the demo. Every date counts back from today; for the same day it comes out the same."""
    tell("Making the demo: two clinics with invented patients …")
    for clinic, stories in zip(CLINICS, STORIES, strict=True):
        actor, team = _open(clinic)
        for number, story in enumerate(stories, start=1):
            carers = _carers(clinic, team, number)
            patient_id = Life(clinic, actor, number, story).record(carers)
            with clock.at(clock.now() - LOOKED):
                history.patient_view(carers[0], patient_id)
    with session(write=True) as db:
        rebuild(db)
    for clinic in CLINICS:
        _add_admins(clinic)
    tell(f"{sum(map(len, STORIES))} invented patients are there.")


def _is_whole(db: Session) -> bool:
    """The administrators come last: where every clinic has its own, nothing is missing."""
    wanted = {(clinic.name, each.family_name) for clinic in CLINICS for each in clinic.staff if each.role == "admin"}
    query = select(Clinic.name, Person.family_name).join(Person, col(Person.clinic_id) == Clinic.id)
    there = db.exec(query.where(Person.role == PersonRole.admin, col(Person.demo_story).is_not(None))).all()
    return wanted <= {(name, family) for name, family in there}


def _open(clinic: DemoClinic) -> tuple[Actor, list[tuple[StaffMember, Actor]]]:
    """The clinic and its clinicians, as they were years before any patient."""
    with clock.at(clock.now() - OPENED):
        given = ClinicInput(
            name=clinic.name,
            time_zone=clinic.time_zone,
            answers_read=clinic.answers_read,
            message_name=clinic.message_name,
        )
        clinic_id = recording.add_clinic(system_actor(), given)
        actor = system_actor(clinic_id)
        team = [(each, _add(actor, each)) for each in clinic.staff if each.role == "clinician"]
    return actor, team


def _add(actor: Actor, each: StaffMember) -> Actor:
    person = StaffInput(
        clinic_id=str(actor.clinic_id),
        role=PersonRole(each.role),
        given_name=each.given_name,
        family_name=each.family_name,
        demo_story=each.says,
    )
    return Actor(recording.add_staff(actor, person), PersonRole(each.role), ActorKind.demo, actor.clinic_id)


def _add_admins(clinic: DemoClinic) -> None:
    with session() as db:
        clinic_id = db.exec(select(Clinic.id).where(Clinic.name == clinic.name)).one()
    for each in clinic.staff:
        if each.role == "admin":
            _add(system_actor(clinic_id), each)


def _carers(clinic: DemoClinic, team: list[tuple[StaffMember, Actor]], number: int) -> list[Actor]:
    """Who cares for the patient of this number: each clinician for the own share of every ten."""
    return [actor for each, actor in team if number * 7 % 10 < each.share]
