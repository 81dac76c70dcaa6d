"""One form of a treatment trial: whose, which, and what was objected to beside each of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.access import Actor
from models.criteria.case import Trial
from models.criteria.settings import RuleSettings
from models.history import PatientView
from pages.parts import intent
from pages.parts.unsent import Unsent


@dataclass(frozen=True)
class Form:
    """One form: its token makes saving twice the same as once, and keeps its fields apart from every other form's."""

    token: str
    view: PatientView
    trial: Trial | None
    actor: Actor
    unsent: Unsent
    recorded: Mapping[str, Any] = field(default_factory=dict)
    settings: RuleSettings = field(default_factory=RuleSettings)

    @property
    def name(self) -> str:
        return self.unsent.prefix

    def key(self, field: str) -> str:
        return f"{self.name}-{field}"

    def was(self, field: str, otherwise: Any = None) -> Any:
        """What was typed before, or is recorded in this field of the door; `otherwise` for a new trial."""
        if field in self.unsent.values:
            return self.unsent.values[field]
        return self.recorded.get(field) if self.trial is not None else otherwise

    def objections(self, *fields: str) -> None:
        intent.objections(self.name, *fields)
