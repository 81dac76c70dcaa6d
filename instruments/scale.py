"""One score of an instrument: how it is made from answers, what a high one means, and where its bands lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from instruments.facts import Figure, Mark, Norm, Response, Source, Threshold
from instruments.item import Item


class Domain(StrEnum):
    symptoms = "symptoms"
    social_functioning = "social_functioning"
    quality_of_life = "quality_of_life"
    well_being = "well_being"
    purpose = "purpose"
    treatment_process = "treatment_process"  # no outcome domain: adherence, change seen by the patient, risk


class Direction(StrEnum):
    lower_better = "lower_better"
    higher_better = "higher_better"


class Status(StrEnum):
    complete = "complete"
    prorated = "prorated"
    not_scored = "not_scored"


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `low` to `high`, both included, after rounding half up to the scale's `band_step`."""

    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True)
class Missing:
    """How many answers a score needs: `needed` of the scale's items, and how a score from fewer is made."""

    rule: str  # refuse, prorate, mean_of_answered, not_applicable_excluded
    needed: int
    round_half_up: bool = False
    form_needed: int = 0  # answers needed on the whole form, of whatever scale, before anything of it is scored
    source: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """An answer after which the other items are not asked, and the score that it settles."""

    item: str
    when: Threshold
    score: float
    source: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, eq=False)
class Scale:
    """One score of an instrument and what is known about it."""

    id: str
    name: str
    method: str
    items: tuple[str, ...]
    range: tuple[float, float]
    direction: Direction
    domain: Domain
    missing: Missing
    algorithm: str | None = None
    of: str | None = None
    lookup: Mapping[float, float] = field(default_factory=dict)
    transform: tuple[float, float] | None = None  # multiply by the first, then add the second
    skip: Skip | None = None
    counts: Mapping[str, Mapping[float, float]] = field(default_factory=dict)  # by item: what its answers count here
    negative: frozenset[str] = frozenset()  # items that are subtracted
    groups: tuple[tuple[str, ...], ...] = ()  # only the highest answer of each group counts
    either: tuple[tuple[str, ...], ...] = ()  # pairs of items of which the form asks for one
    not_asked: float | None = None  # what an item counts that was rightly not asked
    bands: tuple[Band, ...] = ()
    band_step: float = 1
    bands_source: Source | None = None
    screen: bool = False  # a yes (1) or no (0), or a code: not a course to draw
    validated: bool = True
    remission: Threshold | None = None
    response: Response | None = None
    reliable_change: Figure | None = None
    mcid: Figure | None = None
    mcid_patient_rated: Figure | None = None
    cutoffs: tuple[Threshold, ...] = ()
    percentiles: Mapping[float, float] = field(default_factory=dict)
    reliability: tuple[Figure, ...] = ()
    norms: tuple[Norm, ...] = ()
    jacobson_truax: Mapping[str, float | str] = field(default_factory=dict)
    source: Source | None = None
    note: str = ""
    loinc: str | None = None

    def points(self, item: Item, value: float) -> float:
        """What an answer counts towards this score."""
        own = self.counts.get(item.id)
        counted = own[value] if own is not None else item.points(value)
        return -counted if item.id in self.negative else counted

    @property
    def floor(self) -> float:
        """The end of the range towards which improvement goes."""
        return self.range[0 if self.direction is Direction.lower_better else 1]

    @property
    def band_lines(self) -> tuple[float, ...]:
        """Where charts draw the lines between bands: half a step below each band, so no whole score lies on a line."""
        return tuple(band.low - self.band_step / 2 for band in self.bands[1:])

    def band_of(self, value: float | None) -> str | None:
        """The band of a score, rounded half up to the band step; None without a score or without bands."""
        if value is None or not self.bands:
            return None
        return self.bands[sum(value >= line for line in self.band_lines)].name
