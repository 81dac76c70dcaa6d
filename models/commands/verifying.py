"""What `fairtrial verify` looks at: each check says what should hold and names what does not, by id alone."""

import sqlite3
from collections.abc import Callable, Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from instruments import Instrument, score_one, shelf
from models import database
from models.commands.result import Result, short
from models.commands.verifying_seals import entries, guards, seals
from models.errors import Refusal, Unsafe
from models.recording.standing import standings
from models.records import AnswerState, CheckIn, ItemAnswer, Person, PersonRole, Score, Standing

CHUNK = 200
# An expected day moves on by itself while sessions are not recorded; the next write of that patient sets it right.
MOVES = {"adequate_on"}


def require_current_schema() -> None:
    """Raise Unsafe where the database is not one that this version can work with."""
    now = database.ready()
    if not now.ok:
        raise Unsafe(f"Not done: {now.reason}.")


def schema() -> Result:
    """The database answers, and its schema is the one of this version."""
    now = database.ready()
    return Result("the schema is current", () if now.ok else (now.reason,), is_final=not now.ok)


def constraints() -> Result:
    """SQLite: no page of the file is damaged and no row refers to one that is gone. PostgreSQL sees to both itself."""
    if database.engine().dialect.name != "sqlite":
        return Result("the database keeps its constraints")
    with database.session() as db:
        damaged = [str(row[0]) for row in db.connection().execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
        orphans = db.connection().execute(text("PRAGMA foreign_key_check")).all()
    torn = [f"{row[0]} row {row[1]} refers to a row of {row[2]} that is not there" for row in orphans]
    return Result("the file is sound and every reference leads somewhere", short([*damaged, *torn]))


def scores() -> Result:
    """Every stored score follows from its answers under the version of the instrument that made it."""
    with database.session() as db:
        return Result("every score follows from its answers", short(list(_wrong_scores(db))))


def caseload() -> Result:
    """The caseload's cache says what follows from the records today."""
    breaches = []
    with database.session() as db:
        ids = list(db.exec(select(Person.id).where(Person.role == PersonRole.patient).order_by(Person.id)).all())
        kept = {row.patient_id: row for row in db.exec(select(Standing)).all()}
        for start in range(0, len(ids), CHUNK):
            for fresh in standings(db, ids[start : start + CHUNK]):
                stored = kept.pop(fresh.patient_id, None)
                if difference := _difference(stored, fresh):
                    breaches.append(f"patient {fresh.patient_id}: {difference}")
    breaches += [f"patient {patient_id}: is in the cache alone" for patient_id in kept]
    return Result("the caseload follows from the records (else run: fairtrial refresh)", short(breaches))


CHECKS: tuple[Callable[[], Result], ...] = (schema, guards, constraints, seals, entries, scores, caseload)
# A damaged row may stop a whole reading, in whatever part of the way from the file to the program it is met first.
UNREADABLE = (SQLAlchemyError, sqlite3.Error, ValueError, TypeError, LookupError, ArithmeticError, Refusal)


def held() -> Iterator[Result]:
    """Every check in turn; one that a damaged row stops is a breach, and the others are made all the same."""
    for check in CHECKS:
        try:
            result = check()
        except UNREADABLE as stopped:
            what = (check.__doc__ or check.__name__).splitlines()[0]
            result = Result(what, (f"cannot be told: something there cannot be read ({type(stopped).__name__})",))
        yield result
        if result.is_final:
            return


def _wrong_scores(db: Session) -> Iterator[str]:
    ids = list(db.exec(select(CheckIn.id).where(col(CheckIn.submitted_at).is_not(None)).order_by(CheckIn.id)).all())
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        answers: dict[tuple[str, str], list[ItemAnswer]] = {}
        for answer in db.exec(select(ItemAnswer).where(col(ItemAnswer.check_in_id).in_(part))).all():
            answers.setdefault((answer.check_in_id, answer.instrument), []).append(answer)
        for score in db.exec(select(Score).where(col(Score.check_in_id).in_(part))).all():
            wrong = _wrong(score, answers.get((score.check_in_id, score.instrument), []))
            if wrong:
                yield f"check-in {score.check_in_id}, {score.instrument}.{score.scale}: {wrong}"


def _wrong(score: Score, answers: list[ItemAnswer]) -> str | None:
    """What is wrong with a score, or None. Values are not repeated: they are somebody's."""
    if score.instrument not in shelf():
        return "the instrument is not on the shelf"
    if score.instrument_version not in shelf().versions(score.instrument):
        return f"made by version {score.instrument_version}, which is not on the shelf"
    instrument = shelf().version(score.instrument, score.instrument_version)
    scale = next((scale for scale in instrument.scales if scale.id == score.scale), None)
    if scale is None:
        return "the instrument has no such scale"
    if score.is_total_only:
        low, high = scale.range
        outside = score.value is None or not low <= score.value <= high
        return "a total outside the scale's range" if outside else None
    return _unlike(score, instrument, answers)


def _unlike(score: Score, instrument: Instrument, answers: list[ItemAnswer]) -> str | None:
    known = [each for each in answers if each.item in instrument.by_id]  # others were given under another version
    given = {each.item: each.value for each in known if each.state is AnswerState.answered}
    not_applicable = [each.item for each in known if each.state is AnswerState.not_applicable]
    fresh = score_one(instrument, given, not_applicable)[score.scale]
    differing = [
        name
        for name, same in {
            "value": score.value == fresh.value,
            "number of answers": score.answered == fresh.answered,
            "status": score.status.value == fresh.status.value,
            "band": score.band == fresh.band,
        }.items()
        if not same
    ]
    return f"another {', '.join(differing)} than its answers give" if differing else None


def _difference(stored: Standing | None, fresh: Standing) -> str:
    """In what the two rows differ; empty where they agree."""
    if stored is None:
        return "is not in the cache"
    kept, made = stored.model_dump(exclude=MOVES), fresh.model_dump(exclude=MOVES)
    return ", ".join(name for name in made if kept[name] != made[name])
