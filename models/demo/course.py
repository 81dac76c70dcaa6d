"""How an invented person fares on a day, between the days that the story tells."""

from dataclasses import dataclass
from random import Random

from models.demo.story import Knots, Story

QUIET = 15  # days around a turn of the story in which nothing happens by chance
MOST_PHQ9 = 27


def between(knots: Knots, days_ago: int) -> float:
    """The value on a day: that of the nearest knot beyond the ends, in a straight line within."""
    earlier = [knot for knot in knots if knot[0] >= days_ago]
    later = [knot for knot in knots if knot[0] <= days_ago]
    if not earlier or not later:
        return (later or earlier)[0 if later else -1][1]
    (since, begin), (until, end) = earlier[-1], later[0]
    return begin if since == until else begin + (end - begin) * (since - days_ago) / (since - until)


@dataclass(frozen=True)
class Course:
    """A story's days of asking and what the person would say on them; the same for the same story."""

    story: Story
    seed: str

    @property
    def days(self) -> list[int]:
        """The days ago on which the person was asked, the earliest first; counted back from the last one told."""
        if not self.story.phq9:
            return []
        first, last = self.story.phq9[0][0], self.story.phq9[-1][0]
        return list(range(last, first + 1, self.story.every_days))[::-1]

    def total(self, days_ago: int) -> int:
        """The PHQ-9 total, with a little chance where no verdict hangs on it."""
        meant = between(self.story.phq9, days_ago)
        if not any(abs(turn - days_ago) <= QUIET for turn in self._turns()):
            meant += Random(f"{self.seed} {days_ago}").choice((-1, -1, 0, 0, 1, 1))
        return min(MOST_PHQ9, max(0, round(meant)))

    def burden(self, days_ago: int) -> float:
        """How much daily life suffers, 0 to 1."""
        if self.story.burden:
            return between(self.story.burden, days_ago)
        return self.total(days_ago) / MOST_PHQ9

    def thoughts(self, days_ago: int) -> int:
        """The answer to item 9 of the PHQ-9: above zero only where the story says so."""
        return self.story.thoughts.get(days_ago, 0)

    def gain(self, days_ago: int, since: int) -> float:
        """By which share the total has fallen since a day; below zero where it has risen."""
        before = self.total(since)
        return (before - self.total(days_ago)) / before if before else 0.0

    def _turns(self) -> set[int]:
        ends = {day for one in self.story.treatments for day in (one.since, one.until) if day is not None}
        return ends | {self.story.phq9[-1][0], self.story.phq9[0][0]}
