"""A record outside the own care teams, opened because it cannot wait: with a reason, for an hour, and never unseen."""

from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from models.access import EMERGENCY_LASTS, Actor, ActorKind, Permission, is_on_team
from models.clock import now
from models.door import tell, writes
from models.errors import Conflict, NotPermitted
from models.recording.inputs import Input
from models.records import EmergencyReason


class EmergencyInput(Input):
    """Why this record must be read now; the care team and the patient read it, too."""

    reason: str = Field(min_length=10, max_length=300)


@writes(Permission.emergency_open)
def open_in_emergency(db: Session, actor: Actor, patient_id: str, given: EmergencyInput) -> datetime:
    """Let the actor read this record for an hour; returns until when. Nothing but a safety flag can be changed in it.

    Raises Conflict where the actor is on the care team and needs no emergency.
    """
    if actor.kind not in (ActorKind.account, ActorKind.demo):
        raise NotPermitted("Not found.")
    if is_on_team(db, actor.person_id, patient_id):
        raise Conflict("You are on the care team of this patient: open the record as always.")
    reason = EmergencyReason(patient_id=patient_id, words=given.reason, given_at=now())
    db.add(reason)
    tell(db, reason_id=reason.id, minutes=EMERGENCY_LASTS.seconds // 60)
    return now() + EMERGENCY_LASTS
