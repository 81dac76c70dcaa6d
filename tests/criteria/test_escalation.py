"""Who is told of a safety flag that nobody has taken on, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from models.criteria.escalation import STEPS, due_steps, minutes, target

ASKED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIERS = (1, 2)


@pytest.mark.parametrize("tier", TIERS)
def test_each_step_at_its_minute_and_not_before(tier: int) -> None:
    own = {(tier, "second"): 10, (tier, "lead"): 20, (tier, "manager"): 30}
    for late, told in ((-1, 0), (0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (29, 3), (30, 4)):
        assert due_steps(tier, ASKED, ASKED + timedelta(minutes=late), own) == STEPS[:told]


@pytest.mark.parametrize(
    ("tier", "step", "told_after", "within"),
    [
        (2, "second", 15, 60), (2, "lead", 60, 60), (2, "manager", 240, 60),
        (1, "second", 240, 24 * 60), (1, "lead", 480, 24 * 60), (1, "manager", 24 * 60, 24 * 60),
    ],
)  # fmt: skip
def test_the_policy_where_a_clinic_has_none_of_its_own(tier: int, step: str, told_after: int, within: int) -> None:
    assert minutes(tier, "duty", {(tier, "duty"): 99}) == 0, "duty is told at once"
    assert minutes(tier, step, {(tier, step): 0}) == 0
    for late, told in ((told_after - 1, False), (told_after, True)):
        assert (step in due_steps(tier, ASKED, ASKED + timedelta(minutes=late), {})) is told
    assert target(tier) == timedelta(minutes=within)
