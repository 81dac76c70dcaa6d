"""What nobody can have meant to type: unseen signs that turn a line round, break a log, or cannot be kept at all."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from models.errors import Problem

LONGEST = 10_000
# Control signs but tab and line ends, halves of a pair, signs that reorder what stands around them, non-characters.
UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
LINE_END = re.compile("[\t\n\r\x85\u2028\u2029]")
# Only what is written as prose may have more than one line; a name with two lines is two names, or a forged entry.
PROSE = {
    "note",
    "words",
    "reason",
    "message",
    "evidence_reason",
    "answers_read",
    "contact_made",
    "assessment_done",
    "plan",
}


def unwritable(given: Mapping[str, Any]) -> list[Problem]:
    """A problem for each text among these arguments, however deep, that no record can hold."""
    return [problem for name, value in given.items() for problem in _within(name, name, value)]


def _within(path: str, name: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, str):
        if said := _wrong(name, value):
            yield Problem(path, said)
    elif isinstance(value, BaseModel):
        # A door's argument has a name of its own, which the form does not know: its fields stand for themselves.
        above = f"{path}." if "." in path else ""
        for field in type(value).model_fields:
            yield from _within(f"{above}{field}", field, getattr(value, field))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _within(f"{path}.{key}", name, each)
            yield from _within(f"{path}.key", name, key)
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from _within(f"{path}.{place}", name, each)


def _wrong(name: str, text: str) -> str:
    if len(text) > LONGEST:
        return f"at most {LONGEST:,} characters"
    if UNWRITABLE.search(text):
        return "without control characters and without signs that change the direction of writing"
    if name not in PROSE and LINE_END.search(text):
        return "on one line"
    return ""
