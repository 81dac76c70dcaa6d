"""What another scale would probably have said, by published tables: an estimate, and called one wherever it stands."""

from instruments import Instrument, shelf
from instruments.crosswalk import estimate, reachable
from pages.parts.plain import amount


def sentence(instrument: Instrument, value: float) -> str:
    """One line for a total of the main scale; empty where no trustworthy table begins with it."""
    found = [estimate(instrument.id, value, other) for other in reachable(instrument.id) if other in shelf()]
    said = [
        f"{shelf()[one.measure].abbreviation} about {amount(round(one.value, 1))} ({one.source.split(',')[0]})"
        for one in found
        if one is not None
    ]
    return f"Estimated, not measured: {'; '.join(said)}." if said else ""
