"""The order of the questions of a check-in: what is asked, what was left out, and where a person goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from instruments import Instrument, Item, shelf
from models.criteria.rule import number, whole


class Given(Protocol):
    """What is kept of one question: answered, skipped or not applicable, and how often it was skipped."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def times_skipped(self) -> int: ...


class _Pair(NamedTuple):
    instrument: str
    item: str


class Question(_Pair):
    """One item of one instrument, in the version in which the form was begun where that is not the newest."""

    version: str | None

    def __new__(cls, instrument: str, item: str, version: str | None = None) -> "Question":
        made = super().__new__(cls, instrument, item)
        made.version = version
        return made

    @property
    def form(self) -> Instrument:
        """The instrument that the question is part of."""
        return shelf()[self.instrument] if self.version is None else shelf().version(self.instrument, self.version)

    @property
    def about(self) -> Item:
        """The item as the instrument defines it."""
        return self.form.item(self.item)


def minutes_of(instruments: Sequence[str]) -> int:
    """About how many minutes these instruments take together; at least one."""
    return max(1, round(sum(shelf()[name].minutes for name in instruments)))


class Round(StrEnum):
    """Why a question is on the screen: in its turn, once more because it was left out, or to be changed."""

    first = "first"
    again = "again"
    change = "change"


class Place(NamedTuple):
    """Where a person is: a question, and why it is there. No place means the review before sending."""

    question: Question
    round: Round


@dataclass(frozen=True)
class Sitting:
    """One check-in as it is being answered; follows from what is asked and what has been given alone."""

    instruments: tuple[str, ...]
    given: Mapping[tuple[str, str], Given]
    versions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions in their order; those that depend on an earlier answer only once that was given."""
        return tuple(each for name in self.instruments for each in self._asked_of(name))

    def _asked_of(self, name: str) -> list[Question]:
        begun = self.versions.get(name)
        version = begun if begun in shelf().versions(name) else None
        instrument = Question(name, "", version).form
        answers = {item.id: self._value(instrument.id, item.id) for item in instrument.items}
        return [Question(name, item.id, version) for item in instrument.items if instrument.asks(item, answers)]

    def _value(self, instrument: str, item: str) -> float | None:
        there = self.given.get((instrument, item))
        return there.value if there is not None else None

    @property
    def total(self) -> int:
        return len(self.asked)

    @cached_property
    def untouched(self) -> tuple[Question, ...]:
        """Asked, and nothing is kept of them yet: not even that they were skipped."""
        return tuple(each for each in self.asked if each not in self.given)

    @cached_property
    def left_out(self) -> tuple[Question, ...]:
        """Skipped, and still to be asked once more."""
        return tuple(each for each in self.asked if self.is_left_out(each))

    @cached_property
    def unanswered(self) -> tuple[Question, ...]:
        """Without an answer, for whatever reason but that it does not apply."""
        return tuple(each for each in self.asked if each not in self.given or self.given[each].state == "skipped")

    @property
    def answered(self) -> int:
        """How many of the questions asked have an answer that is kept."""
        return self.total - len(self.unanswered)

    def is_left_out(self, question: Question) -> bool:
        there = self.given.get(question)
        return there is not None and there.state == "skipped" and there.times_skipped < whole("sitting.times_asked")

    def was_skipped(self, question: Question) -> bool:
        """True where the question was skipped at some time, even if it has an answer now."""
        there = self.given.get(question)
        return there is not None and there.times_skipped > 0

    def number(self, question: Question) -> int:
        """The question's place in the whole check-in, counted from one."""
        return self.asked.index(question) + 1

    def resume(self) -> Place | None:
        """Where to go on after an interruption: what was never reached, then what was left out, then the review."""
        if self.untouched:
            return Place(self.untouched[0], Round.first)
        if self.left_out:
            return Place(self.left_out[0], Round.again)
        return None

    def holds(self, place: Place) -> bool:
        """True while the question is (still) one of those asked."""
        return place.question in self.asked

    def after(self, place: Place) -> Place | None:
        """The next place: the following question in its turn, and after the last one whatever is still open."""
        if place.round is Round.first and self.holds(place):
            following = self.asked[self.number(place.question) :]
            if following:
                return Place(following[0], Round.first)
        return self.resume()

    def before(self, place: Place | None) -> Place | None:
        """The place before; None at the very first question."""
        if place is None or place.round is Round.change or not self.holds(place):
            return Place(self.asked[-1], Round.first) if place is None else None
        earlier = self.asked[: self.number(place.question) - 1]
        if place.round is Round.first:
            return Place(earlier[-1], Round.first) if earlier else None
        skipped = [each for each in earlier if self.was_skipped(each)]
        return Place(skipped[-1], Round.again) if skipped else Place(self.asked[-1], Round.first)


def needs_a_pause(question: Question) -> bool:
    """True for questions after which nobody is hurried on: those whose answer may need a person today."""
    return any(rule.of == "item" and rule.item == question.item for rule in question.form.safety)


def is_ghost(seconds_since_last: float | None) -> bool:
    """True for a tap that comes too soon after the last answer to be meant for what has just come into sight."""
    return seconds_since_last is not None and seconds_since_last < number("sitting.ghost_tap")


def sitting_of(
    instruments: Sequence[str], given: Mapping[tuple[str, str], Given], versions: Mapping[str, str] | None = None
) -> Sitting:
    """The sitting of a check-in from what it asks, what has been given so far, and in which versions it was begun."""
    return Sitting(tuple(instruments), given, versions or {})
