"""The views of the caseload that a clinician has kept."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.door import reads
from models.records import SavedView
from models.words import Need


@dataclass(frozen=True)
class KeptView:
    """One view: no needs means that everybody is shown."""

    id: str
    name: str
    needs: tuple[Need, ...]
    drugs_alone: bool


@reads(Permission.caseload_read, logged=False)
def saved_views(db: Session, actor: Actor) -> tuple[KeptView, ...]:
    """One's own, by name."""
    query = select(SavedView).where(SavedView.person_id == actor.person_id).order_by(col(SavedView.name))
    known = {need.value for need in Need}
    return tuple(
        KeptView(row.id, row.name, tuple(Need(each) for each in row.needs if each in known), row.drugs_alone)
        for row in db.exec(query).all()
    )
