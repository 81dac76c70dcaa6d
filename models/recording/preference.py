"""What a patient would like to try, written down while both look at it; nothing is overwritten, the newest holds."""

from pydantic import Field
from sqlmodel import Session

from models.access import Actor, Permission
from models.clock import now
from models.criteria.options import GENERAL, MATTERS, option_named
from models.door import writes
from models.errors import Invalid, NotPermitted, Problem
from models.recording.inputs import Input
from models.records import PersonRole, Preference, Stance


class PreferenceInput(Input):
    """What was said about one option of the list, or what matters to the patient, or treatment as a whole."""

    about: str = Field(min_length=1, max_length=40)
    stance: Stance | None = None
    words: str = Field(default="", max_length=500)


@writes(Permission.preference_write)
def record_preference(db: Session, actor: Actor, patient_id: str, said: PreferenceInput) -> str:
    """Keep what the patient said; returns its id. Raises Invalid for an option that is not on the list.

    A patient alone says what matters; where they stand on a treatment is written down with the team.
    """
    if actor.role is PersonRole.patient and said.about != MATTERS:
        raise NotPermitted("Not found.")
    if said.about not in (MATTERS, GENERAL) and option_named(said.about) is None:
        raise Invalid([Problem("about", "an option of the list, matters or general")])
    if said.stance is None and not said.words:
        raise Invalid([Problem("words", "say something, or choose one of the three")])
    row = Preference(
        patient_id=patient_id,
        about=said.about,
        stance=said.stance,
        words=said.words,
        recorded_by_id=actor.person_id,
        recorded_at=now(),
    )
    db.add(row)
    return row.id
