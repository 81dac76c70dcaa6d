"""The languages that patients read: catalogues of sentences, which of them are whole and offered, days and numbers."""

from models.languages.catalogue import Sentence, colon, is_complete, known, lacking, sentences_of, set_apart, worded
from models.languages.local import clock, day, number, short_day, time_names, typed_day
from models.languages.offered import COMMON, NAMES, direction, offered, shown_in

__all__ = [
    "COMMON",
    "NAMES",
    "Sentence",
    "clock",
    "colon",
    "day",
    "direction",
    "is_complete",
    "known",
    "lacking",
    "number",
    "offered",
    "sentences_of",
    "set_apart",
    "short_day",
    "shown_in",
    "time_names",
    "typed_day",
    "worded",
]
