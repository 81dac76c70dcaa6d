"""Who is told of a safety flag that nobody has taken on, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from models.criteria.escalation import STEPS, due_steps, minutes, target
from models.criteria.rule import whole

ASKED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIERS = (1, 2)


@pytest.mark.parametrize("tier", TIERS)
def test_each_step_at_its_minute_and_not_before(tier: int) -> None:
    own = {(tier, "second"): 10, (tier, "lead"): 20, (tier, "manager"): 30}
    for late, told in ((-1, 0), (0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (29, 3), (30, 4)):
        assert due_steps(tier, ASKED, ASKED + timedelta(minutes=late), own) == STEPS[:told]


@pytest.mark.parametrize("tier", TIERS)
def test_the_policy_where_a_clinic_has_none_of_its_own(tier: int) -> None:
    assert minutes(tier, "duty", {(tier, "duty"): 99}) == 0, "duty is told at once"
    for step in STEPS[1:]:
        assert minutes(tier, step, {}) == whole(f"escalation.tier{tier}_{step}")
        assert minutes(tier, step, {(tier, step): 0}) == 0
    assert target(tier) == timedelta(minutes=whole(f"escalation.tier{tier}_target"))
