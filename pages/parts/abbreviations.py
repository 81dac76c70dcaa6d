"""What every short word on the pages for staff stands for, from the places that already spell it out."""

import tomllib
from functools import cache
from pathlib import Path

from instruments import shelf
from models.criteria.drug_class import LONG
from models.criteria.therapies import therapies
from pages.parts.verdict import PROCEDURES

FILE = Path(__file__).with_name("abbreviations.toml")
Group = dict[str, str]


@cache
def groups() -> dict[str, Group]:
    """By heading, each in the order of the alphabet: short, and in full."""
    own = tomllib.loads(FILE.read_text("utf-8"))
    talking = {one.id: one.name for one in therapies() if one.id.lower() != one.id}
    scales = {one.abbreviation: one.name for one in shelf().values() if _is_short(one.abbreviation)}
    return {
        "Questionnaires": _sorted(scales),
        "Treatments": _sorted({**own["treatments"], **PROCEDURES, **talking}),
        "Classes of drugs": _sorted(LONG),
        "Rules and studies": _sorted(own["rules"]),
        "Other": _sorted(own["other"]),
    }


def _is_short(name: str) -> bool:
    """Whether it is letters that stand for words, and not a word: PHQ-9, but not Preference."""
    return any(letter.isupper() or letter.isdigit() for letter in name[1:])


def _sorted(group: Group) -> Group:
    return {short: group[short] for short in sorted(group, key=str.casefold) if short != group[short]}
