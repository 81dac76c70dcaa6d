"""What is asked beside the questionnaires: as little as treatment gives reason for; all of it may be skipped."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from models.criteria.rule import rule
from models.words import Modality

KINDS = (*Modality, "own_words", "start")


def asked_beside(running: Iterable[Modality], *, has_own_words: bool, is_starting: bool) -> tuple[str, ...]:
    """The short questions of our own that follow a battery, in their order, none twice."""
    there: set[str] = {str(each) for each in running}
    there |= ({"own_words"} if has_own_words else set()) | ({"start"} if is_starting else set())
    wanted = [name for kind in KINDS if str(kind) in there for name in rule(f"battery.beside_{kind}").value]
    return tuple(dict.fromkeys(wanted))


def is_starting(started_on: date, on: date) -> bool:
    """Whether a trial has only just begun."""
    return started_on <= on <= started_on + timedelta(days=rule("battery.start_days").whole)


def without_beside(instruments: Sequence[str]) -> list[str]:
    """What is asked without what is only asked beside it."""
    beside = {name for kind in KINDS for name in rule(f"battery.beside_{kind}").value}
    return [name for name in instruments if name not in beside]


def offered_after_suicide_item(instruments: Sequence[str]) -> tuple[str, ...]:
    """What is offered next after a suicide item above zero, and is not asked already."""
    return tuple(name for name in rule("battery.after_suicide_item").value if name not in instruments)


def share_taken(started_on: date, last_on: date, told: Iterable[tuple[date, float]]) -> float | None:
    """The share of doses taken, from days missed as a patient told them; None where too little of the trial is told.

    Each answer is about the seven days before its own; a day that two answers speak of counts for both. Days missed
    before the trial began are not its own: an answer in the first week counts for the part that the trial has.
    """
    week, covered, missed, asked = rule("battery.told_days").whole, set[date](), 0.0, 0.0
    for on, days in told:
        own = [day for n in range(1, week + 1) if started_on <= (day := on - timedelta(days=n)) <= last_on]
        covered.update(own)
        missed += min(days, len(own))
        asked += len(own)
    length = (last_on - started_on).days + 1
    if not asked or len(covered) < rule("battery.told_share").number * length:
        return None
    return round(1 - missed / asked, 3)
