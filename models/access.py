"""Who may do what: permissions as data, everything else denied, and no reach beyond one's own patients."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from models.clock import now
from models.errors import NotPermitted
from models.records import (
    AccessLog,
    AlertNotice,
    CareTeamMember,
    CheckIn,
    Layout,
    Person,
    PersonRole,
    Standing,
)


class Permission(StrEnum):
    """One kind of act. A door names exactly one."""

    check_in_fill = "check_in_fill"
    check_in_issue = "check_in_issue"
    own_course_read = "own_course_read"
    birth_date_confirm = "birth_date_confirm"
    kiosk_leave = "kiosk_leave"
    own_account = "own_account"
    caseload_read = "caseload_read"
    cohort_read = "cohort_read"
    patient_read = "patient_read"
    report_make = "report_make"
    emergency_open = "emergency_open"
    patient_add = "patient_add"
    episode_write = "episode_write"
    trial_write = "trial_write"
    measurement_write = "measurement_write"
    event_note_write = "event_note_write"
    preference_write = "preference_write"
    note_write = "note_write"
    safety_plan_write = "safety_plan_write"
    share_write = "share_write"
    flag_handle = "flag_handle"
    review_mark = "review_mark"
    people_manage = "people_manage"
    clinic_manage = "clinic_manage"
    shelf_read = "shelf_read"
    records_export = "records_export"


class ActorKind(StrEnum):
    """How the actor came in; `system` is the command line of the installation itself."""

    account = "account"
    demo = "demo"
    link = "link"
    kiosk = "kiosk"
    system = "system"


CLINICIAN = frozenset(
    {
        Permission.check_in_fill,
        Permission.check_in_issue,
        Permission.caseload_read,
        Permission.cohort_read,
        Permission.patient_read,
        Permission.report_make,
        Permission.emergency_open,
        Permission.patient_add,
        Permission.episode_write,
        Permission.trial_write,
        Permission.measurement_write,
        Permission.event_note_write,
        Permission.preference_write,
        Permission.safety_plan_write,
        Permission.flag_handle,
        Permission.review_mark,
        Permission.shelf_read,
        Permission.own_account,
    }
)
PATIENT = frozenset(
    {
        Permission.check_in_fill,
        Permission.own_course_read,
        Permission.event_note_write,
        Permission.preference_write,
        Permission.note_write,
        Permission.share_write,
        Permission.own_account,
    }
)
ADMIN = frozenset({Permission.people_manage, Permission.clinic_manage, Permission.shelf_read, Permission.own_account})
# Where a second factor is required and not there yet, this is all that can be done.
NOT_YET = frozenset({Permission.own_account})
LINK = frozenset({Permission.check_in_fill, Permission.note_write, Permission.birth_date_confirm})
KIOSK = frozenset({Permission.check_in_fill, Permission.note_write, Permission.kiosk_leave})
VERIFIED_LINK = LINK | {Permission.own_course_read, Permission.share_write}
# What an emergency lets a clinician of the clinic do outside the own care teams: read, and take a safety flag on.
EMERGENCY = frozenset({Permission.patient_read, Permission.flag_handle})
EMERGENCY_LASTS = timedelta(minutes=60)
OPENED_IN_EMERGENCY = "open_in_emergency"
BY_ROLE = {PersonRole.clinician: CLINICIAN, PersonRole.patient: PATIENT, PersonRole.admin: ADMIN}


@dataclass(frozen=True)
class Actor:
    """Who acts, as read from the visit at this run; never kept between runs."""

    person_id: str | None
    role: PersonRole
    kind: ActorKind
    clinic_id: str | None
    name: str = ""
    visit_id: str | None = None
    check_in_id: str | None = None
    layout: Layout = Layout.one
    is_verified: bool = False
    language: str = "en"
    time_zone: str = "UTC"
    clinic_name: str = ""
    must_enrol: bool = False

    @property
    def patient_id(self) -> str | None:
        """The actor's own record, if the actor is a patient."""
        return self.person_id if self.role is PersonRole.patient else None


def system_actor(clinic_id: str | None = None) -> Actor:
    """The installation itself: the command line, the demo, an import; of one clinic or of all."""
    return Actor(None, PersonRole.admin, ActorKind.system, clinic_id, name="system")


