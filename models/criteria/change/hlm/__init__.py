"""Each person's own line through all visits beside everybody's average line: random intercept and slope by REML."""

from models.criteria.change.hlm.lines import Lines, fit_lines, index

__all__ = ["Lines", "fit_lines", "index"]
