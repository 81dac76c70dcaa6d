"""Two trials of at least four weeks; that some are shorter than six is told of single patients only."""

from models.criteria.registry.kinds.failures import judge

__all__ = ["judge"]
