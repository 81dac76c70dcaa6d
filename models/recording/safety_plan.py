"""The safety plan: what patient and clinic agreed to do in a crisis, written down by staff, read by the patient."""

from sqlmodel import Session

from models.access import Actor, Permission
from models.clock import now
from models.door import writes
from models.errors import Invalid, Problem
from models.records import SafetyPlan

LONGEST = 4000


@writes(Permission.safety_plan_write)
def write_safety_plan(db: Session, actor: Actor, patient_id: str, words: str) -> str:
    """Keep the plan as it is now; the earlier one stays on record, and no words at all end it. Raises Invalid."""
    said = words.strip()
    if len(said) > LONGEST:
        raise Invalid([Problem("words", f"{LONGEST} letters at most")])
    row = SafetyPlan(patient_id=patient_id, words=said, written_by_id=actor.person_id, written_at=now())
    db.add(row)
    return row.id
