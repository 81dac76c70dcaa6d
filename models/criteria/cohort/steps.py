"""From step to step: how many began, whether it was a fair trial, what it did, and who left before it could help."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from models.criteria.cohort.line import TrialLine
from models.criteria.verdict import NO, UNKNOWN, YES


class Step(NamedTuple):
    """Trials of one step. `running`, `fair`, `not_fair` and `fairness_unknown` add up to `trials`, and so do
    `remission`, `response` (without remission), `no_response` and `not_judged`.
    """

    number: int
    trials: int
    running: int
    fair: int
    not_fair: int
    fairness_unknown: int
    remission: int
    response: int
    no_response: int
    not_judged: int
    dropout: int
    dropout_unknown: int

    @property
    def judged(self) -> int:
        return self.trials - self.not_judged

    @property
    def remission_rate(self) -> float | None:
        """Of those that could be judged, in percent; None where none could."""
        return 100 * self.remission / self.judged if self.judged else None

    @property
    def response_rate(self) -> float | None:
        """Response with or without remission, of those that could be judged, in percent."""
        return 100 * (self.remission + self.response) / self.judged if self.judged else None


def steps_of(lines: Sequence[TrialLine], last: int) -> list[Step]:
    """One row for each step up to `last`, which counts all further ones as well."""
    found: dict[int, list[TrialLine]] = {number: [] for number in range(1, last + 1)}
    for line in lines:
        found[min(line.step, last)].append(line)
    return [step_of(number, there) for number, there in found.items()]


def step_of(number: int, lines: Sequence[TrialLine]) -> Step:
    fair = Counter(line.adequate for line in lines)
    outcome = Counter(outcome_of(line) for line in lines)
    left = Counter(line.dropout for line in lines)
    return Step(
        number,
        len(lines),
        sum(line.is_running for line in lines),
        fair[YES],
        fair[NO],
        fair[UNKNOWN],
        outcome["remission"],
        outcome["response"],
        outcome["no_response"],
        outcome["not_judged"],
        left[YES],
        left[UNKNOWN],
    )


def outcome_of(line: TrialLine) -> str:
    """One of remission, response, no_response, not_judged."""
    if line.category in ("cannot_judge", "undefined"):
        return "not_judged"
    if line.remission == YES:
        return "remission"
    return "response" if line.category == "response" else "no_response"
