"""Second factors as both ways in need them: whether there is one, which code was meant, and that it counts once."""

import secrets

from sqlmodel import Session, col, select

from models import totp
from models.clock import now
from models.passwords import hash_code, is_right
from models.records import RecoveryCode, SecondFactor
from models.vault import is_current, lock, unlock

MANY = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike on paper
LENGTH = 10


def place(person_id: str) -> str:
    """The place for which a person's secret is encrypted."""
    return f"second_factor {person_id}"


def has_second_factor(db: Session, person_id: str) -> bool:
    """True where a code is asked for after the password."""
    factor = db.get(SecondFactor, person_id)
    return factor is not None and factor.confirmed_at is not None


def matching(db: Session, person_id: str, code: str) -> int | str | None:
    """The half minute of a telephone's code, or the id of the code on paper, that was typed; None for neither."""
    factor = db.get(SecondFactor, person_id)
    if factor is None or factor.confirmed_at is None:
        return None
    typed = "".join(code.split()).replace("-", "").casefold()
    if typed.isdigit() or len(typed) != LENGTH:
        return totp.step_of(unlock(factor.locked_secret, place(person_id)), typed, factor.last_step)
    unused = select(RecoveryCode).where(RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None))
    return next((each.id for each in db.exec(unused).all() if is_right(typed, each.code_hash)), None)


def use_up(db: Session, person_id: str, found: int | str | None) -> bool:
    """Let the code count, once: False where another sign-in has used it since, or there was none."""
    factor = db.get(SecondFactor, person_id, with_for_update=True)
    if found is None or factor is None or factor.confirmed_at is None:
        return False
    if isinstance(found, int):
        if factor.last_step is not None and found <= factor.last_step:
            return False
        factor.last_step = found
        if not is_current(factor.locked_secret):
            factor.locked_secret = lock(unlock(factor.locked_secret, place(person_id)), place(person_id))
        return True
    paper = db.get(RecoveryCode, found, with_for_update=True)
    if paper is None or paper.used_at is not None:
        return False
    paper.used_at = now()
    return True


def new_codes(db: Session, person_id: str) -> tuple[str, ...]:
    """Ten new codes for paper, in place of all earlier ones; they can be read only now."""
    for earlier in db.exec(select(RecoveryCode).where(RecoveryCode.person_id == person_id)).all():
        db.delete(earlier)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(MANY)]
    for code in codes:
        db.add(RecoveryCode(person_id=person_id, code_hash=hash_code(code), made_at=now()))
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def forget(db: Session, person_id: str) -> None:
    """Take the second factor away, and its codes."""
    for row in db.exec(select(RecoveryCode).where(RecoveryCode.person_id == person_id)).all():
        db.delete(row)
    factor = db.get(SecondFactor, person_id)
    if factor is not None:
        db.delete(factor)
