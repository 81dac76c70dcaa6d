"""A patient's episodes as they are recorded, with the version that an amendment must name."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.door import reads
from models.records import Episode
from models.words import Diagnosis, Severity


@dataclass(frozen=True)
class EpisodeRecord:
    """One episode; None is what nobody recorded."""

    id: str
    number: int
    started_on: date
    ended_on: date | None
    diagnosis: Diagnosis
    severity: Severity | None
    is_psychotic: bool | None
    functional_impairment: float | None
    comorbid_anxiety: float | None
    personality_disorder: float | None
    psychosocial_stressor: float | None
    intensified_treatment: float | None
    row_version: int


@reads(Permission.patient_read)
def episode_records(db: Session, actor: Actor, patient_id: str) -> tuple[EpisodeRecord, ...]:
    """Every episode, the newest first."""
    query = select(Episode).where(Episode.patient_id == patient_id).order_by(col(Episode.started_on).desc())
    names = EpisodeRecord.__dataclass_fields__
    return tuple(EpisodeRecord(**{name: getattr(row, name) for name in names}) for row in db.exec(query).all())
