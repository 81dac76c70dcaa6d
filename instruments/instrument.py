"""A published instrument as it stands on the shelf: items, scores, safety rules, licence, and languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from instruments.facts import OPERATORS, Licence, Mark, Source, condition
from instruments.item import Item
from instruments.reading import Texts
from instruments.scale import Domain, Scale


@dataclass(frozen=True, slots=True)
class SafetyItem:
    """An answer (or a score, where `of` is "scale") after which somebody must look at this person today."""

    item: str
    op: str
    value: float
    flag: str
    of: str = "item"
    source: str = ""
    mark: Mark | None = None

    def holds(self, value: float | None) -> bool:
        return value is not None and OPERATORS[self.op](value, self.value)


Answers = Mapping[str, float | None]
Scorer = Callable[["Instrument", Answers], Mapping[str, float | None]]  # the score of each scale, None without one


@dataclass(frozen=True, eq=False)
class Instrument:
    """A published scale, immutable once it has been checked."""

    id: str
    abbreviation: str
    name: str
    version: str
    citation: str
    domain: Domain
    secondary_domains: tuple[Domain, ...]
    rater: str
    recall: str
    minutes: float
    validated: bool
    licence: Licence
    stems: Texts
    recall_texts: Texts
    items: tuple[Item, ...]
    supplements: tuple[Item, ...]
    scales: tuple[Scale, ...]
    safety: tuple[SafetyItem, ...]
    codes: Mapping[str, str]
    provenance: Mapping[str, Source]
    scorer: Scorer  # given by whoever loads the definition: the shape itself does no arithmetic
    adaptation: str = ""
    note: str = ""
    checked_on: date | None = None
    primary_id: str = ""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the form is complete: stem, recall period, every item, every answer. English first."""
        blocks = [item.languages for item in self.items]
        blocks += [frozenset(texts) for texts in (self.stems, self.recall_texts) if texts]
        return tuple(sorted(frozenset.intersection(*blocks), key=lambda lang: (lang != "en", lang)))

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Every item by its id, the unscored supplements included."""
        return {item.id: item for item in self.items + self.supplements}

    def item(self, item_id: str) -> Item:
        return self.by_id[item_id]

    def stem(self, lang: str = "en") -> str | None:
        return self.stems[lang] if self.stems else None

    def recall_text(self, lang: str = "en") -> str | None:
        """The recall period in words to keep in sight while the items are answered."""
        return self.recall_texts[lang] if self.recall_texts else None

    @property
    def primary(self) -> Scale:
        """The score that stands for the instrument: the first, unless the definition names another."""
        return self.scale(self.primary_id) if self.primary_id else self.scales[0]

    def scale(self, scale_id: str) -> Scale:
        return self._scales[scale_id]

    @cached_property
    def _scales(self) -> Mapping[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    def asks(self, item: Item, answers: Answers) -> bool:
        """Whether an item is asked after these answers. Its condition is one answer, or `any` of the scored items."""
        if item.ask_if is None:
            return True
        subject, threshold = condition(item.ask_if)
        given = [one.id for one in self.items] if subject == "any" else [subject]
        return any(threshold.holds(answers.get(name)) for name in given)

    def fired(self, answers: Answers) -> tuple[SafetyItem, ...]:
        """The safety rules that one set of answers fires, complete or not."""
        by_score = any(rule.of == "scale" for rule in self.safety)
        scores = self.scorer(self, answers) if by_score else {}
        seen: dict[str, Answers] = {"item": answers, "scale": scores}
        return tuple(rule for rule in self.safety if rule.holds(seen[rule.of].get(rule.item)))
