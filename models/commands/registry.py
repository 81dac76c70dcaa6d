"""`fairtrial assess --registry` judges a table of many patients, larger than memory if need be, into another table."""

from datetime import date
from pathlib import Path

from models.commands.frame import progress, say
from models.criteria.settings import RuleSettings


def assess_table(files: list[Path], settings: RuleSettings, as_of: date | None, sensitivity: bool) -> None:
    """Raises Invalid for anything that cannot be read or is not asked for rightly; then nothing is written."""
    from models.errors import Invalid, Problem
    from models.exchange.registry.run import assess_registry

    if len(files) != 2:
        raise Invalid([Problem("--registry", "allowed: two files, the one to read and the one to write")])
    if sensitivity:
        raise Invalid([Problem("--sensitivity", "not with --registry; allowed: one profile at a time")])
    source, out = files
    rows = assess_registry(source, out, settings, as_of, progress)
    say(f"{out}: {rows} rows")
