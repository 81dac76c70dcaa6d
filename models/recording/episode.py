"""Episodes: opened, amended, never overlapping."""

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import today
from models.door import writes
from models.errors import Invalid, Problem
from models.recording.earlier import keep_earlier, refuse_unchanged
from models.recording.inputs import EpisodeInput
from models.recording.standing import refresh
from models.records import Episode, Person

GRADES = {
    "functional_impairment": (0, 1, 2, 3),
    "comorbid_anxiety": (0, 0.5, 1),
    "personality_disorder": (0, 0.5, 1),
    "psychosocial_stressor": (0, 1),
    "intensified_treatment": (0, 1, 2),
}


@writes(Permission.episode_write)
def open_episode(db: Session, actor: Actor, patient_id: str, episode: EpisodeInput) -> str:
    """Record an episode; returns its id. Raises Invalid where it cannot be, or overlaps another."""
    others = _others(db, patient_id)
    _check(db, patient_id, episode, others)
    number = episode.number or max((e.number for e in others), default=0) + 1
    row = Episode(patient_id=patient_id, **episode.model_dump(exclude={"number"}), number=number)
    db.add(row)
    refresh(db, patient_id)
    return row.id


@writes(Permission.episode_write)
def amend_episode(
    db: Session, actor: Actor, episode_id: str, episode: EpisodeInput, reason: str, row_version: int
) -> int:
    """Change what is recorded about an episode and keep it as it was; returns the new version's number.

    Raises Conflict where `row_version` is not the one that stands, Invalid without a reason, for what cannot be and
    where nothing would change.
    """
    row = db.exec(select(Episode).where(Episode.id == episode_id).with_for_update()).one()
    _check(db, row.patient_id, episode, [e for e in _others(db, row.patient_id) if e.id != row.id])
    before = row.model_dump(mode="json")
    keep_earlier(db, actor, row, before, reason, row_version)
    keep = {"number"} if episode.number is None else set()
    for field, value in episode.model_dump(exclude=keep).items():
        setattr(row, field, value)
    refuse_unchanged(before, row.model_dump(mode="json"))
    refresh(db, row.patient_id)
    return row.row_version


def _others(db: Session, patient_id: str) -> list[Episode]:
    return list(db.exec(select(Episode).where(Episode.patient_id == patient_id).order_by(col(Episode.number))).all())


def _check(db: Session, patient_id: str, episode: EpisodeInput, others: list[Episode]) -> None:
    person = db.get_one(Person, patient_id)
    day = today(person.time_zone)
    problems = []
    if episode.started_on > day:
        problems.append(Problem("started_on", "not in the future"))
    if person.born_on is not None and episode.started_on < person.born_on:
        problems.append(Problem("started_on", "not before the patient was born"))
    if episode.ended_on is not None and not episode.started_on <= episode.ended_on <= day:
        problems.append(Problem("ended_on", "from the episode's first day until today"))
    if episode.number is not None and episode.number in {other.number for other in others}:
        problems.append(Problem("number", "another episode has it"))
    if any(_overlap(episode, other) for other in others):
        problems.append(Problem("started_on", "overlaps another episode; end that one first"))
    for field, grades in GRADES.items():
        if getattr(episode, field) not in (None, *grades):
            problems.append(Problem(field, "one of " + ", ".join(f"{g:g}" for g in grades)))
    if problems:
        raise Invalid(problems)


def _overlap(one: EpisodeInput, other: Episode) -> bool:
    return (one.ended_on is None or other.started_on <= one.ended_on) and (
        other.ended_on is None or one.started_on <= other.ended_on
    )
