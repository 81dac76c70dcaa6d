"""Views of the caseload, kept under a name by the clinician who uses them, and let go of again."""

from pydantic import Field
from sqlmodel import Session, col, func, select

from models.access import Actor, Permission
from models.door import writes
from models.errors import Invalid, NotPermitted, Problem
from models.recording.inputs import Input
from models.records import SavedView
from models.words import Need

MOST = 12


class ViewInput(Input):
    """Which needs are shown, none for all, and whether only those whom drugs alone make resistant."""

    name: str = Field(min_length=1, max_length=40)
    needs: tuple[Need, ...] = ()
    drugs_alone: bool = False


@writes(Permission.caseload_read)
def save_view(db: Session, actor: Actor, view: ViewInput) -> str:
    """Keep a view under its name; one of the same name is replaced. Returns its id. Raises Invalid for one too many."""
    mine = SavedView.person_id == _owner(actor)
    row = db.exec(select(SavedView).where(mine, SavedView.name == view.name)).first()
    if row is None and db.exec(select(func.count()).select_from(SavedView).where(mine)).one() >= MOST:
        raise Invalid([Problem("name", f"{MOST} views are kept; delete one first")])
    row = row or SavedView(person_id=_owner(actor), name=view.name, needs=[])
    row.needs, row.drugs_alone = [need.value for need in Need if need in view.needs], view.drugs_alone
    db.add(row)
    return row.id


@writes(Permission.caseload_read)
def delete_view(db: Session, actor: Actor, view_id: str) -> None:
    """Let go of one's own view; of another's nothing happens, as if it were not there."""
    row = db.exec(select(SavedView).where(col(SavedView.id) == view_id, SavedView.person_id == _owner(actor))).first()
    if row is not None:
        db.delete(row)


def _owner(actor: Actor) -> str:
    """Views are somebody's own: the command line has none."""
    if actor.person_id is None:
        raise NotPermitted("Not found.")
    return actor.person_id
