"""Safety flags: opened with the answer, taken on by a person, closed only with what was done."""

from sqlmodel import Session, select

from models.access import Actor, Permission
from models.clock import now
from models.criteria.alert import tier_of
from models.door import writes
from models.errors import Conflict, Invalid, Problem
from models.recording.alert import tell_step
from models.recording.standing import refresh
from models.records import CheckIn, DutyStep, FlagAnswer, FlagOutcome, FlagStatus, SafetyFlag

OUTCOMES = tuple(each for each in FlagOutcome if each is not FlagOutcome.not_recorded)


def open_flag(db: Session, check_in: CheckIn, instrument: str, item: str, value: float) -> None:
    """Open a flag for this answer, or add the answer to the one that is open; a tier only ever goes up.

    Runs inside the transaction that keeps the answer: there is never the one without the other.
    """
    tier = tier_of(instrument, item, value)
    open_one = select(SafetyFlag).where(SafetyFlag.patient_id == check_in.patient_id)
    flag = db.exec(open_one.where(SafetyFlag.status != FlagStatus.closed).with_for_update()).first()
    if flag is None:
        flag = SafetyFlag(patient_id=check_in.patient_id, status=FlagStatus.open, tier=tier, opened_at=now(), asked=0)
        db.add(flag)
        db.flush()
    answer = _answer(db, flag, check_in, instrument, item)
    if answer is None:
        answer = FlagAnswer(
            flag_id=flag.id, check_in_id=check_in.id, instrument=instrument, item=item, value=value, answered_at=now()
        )
        db.add(answer)
        _ask_again(db, flag, tier)
    elif value > answer.value:
        answer.value, answer.answered_at = value, now()
        _ask_again(db, flag, tier)
    db.flush()


def _answer(db: Session, flag: SafetyFlag, check_in: CheckIn, instrument: str, item: str) -> FlagAnswer | None:
    query = select(FlagAnswer).where(FlagAnswer.flag_id == flag.id, FlagAnswer.check_in_id == check_in.id)
    return db.exec(query.where(FlagAnswer.instrument == instrument, FlagAnswer.item == item)).first()


def _ask_again(db: Session, flag: SafetyFlag, tier: int) -> None:
    # What somebody acknowledged was another answer: a new one needs a person again. While nobody has taken the flag
    # on, another answer of the same urgency sends no second message.
    if flag.asked == 0 or flag.status is not FlagStatus.open or tier > flag.tier:
        flag.tier, flag.asked, flag.asked_at = max(flag.tier, tier), flag.asked + 1, now()
        tell_step(db, flag, DutyStep.duty)
    flag.status, flag.acknowledged_by_id, flag.acknowledged_at = FlagStatus.open, None, None


@writes(Permission.flag_handle)
def acknowledge_flag(db: Session, actor: Actor, flag_id: str) -> None:
    """Say that the actor has seen the flag and takes it on. Raises Conflict where somebody else has already."""
    flag = db.exec(select(SafetyFlag).where(SafetyFlag.id == flag_id).with_for_update()).one()
    if flag.status is not FlagStatus.open:
        raise Conflict("Somebody has taken this flag on already.")
    flag.status, flag.acknowledged_by_id, flag.acknowledged_at = FlagStatus.acknowledged, actor.person_id, now()
    db.flush()
    refresh(db, flag.patient_id)


@writes(Permission.flag_handle)
def close_flag(
    db: Session, actor: Actor, flag_id: str, contact_made: str, assessment_done: str, plan: str, outcome: str = ""
) -> None:
    """Close a flag with what was done and how it ended, in a word of the list.

    Raises Invalid while a field is blank or the word is none of the list, Conflict where it is closed already.
    """
    fields = {"contact_made": contact_made, "assessment_done": assessment_done, "plan": plan}
    blank = [
        Problem(name, "say what was done; nothing closes without it")
        for name, text in fields.items()
        if not text.strip()
    ]
    if outcome not in OUTCOMES:
        blank.insert(0, Problem("outcome", "choose how it ended; nothing closes without it"))
    if blank:
        raise Invalid(blank)
    flag = db.exec(select(SafetyFlag).where(SafetyFlag.id == flag_id).with_for_update()).one()
    if flag.status is FlagStatus.closed:
        raise Conflict("This flag has been closed already.")
    if flag.acknowledged_at is None:
        flag.acknowledged_by_id, flag.acknowledged_at = actor.person_id, now()
    flag.status, flag.closed_by_id, flag.closed_at = FlagStatus.closed, actor.person_id, now()
    flag.outcome = FlagOutcome(outcome)
    flag.contact_made, flag.assessment_done, flag.plan = contact_made.strip(), assessment_done.strip(), plan.strip()
    db.flush()
    refresh(db, flag.patient_id)
