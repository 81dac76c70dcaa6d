"""What staff do at once where an answer needs a person: the clinic's own steps, or those of a file."""

import tomllib
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from models.records import ClinicStaffSteps


@lru_cache
def default_staff_steps() -> tuple[str, ...]:
    """The steps of the file beside this module: there even where the clinic has set none."""
    return tuple(tomllib.loads((Path(__file__).parent / "staff_steps.toml").read_text("utf-8"))["steps"])


def staff_steps(db: Session, clinic_id: str | None) -> tuple[str, ...]:
    """The clinic's steps, else those of the file."""
    row = db.get(ClinicStaffSteps, clinic_id) if clinic_id else None
    return tuple(row.steps) if row else default_staff_steps()
