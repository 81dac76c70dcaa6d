"""The questionnaires: what they ask, how they are scored, what the scores mean, and what their licences allow."""

from typing import TYPE_CHECKING

from instruments.catalogue import Shelf, load_shelf
from instruments.errors import BadAnswer, BadTable, DefinitionError, InstrumentError
from instruments.facts import Figure, Licence, Mark, Norm, Response, Source, Threshold
from instruments.instrument import Instrument, SafetyItem
from instruments.item import Choice, Item, check_value
from instruments.scale import Band, Direction, Domain, Missing, Scale, Skip, Status
from instruments.stock import shelf, use_own

if TYPE_CHECKING:
    from instruments.frame import score_many
    from instruments.scoring import ScaleScore, score_one

__all__ = [
    "BadAnswer", "BadTable", "Band", "Choice", "DefinitionError", "Direction", "Domain", "Figure", "Instrument",
    "InstrumentError", "Item", "Licence", "Mark", "Missing", "Norm", "Response", "SafetyItem", "Scale", "ScaleScore",
    "Shelf", "Skip", "Source", "Status", "Threshold", "check_value", "load_shelf", "score_many", "score_one", "shelf",
    "use_own",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Scoring needs numpy and is loaded when first asked for, so that reading the shelf stays light."""
    if name in ("ScaleScore", "score_one"):
        from instruments import scoring

        return getattr(scoring, name)
    if name == "score_many":
        from instruments import frame

        return frame.score_many
    raise AttributeError(name)
