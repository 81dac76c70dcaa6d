"""Keeps what a record said before it is changed: who changed it, when and why."""

from typing import Any

from sqlmodel import Session

from models.access import Actor
from models.clock import now
from models.errors import Conflict, Invalid, Problem
from models.records import Amended, CheckIn, EarlierVersion, Episode, Trial

LONGEST_REASON = 500
UNCHANGED = Problem("reason", "the record says all of this already, so there is nothing to save")
KINDS: dict[type, Amended] = {Trial: Amended.trial, Episode: Amended.episode, CheckIn: Amended.check_in}


def keep_earlier(
    db: Session, actor: Actor, row: Trial | Episode | CheckIn, as_it_was: dict[str, Any], reason: str, row_version: int
) -> None:
    """Keep the row as it stands and count its version up.

    Raises Conflict where `row_version` is not the one that stands, Invalid without a reason.
    """
    if row.row_version != row_version:
        raise Conflict("Somebody else changed this in the meantime. Look at it once more.")
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid([Problem("reason", f"say why the record changes, in at most {LONGEST_REASON} characters")])
    db.add(
        EarlierVersion(
            patient_id=row.patient_id,
            entity=KINDS[type(row)],
            entity_id=row.id,
            row_version=row.row_version,
            as_it_was=as_it_was,
            reason=reason.strip(),
            amended_by_id=actor.person_id,
            amended_at=now(),
        )
    )
    row.row_version += 1


def refuse_unchanged(as_it_was: dict[str, Any], as_it_is: dict[str, Any], objection: Problem = UNCHANGED) -> None:
    """A change that changes nothing would only hide the others.

    Raises Invalid; what is under way is rolled back with it.
    """
    if {**as_it_was, "row_version": None} == {**as_it_is, "row_version": None}:
        raise Invalid([objection])
