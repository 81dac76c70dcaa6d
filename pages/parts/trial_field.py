"""One form of a treatment trial: whose, which, and what was objected to beside each of its fields."""

from dataclasses import dataclass
from typing import Any

from models.criteria.case import Trial
from models.history import PatientView
from pages.parts import intent


@dataclass(frozen=True)
class Form:
    """One form: its token makes saving twice the same as once, and keeps its fields apart from every other form's."""

    token: str
    view: PatientView
    trial: Trial | None

    @property
    def name(self) -> str:
        return f"edit-{self.token}"

    def key(self, field: str) -> str:
        return f"{self.name}-{field}"

    def was(self, field: str, otherwise: Any = None) -> Any:
        """What is recorded in this field; `otherwise` for a new trial."""
        return getattr(self.trial, field) if self.trial is not None else otherwise

    def objections(self, *fields: str) -> None:
        intent.objections(self.name, *fields)
