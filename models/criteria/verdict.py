"""Three answers, each with its reasons: what was asked, what was seen, what was needed, and who says so."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Answer(StrEnum):
    yes = "yes"
    no = "no"
    unknown = "unknown"
    not_applicable = "not_applicable"


# By name, since a member is looked up in its class ten times more slowly, and a judgement asks a thousand times.
YES, NO, UNKNOWN, NOT_APPLICABLE = Answer.yes, Answer.no, Answer.unknown, Answer.not_applicable


class Reason(NamedTuple):
    """One criterion and how it came out.

    `observed` is None where nothing was recorded. `would_change` says in plain words what would turn the answer
    into a yes; it is None where the answer is yes.
    """

    criterion: str
    verdict: Answer
    observed: object | None
    required: object | None
    unit: str
    source: str
    mark: str
    would_change: str | None = None


class Verdict(NamedTuple):
    answer: Answer
    reasons: tuple[Reason, ...]

    @property
    def would_change(self) -> tuple[str, ...]:
        """What would have to be done or recorded, in the order of the reasons."""
        return tuple(reason.would_change for reason in self.reasons if reason.would_change)


def both(answers: Iterable[Answer]) -> Answer:
    """Three-valued AND: a single no decides, then a single unknown; what does not apply is passed over."""
    found = tuple(answers)
    if NO in found:
        return NO
    if UNKNOWN in found:
        return UNKNOWN
    return YES if YES in found else NOT_APPLICABLE


def either(answers: Iterable[Answer]) -> Answer:
    """Three-valued OR: a single yes decides, then a single unknown; what does not apply is passed over."""
    found = tuple(answers)
    if YES in found:
        return YES
    if UNKNOWN in found:
        return UNKNOWN
    return NO if NO in found else NOT_APPLICABLE


def all_of(parts: Iterable[Verdict | Reason]) -> Verdict:
    """All parts must hold; the reasons of every part are kept, also of those that did not decide."""
    listed = tuple(parts)
    answers = [part.answer if isinstance(part, Verdict) else part.verdict for part in listed]
    reasons = [reason for part in listed for reason in (part.reasons if isinstance(part, Verdict) else (part,))]
    return Verdict(both(answers), tuple(reasons))


def answer(held: bool | None) -> Answer:
    """A fact that may be unrecorded (None) as an answer."""
    if held is None:
        return UNKNOWN
    return YES if held else NO
