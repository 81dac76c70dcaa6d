"""One question of an instrument, the answers it takes, and what each answer counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from instruments.errors import BadAnswer
from instruments.reading import Texts


@dataclass(frozen=True, slots=True)
class Choice:
    value: float
    labels: Texts
    loinc: str | None = None

    def label(self, lang: str = "en") -> str:
        return self.labels[lang]


@dataclass(frozen=True, eq=False)
class Item:
    """One question. `number` stands in place of `choices` where a number is written, in steps of `step`."""

    id: str
    texts: Texts
    short: str
    choices: tuple[Choice, ...] | None
    number: tuple[float, float] | None = None
    step: float = 1
    reverse: bool = False
    recode: Mapping[float, float] = field(default_factory=dict)
    not_applicable: bool = False
    not_answered: tuple[float, ...] = ()  # codes such as "3 = not assessed": accepted, and the same as no answer
    ask_if: str | None = None
    loinc: str | None = None
    leads: Texts = field(default_factory=dict)  # words that belong before several items, such as "During the past week"
    choice_set: str = ""  # the name under which the definition keeps the answers

    def lead(self, lang: str = "en") -> str | None:
        """What stands before this item and its neighbours on the form: without it the item may not be understood."""
        return self.leads[lang] if self.leads else None

    def text(self, lang: str = "en") -> str:
        return self.texts[lang]

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages in which the question and every answer to it are worded."""
        found = set(self.texts) & set(self.leads) if self.leads else set(self.texts)
        for choice in self.choices or ():
            found &= set(choice.labels)
        return frozenset(found)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """Every value that is an answer, lowest first."""
        if self.choices is not None:
            return tuple(sorted(choice.value for choice in self.choices))
        assert self.number is not None
        low, high = self.number
        steps = round((high - low) / self.step)
        return tuple(round(low + n * self.step, 6) for n in range(steps + 1))

    @cached_property
    def _valid(self) -> frozenset[float]:
        return frozenset(self.values) | frozenset(self.not_answered)

    @property
    def allowed(self) -> str:
        """The answers in words, for messages."""
        if self.choices is None:
            return f"{self.values[0]:g} to {self.values[-1]:g} in steps of {self.step:g}"
        return ", ".join(f"{value:g}" for value in self.values)

    def points(self, value: float) -> float:
        """What an answer counts: recoded or turned round where the instrument says so."""
        if self.recode:
            return self.recode[value]
        return self.values[0] + self.values[-1] - value if self.reverse else value


def check_value(item: Item, value: float | None) -> None:
    """Raises BadAnswer where a value is none of the item's answers. None means not answered and is always fine."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadAnswer(item.id, f"{type(value).__name__}, not a number", item.allowed)
    if value not in item._valid:
        whole = value == value and value not in (float("inf"), float("-inf")) and value % 1 == 0
        raise BadAnswer(item.id, "a number outside the choices" if whole else "no whole number", item.allowed)


def require(known: Collection[str], names: Collection[str], what: str) -> None:
    """Raises KeyError for the names that are not known."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise KeyError(f"unknown {what}: {', '.join(unknown)}; known: {', '.join(known)}")
