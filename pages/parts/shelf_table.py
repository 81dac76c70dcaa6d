"""The shelf as a table: what each instrument measures, its length, licence and languages, and its state here."""

from collections.abc import Sequence

from models.history import ShelfLine
from pages.parts import pieces, say
from pages.parts.domains import NAMES
from pages.parts.plain import amount
from pages.parts.say import Kind

LICENCES = {
    "A": ("public domain", "✓", Kind.good),
    "B": ("with credit line", "✓", Kind.good),
    "C": ("with conditions", "◆", Kind.attention),
    "D": ("by permission", "–", Kind.neutral),
    "E": ("total only", "–", Kind.neutral),
}
HEADS = ("Instrument", "Measures", "Items", "Minutes", "Licence", "Languages", "Here")


def found(lines: Sequence[ShelfLine], search: str) -> list[ShelfLine]:
    """The lines in which the words of the search stand together, such as: well-being, class C, pt-BR."""
    words = " ".join(search.casefold().split())
    return [line for line in lines if words in _all_words(line)]


def _all_words(line: ShelfLine) -> str:
    word, _, _ = LICENCES[line.licence_class]
    parts = (line.id, line.abbreviation, line.name, domain(line), f"class {line.licence_class}", word, line.rater)
    return " ".join((*parts, *line.languages, state(line)[0])).casefold()


def show(lines: Sequence[ShelfLine], of: int) -> None:
    """One row an instrument."""
    say.text(f"{len(lines)} of {of} instruments", key="quiet-shelf-count")
    if lines:
        head = pieces.row("shelf row-head", *(pieces.cell(_name(each), pieces.words(each)) for each in HEADS))
        pieces.show(head, *(_row(line) for line in lines))


def _name(head: str) -> str:
    return head.lower()


def domain(line: ShelfLine) -> str:
    """What it measures, in words."""
    return next(
        (words for key, words in NAMES.items() if str(key) == line.domain), line.domain.replace("_", " ").capitalize()
    )


def licence_chip(line: ShelfLine) -> pieces.Piece:
    """The licence class and what it means."""
    word, icon, kind = LICENCES[line.licence_class]
    return pieces.chip(f"{line.licence_class} · {word}", icon, kind)


def state(line: ShelfLine) -> tuple[str, str, Kind]:
    """What can be done with it in this clinic now."""
    if line.may_be_asked:
        return ("in use, stated" if line.needs_statement else "ready", "✓", Kind.good)
    if line.licence_class == "E":
        return "total only", "–", Kind.neutral
    if line.is_off:
        return "off", "–", Kind.neutral
    return "wording missing", "–", Kind.neutral


def _row(line: ShelfLine) -> pieces.Piece:
    marks = [] if line.is_validated else [pieces.words("not validated", "quiet")]
    rater = [pieces.words("rated by a clinician", "quiet")] if line.rater == "clinician" else []
    return pieces.row(
        "shelf",
        pieces.cell("instrument", pieces.words(line.abbreviation, "strong"), pieces.words(line.name, "quiet"), *marks),
        pieces.cell("measures", pieces.words(domain(line)), *rater),
        pieces.cell("items", pieces.words(line.items), pieces.words("items", "unit")),
        pieces.cell("minutes", pieces.words(amount(line.minutes)), pieces.words("min", "unit")),
        pieces.cell("licence", licence_chip(line)),
        pieces.cell("languages", pieces.words(", ".join(line.languages) or "–")),
        pieces.cell("here", pieces.chip(*state(line))),
    )
