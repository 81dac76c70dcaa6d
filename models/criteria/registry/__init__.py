"""Many patients at once: the same rules as for one, over columns in place of one patient after the other."""

from models.criteria.registry.errors import BadRegistry, Flaw
from models.criteria.registry.shape import KINDS, Kind
from models.criteria.registry.verdicts import output_columns, split, verdicts, verdicts_of

__all__ = ["KINDS", "BadRegistry", "Flaw", "Kind", "output_columns", "split", "verdicts", "verdicts_of"]
