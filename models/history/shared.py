"""What somebody close may read: the domains that the patient chose, by a link that expires and can be ended."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from instruments import shelf
from models.clock import now
from models.crisis import CrisisText, crisis_text
from models.criteria.options import MATTERS
from models.door import public
from models.history.patient import PatientView, patients_own_view
from models.records import AccessLog, Person, Share
from models.visits import token_hash

OWN = "what_matters"


@dataclass(frozen=True)
class SharedView:
    """A course cut down to what was consented to; the clinic, the record number and the answers are not in it."""

    given_name: str
    domains: tuple[str, ...]
    with_scores: bool
    expires_at: datetime
    language: str
    crisis: CrisisText
    own: PatientView


@public(write=True)
def open_shared(db: Session, token: str, language: str | None = None) -> SharedView | None:
    """What the link shows now; None where it is unknown, ended or over. Every look is logged.

    `language` is the reader's; without it, the patient's.
    """
    row = db.exec(select(Share).where(Share.token_hash == token_hash(token))).first()
    if row is None or row.revoked_at is not None or now() >= row.expires_at:
        return None
    person = db.get_one(Person, row.patient_id)
    if not person.is_active:
        return None
    db.add(_entry(person, row))
    cut = _cut(patients_own_view(db, person.id), tuple(row.domains))
    spoken = language or person.language
    crisis = crisis_text(db, person.clinic_id, spoken)
    return SharedView(person.given_name, tuple(row.domains), row.with_scores, row.expires_at, spoken, crisis, cut)


def _entry(person: Person, share: Share) -> AccessLog:
    return AccessLog(
        at=now(),
        actor_role="shared",
        act="open_shared",
        was_permitted=True,
        patient_id=person.id,
        entity="share",
        entity_id=share.id,
        clinic_id=person.clinic_id,
    )


def _cut(own: PatientView, domains: tuple[str, ...]) -> PatientView:
    """Of scores and words nothing is left but what was consented to, so that no page shows more by mistake."""
    scores = tuple(point for point in own.scores if _domain(point.instrument) in domains)
    words = tuple(one for one in own.preferences if MATTERS in domains and one.about == MATTERS)
    nobody = replace(own.header, name="", record_number="", born_on=None, clinic_name="", team=())
    return replace(
        own,
        header=nobody,
        scores=scores,
        preferences=words,
        safety_answers=(),
        notes=(),
        proposals=(),
        safety_plan=None,
        check_ins=(),
        events=(),
        plan=None,
        every_days=None,
    )


def _domain(instrument: str) -> str:
    if instrument == OWN:
        return MATTERS
    return str(shelf()[instrument].domain) if instrument in shelf() else ""