def permissions(actor: Actor) -> frozenset[Permission]:
    """All that the actor may do, before asking about whom."""
    if actor.kind is ActorKind.system:
        return frozenset(Permission)
    if actor.kind is ActorKind.link:
        return VERIFIED_LINK if actor.is_verified else LINK
    if actor.kind is ActorKind.kiosk:
        return KIOSK
    if actor.must_enrol:
        return NOT_YET
    return BY_ROLE.get(actor.role, frozenset())


def may(actor: Actor, permission: Permission) -> bool:
    """True where the actor's role has the permission at all."""
    return permission in permissions(actor)


def require_clinic(actor: Actor, clinic_id: str) -> None:
    """Raises NotPermitted where the clinic is not the actor's own; the installation itself acts for all."""
    if not (actor.kind is ActorKind.system and actor.clinic_id is None) and actor.clinic_id != clinic_id:
        raise NotPermitted("Not found.")


def require_own_kind(actor: Actor, check_in: CheckIn) -> None:
    """Raises NotPermitted where somebody who may not rate touches a clinician's rating, even of the own person."""
    if check_in.is_rating and not may(actor, Permission.measurement_write):
        raise NotPermitted("Not found.")


def reaches(
    db: Session, actor: Actor, patient_id: str, check_in_id: str | None = None, permission: Permission | None = None
) -> bool:
    """True where this patient is the actor's own concern: oneself, one's care team, one's clinic's system.

    For `permission`, a declared emergency may stand in for the care team, within the clinic and for an hour.
    """
    if actor.kind is ActorKind.link and check_in_id is not None and check_in_id != actor.check_in_id:
        return False
    if actor.kind is ActorKind.kiosk and (check_in_id is None or check_in_id != actor.check_in_id):
        return False  # the clinic's tablet in a patient's hands: one check-in, and no list of any
    if actor.role is PersonRole.patient:
        return patient_id == actor.person_id
    clinic_id = db.exec(
        select(Person.clinic_id).where(Person.id == patient_id, Person.role == PersonRole.patient)
    ).first()
    if clinic_id is None:
        return False
    if actor.kind is ActorKind.system:
        return actor.clinic_id in (None, clinic_id)
    if actor.role is PersonRole.clinician:
        return clinic_id == actor.clinic_id and _cares(db, actor, patient_id, permission)
    return clinic_id == actor.clinic_id


def _cares(db: Session, actor: Actor, patient_id: str, permission: Permission | None) -> bool:
    if permission is Permission.emergency_open or is_on_team(db, actor.person_id, patient_id):
        return True
    if permission not in EMERGENCY:
        return False
    return was_alerted(db, actor, patient_id) or emergency_until(db, actor, patient_id) is not None


def was_alerted(db: Session, actor: Actor, patient_id: str) -> bool:
    """True for whoever was told, being on duty, of a safety flag of this patient that is not closed."""
    told = (
        select(AlertNotice.id)
        .join(Standing, col(Standing.patient_id) == AlertNotice.patient_id)
        .where(AlertNotice.person_id == actor.person_id, AlertNotice.patient_id == patient_id)
        .where(Standing.flag_tier > 0, col(AlertNotice.made_at) >= Standing.flag_opened_at)
    )
    return actor.person_id is not None and db.exec(told).first() is not None


def emergency_until(db: Session, actor: Actor, patient_id: str) -> datetime | None:
    """Until when the actor may read this record because of an emergency; None where none was declared, or it is over.

    The entry in the log is the permission itself: whoever has it has left a trace that cannot be removed unseen.
    """
    opened = select(AccessLog.at).where(
        AccessLog.act == OPENED_IN_EMERGENCY,
        AccessLog.actor_id == actor.person_id,
        AccessLog.patient_id == patient_id,
        col(AccessLog.was_permitted).is_(True),
        col(AccessLog.at) > now() - EMERGENCY_LASTS,
        col(AccessLog.at) <= now(),
    )
    last = db.exec(opened.order_by(col(AccessLog.number).desc())).first()
    return last + EMERGENCY_LASTS if last is not None else None


def is_on_team(db: Session, clinician_id: str | None, patient_id: str) -> bool:
    """True where the clinician cares for the patient today."""
    member = select(CareTeamMember.id).where(
        CareTeamMember.clinician_id == clinician_id,
        CareTeamMember.patient_id == patient_id,
        col(CareTeamMember.ended_at).is_(None),
    )
    return db.exec(member).first() is not None
