"""Which rules are in force for one assessment; whatever is not said otherwise comes from the rule files."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from models.criteria.rule import number, rule, whole

DOSE_PROFILES = ("mgh_atrq", "canmat_2023_lower", "strict_max")
PSYCHOTHERAPY_PROFILES = ("markowitz", "conway", "canmat")


@dataclass(frozen=True)
class RuleSettings:
    """Switchable rules. Raises ValueError for a profile that does not exist."""

    dose_profile: str = rule("adequacy.dose_profile").text
    weeks: float = number("adequacy.weeks")
    augmentation_weeks: float = number("adequacy.augmentation_weeks")
    adherence_floor: float = number("adequacy.adherence_floor")
    gap_days: int = whole("adequacy.gap_days")
    combined_weeks: float = number("adequacy.combined_weeks")
    episode_gap_days: int = whole("adequacy.episode_gap_days")
    psychotherapy_profile: str = rule("psychotherapy.profile").text
    baseline_days_before: int = whole("outcome.baseline_days_before")
    baseline_days_after: int = whole("outcome.baseline_days_after")
    end_days_after: int = whole("outcome.end_days_after")
    last_days: int = whole("outcome.last_days")
    response_percent: int = whole("outcome.response_percent")
    partial_percent: int = whole("outcome.partial_percent")
    early_percent: int = whole("outcome.early_percent")
    early_day: int = whole("outcome.early_day")
    early_from_day: int = whole("outcome.early_from_day")
    early_to_day: int = whole("outcome.early_to_day")
    tr97_lenient: bool = bool(rule("staging.tr97_lenient").value)
    conway_each_therapy: bool = bool(rule("staging.conway_each_therapy").value)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """Each setting by its name."""
        return asdict(self)

    def __post_init__(self) -> None:
        if self.dose_profile not in DOSE_PROFILES:
            raise ValueError(f"dose_profile is {self.dose_profile!r}; allowed: {', '.join(DOSE_PROFILES)}")
        if self.psychotherapy_profile not in PSYCHOTHERAPY_PROFILES:
            allowed = ", ".join(PSYCHOTHERAPY_PROFILES)
            raise ValueError(f"psychotherapy_profile is {self.psychotherapy_profile!r}; allowed: {allowed}")


DEFAULT = RuleSettings()
