"""What the licence of an instrument lets a clinic do: whether it may be asked here, and what stands in the way."""

from sqlmodel import Session, col, select

from instruments import Instrument
from models.records import InstrumentUse


def uses_of(db: Session, clinic_id: str) -> dict[str, InstrumentUse]:
    """The statements of use that a clinic has in force, by instrument."""
    query = select(InstrumentUse).where(InstrumentUse.clinic_id == clinic_id, col(InstrumentUse.ended_at).is_(None))
    return {use.instrument: use for use in db.exec(query).all()}


def barriers(instrument: Instrument, *, is_stated: bool) -> tuple[str, ...]:
    """What stands in the way of asking it in a clinic, in plain words; empty where it may be asked."""
    if instrument.licence.total_only:
        return ("its licence allows no form here: a total can be recorded",)
    found = []
    if instrument.licence.needs_statement and not is_stated:
        found.append("off until the clinic has stated its use (not commercial, terms read)")
    if not instrument.languages:
        found.append("its words are not here: the clinic supplies them by a file, for its licence")
    return tuple(found)


def barred(db: Session, clinic_id: str, instruments: list[Instrument]) -> list[str]:
    """Of these instruments, those that may not be asked in the clinic now, each with the reason."""
    stated = uses_of(db, clinic_id) if any(one.licence.needs_statement for one in instruments) else {}
    found = [(one.abbreviation, barriers(one, is_stated=one.id in stated)) for one in instruments]
    return [f"{name}: {'; '.join(why)}" for name, why in found if why]
