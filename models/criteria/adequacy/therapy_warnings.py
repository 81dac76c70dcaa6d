"""Signs that a course of psychotherapy was thin although its sessions count: shown, never a reason against it."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.criteria.adequacy.sessions import Attended
from models.criteria.case import Trial
from models.criteria.rule import rule
from models.criteria.verdict import NO, UNKNOWN, Answer, Reason


def warnings(trial: Trial, seen: Attended, as_of: date) -> tuple[Reason, ...]:
    return tuple(_warnings(trial, seen, as_of))


def _warnings(trial: Trial, seen: Attended, as_of: date) -> Iterator[Reason]:
    if not seen.dated:
        yield _warning("how often sessions took place", UNKNOWN, None, "mean_interval_days", "record the dates")
    interval = seen.mean_interval
    if interval is not None and interval > rule("psychotherapy.warning.mean_interval_days").number:
        yield _warning("mean days between sessions", NO, round(interval, 1), "mean_interval_days", None)
    gap = max([(later - earlier).days for earlier, later in pairwise(seen.days)]) if len(seen.days) > 1 else 0
    if gap > rule("psychotherapy.warning.gap_days").number:
        yield _warning("longest interval between sessions", NO, gap, "gap_days", None)
    first, last = trial.started_on, trial.last_day(as_of)
    held = [one for one in trial.sessions if first <= one.on <= last]
    shortest = min([one.minutes for one in held if one.attended and one.minutes is not None], default=None)
    if shortest is not None and shortest < rule("psychotherapy.warning.minutes").number:
        yield _warning("shortest session", NO, shortest, "minutes", None)
    share = [one.attended for one in held].count(True) / len(held) if held else 1.0
    if share < rule("psychotherapy.warning.attended_share").number:
        yield _warning("share of planned sessions attended", NO, round(share, 2), "attended_share", None)


def _warning(criterion: str, held: Answer, observed: object, name: str, change: str | None) -> Reason:
    line = rule(f"psychotherapy.warning.{name}")
    return Reason(criterion, held, observed, line.value, line.unit, line.source, line.mark, change)
