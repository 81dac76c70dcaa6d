"""The shelf as one clinic has it: each instrument, its licence, its languages, and whether it may be asked here."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from instruments import Instrument, shelf
from models.access import Actor, Permission, require_clinic
from models.door import reads
from models.licences import barriers, uses_of
from models.records import InstrumentUse, Person


@dataclass(frozen=True)
class ShelfLine:
    """One instrument in a clinic. `why_not` is empty where it may be asked; `in_use_since` is of a stated use."""

    id: str
    abbreviation: str
    name: str
    version: str
    domain: str
    rater: str
    items: int
    minutes: float
    is_validated: bool
    licence_class: str
    licence_name: str
    terms: str
    licence_note: str
    attribution: str
    languages: tuple[str, ...]
    has_text: bool
    needs_statement: bool
    why_not: tuple[str, ...]
    in_use_since: datetime | None
    in_use_by: str | None
    statement: str | None

    @property
    def is_off(self) -> bool:
        """Its licence has conditions, and nobody of the clinic has stated to keep them."""
        return self.needs_statement and self.in_use_since is None

    @property
    def may_be_asked(self) -> bool:
        """Whether a check-in or a rating may hold it now."""
        return not self.why_not


@reads(Permission.shelf_read, logged=False)
def shelf_of(db: Session, actor: Actor, clinic_id: str) -> tuple[ShelfLine, ...]:
    """Every instrument of the shelf as it stands for this clinic, by abbreviation. Nothing of a patient is in it."""
    require_clinic(actor, clinic_id)
    uses = uses_of(db, clinic_id)
    stated_by = {use.stated_by_id for use in uses.values()}
    people = db.exec(select(Person).where(col(Person.id).in_(stated_by))).all()
    names = {one.id: f"{one.given_name} {one.family_name}" for one in people}
    lines = [_line(one, uses.get(one.id), names) for one in shelf().values()]
    return tuple(sorted(lines, key=lambda line: line.abbreviation.casefold()))


def _line(one: Instrument, use: InstrumentUse | None, names: dict[str, str]) -> ShelfLine:
    return ShelfLine(
        id=one.id,
        abbreviation=one.abbreviation,
        name=one.name,
        version=one.version,
        domain=one.domain.value,
        rater=one.rater,
        items=len(one.items),
        minutes=one.minutes,
        is_validated=one.validated,
        licence_class=one.licence.cls,
        licence_name=one.licence.name,
        terms=one.licence.terms,
        licence_note=one.licence.note,
        attribution=one.licence.attribution,
        languages=one.languages,
        has_text=bool(one.languages) and not one.licence.total_only,
        needs_statement=one.licence.needs_statement,
        why_not=barriers(one, is_stated=use is not None),
        in_use_since=use.stated_at if use else None,
        in_use_by=names.get(use.stated_by_id) if use else None,
        statement=use.statement if use else None,
    )
