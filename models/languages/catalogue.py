"""The catalogues: each English sentence with its words in another language, or without them where it has changed."""

import gettext
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "words.pot"
COUNTED = {"one", "other"}
# French sets these signs apart by a space at which no line may end.
APART = {"fr": (re.compile(r" (?=[:;!?»])|(?<=«) "), "\N{NO-BREAK SPACE}")}
# A sentence, or the two of them that English has where something is counted: one day, three days.
Sentence = str | tuple[str, str]


@dataclass(frozen=True)
class Book:
    """What is worded in one language, by (name of the sentence, English words), and how that language counts."""

    sentences: Mapping[tuple[str, Sentence], tuple[str, ...]]
    form_of: Callable[[int], int]

    def form(self, n: float) -> int:
        """Which of a language's plural forms belongs to a number; a broken number takes the last."""
        last = -1
        return self.form_of(int(n)) if n == int(n) else last


def sentences_of(table: Mapping[str, Any], before: str = "") -> dict[str, Sentence]:
    """The sentences of a file, by their name; those of a part carry its name before a full stop."""
    found: dict[str, Sentence] = {}
    for name, what in table.items():
        if isinstance(what, str):
            found[before + name] = what
        elif set(what) == COUNTED:
            found[before + name] = (what["one"], what["other"])
        else:
            found |= sentences_of(what, f"{before}{name}.")
    return found


def worded(key: str, english: Sentence, language: str, n: float = 2) -> str:
    """A sentence in a language, in English where its catalogue does not have exactly these English words."""
    book = _book(language)
    forms = book.sentences.get((key, english)) if book else None
    if book is None or forms is None:
        return english if isinstance(english, str) else english[0 if n == 1 else 1]
    return forms[0] if isinstance(english, str) else forms[book.form(n)]


@cache
def known() -> tuple[str, ...]:
    """The languages that have a catalogue, whole or not."""
    return tuple(sorted(file.stem for file in HERE.glob("*.po")))


@cache
def lacking(language: str) -> tuple[str, ...]:
    """The names of the sentences that are not worded in a language, or not wholly."""
    book = _book(language)
    asked = _template()
    return tuple(key for key, english in asked if book is None or (key, english) not in book.sentences)


def is_complete(language: str) -> bool:
    """Whether every sentence is there; English is what the others are made of."""
    return language == "en" or not lacking(language)


def set_apart(sentence: str, language: str) -> str:
    """The sentence as it is set in its language: a sign that stands apart keeps to its word."""
    if language not in APART:
        return sentence
    gap, firm = APART[language]
    return gap.sub(firm, sentence)


def colon(language: str) -> str:
    """A colon, with the space before it where the language sets it apart."""
    return set_apart(" :", language).lstrip(" ")


def placeholders(sentence: str) -> set[str]:
    """What the program fills into a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@cache
def _template() -> tuple[tuple[str, Sentence], ...]:
    return tuple((each.context or "", _english(each.id)) for each in read(TEMPLATE) if each.id)


@cache
def _book(language: str) -> Book | None:
    if language not in known():
        return None
    catalogue = read(HERE / f"{language}.po")
    there = {
        (each.context or "", _english(each.id)): tuple(set_apart(form, language) for form in _forms(each.string))
        for each in catalogue
        if each.id and not each.fuzzy and _fits(_english(each.id), _forms(each.string), catalogue.num_plurals)
    }
    return Book(there, gettext.c2py(catalogue.plural_expr))


def read(file: Path) -> Catalog:
    """A catalogue as translators' tools write it."""
    with file.open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def _english(found: Any) -> Sentence:
    return found if isinstance(found, str) else (found[0], found[1])


def _forms(found: Any) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)


def _fits(english: Sentence, forms: tuple[str, ...], plurals: int) -> bool:
    """Whole, and nothing left out or invented of what is filled in; a form for few things may leave the number out."""
    if not all(each.strip() for each in forms) or len(forms) != (1 if isinstance(english, str) else plurals):
        return False
    if isinstance(english, str):
        return placeholders(english) == placeholders(forms[0])
    asked = placeholders(english[1])
    return placeholders(forms[-1]) == asked and all(asked - {"n"} <= placeholders(each) <= asked for each in forms)
