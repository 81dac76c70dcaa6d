"""Who is told of a safety flag, and when, while nobody takes it on; own policy, which a clinic may change."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from models.criteria.rule import whole

STEPS = ("duty", "second", "lead", "manager")
Own = Mapping[tuple[int, str], int]


def minutes(tier: int, step: str, own: Own) -> int:
    """How long after the flag was raised a step is told: the clinic's own time, else the policy's; duty at once."""
    if step == STEPS[0]:
        return 0
    found = own.get((tier, step))
    return whole(f"escalation.tier{tier}_{step}") if found is None else found


def due_steps(tier: int, asked_at: datetime, at: datetime, own: Own) -> tuple[str, ...]:
    """The steps whose time has come, in their order."""
    return tuple(step for step in STEPS if at >= asked_at + timedelta(minutes=minutes(tier, step, own)))


def target(tier: int) -> timedelta:
    """Within which time a person should have taken a flag on."""
    return timedelta(minutes=whole(f"escalation.tier{tier}_target"))
