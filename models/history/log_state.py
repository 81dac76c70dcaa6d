"""Whether the log is whole, as far as one look can tell: its end now, its anchor, and the last walk along all of it."""

from dataclasses import dataclass

from sqlmodel import Session

from models.access import Actor, Permission
from models.door import reads
from models.errors import NotPermitted
from models.sealing import anchor, checking, proved
from models.sealing import head as heads
from models.sealing.proved import Proved

LATEST = 200


@dataclass(frozen=True)
class LogState:
    """`holds` is what was looked at just now: the end, the newest entries and the anchor.

    `anchored` is the entry that the file outside the database names, None where there is none; `proved` is the last
    walk along the whole log, None where nobody has taken one on this machine.
    """

    entries: int
    looked_at: int
    holds: bool
    anchored: int | None
    proved: Proved | None


@reads(Permission.clinic_manage, logged=False)
def log_state(db: Session, actor: Actor) -> LogState:
    """The state of the chain. Of a million entries the newest are looked at; `fairtrial verify` walks along all."""
    if actor.clinic_id is None:
        raise NotPermitted("Not found.")
    connection = db.connection()
    wrong = list(checking.end(connection))
    head = heads.read(connection)
    if head is None or not head.is_begun:
        return LogState(0, 0, not wrong, None, None)
    told = anchor.read(head.log_id)
    looked_at, found = checking.latest(connection, head, LATEST)
    wrong += found
    if told is not None and not checking.is_at(connection, *told):
        wrong.append("the anchor names another entry")
    return LogState(head.number, looked_at, not wrong, told[0] if told else None, proved.read(head.log_id))
