"""What is wrong with a question before any score is looked at: every problem at once."""

from collections.abc import Iterator

from models.criteria.change.question import CHOICES, Question

Problem = tuple[str, str]  # the setting, and what is allowed there


def problems(asked: Question, grouped: bool) -> list[Problem]:
    """The settings that are impossible or missing. `grouped` says whether a column of groups was named."""
    return [*_choices(asked), *_ranges(asked), *_needed(asked), *_visits(asked, grouped)]


def _choices(asked: Question) -> Iterator[Problem]:
    for name, allowed in CHOICES.items():
        value = getattr(asked, name)
        if value is not None and value not in allowed:
            yield name, f"unknown; allowed: {', '.join(allowed)}"


def _ranges(asked: Question) -> Iterator[Problem]:
    broken = asked.not_finite()
    yield from ((name, "no number") for name in broken)
    numbers = {name: value for name, value in asked.numbers().items() if name not in broken}
    for name, value in numbers.items():
        if name.startswith("reliability") and not 0 <= value <= 1:
            yield name, "out of range; allowed: a number from 0 to 1"
        if name == "alpha" and not 0 < value / 2 < value < 1:
            yield name, "out of range; allowed: a number between 0 and 1"
        if name in ("improvement", "deterioration") and not value > 0:
            yield name, "out of range; allowed: a number above 0"
        elif name in ("improvement", "deterioration") and asked.method == "percentage" and value > 1:
            yield name, "out of range; allowed: a share from 0 to 1, such as 0.5 for one half"
        if name == "sd_functional" and not value > 0:
            yield name, "out of range; allowed: a number above 0"


def _needed(asked: Question) -> Iterator[Problem]:
    if asked.method in ("percentage", "anchor") and asked.improvement is None:
        yield "improvement", f"missing; the method {asked.method} needs it"
    if asked.method == "combined" and asked.improvement is None and asked.deterioration is not None:
        yield "improvement", "missing; a deterioration in points needs it, too"
    by_index = asked.method in ("distribution", "combined") and not asked.by_points and asked.rci != "HLM"
    by_cutoff = asked.method in ("statistical", "combined")
    if asked.reliability is None and (by_index or (by_cutoff and asked.cutoff_by == "HA")):
        yield "reliability", "missing; the method needs it"
    if by_cutoff and asked.cutoff in ("b", "c") and asked.m_functional is None:
        yield "m_functional", f"missing; cut-off {asked.cutoff} needs it"
    if by_cutoff and asked.cutoff == "c" and asked.sd_functional is None:
        yield "sd_functional", "missing; cut-off c needs it"


def _visits(asked: Question, grouped: bool) -> Iterator[Problem]:
    if asked.of_groups and asked.effect == "between":
        if not grouped:
            yield "group", "missing; a difference between groups needs it"
        if asked.post is None:
            yield "post", "missing; the visit at which groups are compared"
        return
    if asked.by_slopes:
        return
    if asked.pre is not None and asked.pre == asked.post:
        yield "post", "the same visit as --pre; two different ones are needed"
    for name, value, other in (("pre", asked.pre, asked.post), ("post", asked.post, asked.pre)):
        if value is None and other is not None:
            yield name, "missing; name both visits or neither"
