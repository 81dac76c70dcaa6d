"""Is the depression treatment-resistant? Five definitions at a glance, and every one with what would change it."""

import streamlit as st

from models.criteria.staging import HEADLINE, DefinitionResult, disagreement
from models.history import PatientView
from pages.parts import definition, pieces, say
from pages.parts.say import Kind
from pages.parts.verdict import treatment

GLANCE = {
    HEADLINE: "Markowitz 2022",
    "TR97": "Thase & Rush",
    "CON17": "Conway 2017",
    "AHRQ18": "AHRQ 2018, any episode",
    "MSM": "Maudsley score",
}
ANCHOR = "all-definitions"
HEADS = {"title": "definition", "met": "answer", "why": "why", "change": "what would change it"}


def says(view: PatientView) -> str:
    """The headline's second sentence; before the first trial there is nothing to say."""
    return disagreement(view.definitions) if view.judgement.trials and view.definitions else ""


def headline(view: PatientView) -> None:
    """Where treatment stands and what that means, in one sentence that could be read aloud."""
    first, second = view.judgement.headline, says(view)
    told = [pieces.words(first, "strong")]
    if second:
        joined = f"{second[:1].lower()}{second[1:]}".replace("; ", ", ", 1)
        told = [pieces.words(f"{first.removesuffix('.')}:", "strong"), pieces.words(joined)]
    pieces.show(pieces.row("headline", pieces.join(*told)))


def ordered(view: PatientView) -> list[DefinitionResult]:
    """The definition of the headline first, the others in order of their publication."""
    return sorted(view.definitions, key=lambda one: one.id != HEADLINE)


def show(view: PatientView) -> None:
    """The card: the headline's definition with what would change it, four others, and the way to all."""
    if not view.definitions:
        return
    with st.container(key="card-definitions"):
        pieces.title("Definitions of resistance")
        if not view.judgement.trials:
            number = len(view.definitions)
            st.text(f"Nothing to judge yet: {number} published definitions are applied once a trial is recorded.")
            return
        known = {one.id: one for one in view.definitions}
        pieces.show(*(glance(known[name], words) for name, words in GLANCE.items() if name in known), *running(view))
        say.paragraph("", (f"{len(view.definitions)} definitions · what would change each", f"#{ANCHOR}"))


def glance(one: DefinitionResult, name: str) -> pieces.Piece:
    """Name and result; what would change it only under the first."""
    chip = definition.short_chip(one)
    change = definition.changes_in_short(one) if one.id == HEADLINE else ""
    return pieces.row(
        "glance",
        pieces.cell("name", pieces.abbreviation(name, f"{one.title}. {one.source}")),
        pieces.cell("met", pieces.chip(chip.word, chip.icon, chip.kind)),
        *([pieces.cell("change", pieces.words(f"would change it: {change}"))] if change else []),
    )


def running(view: PatientView) -> list[pieces.Piece]:
    """Says why a treatment that the headline counts is missing from the definitions: it has not ended."""
    names = [treatment(one.trial) for one in view.judgement.current]
    if not names:
        return []
    said = f"Counted once ended: {', '.join(names)} (still running)."
    return [pieces.row("line", pieces.words(said, "quiet"))]


def show_all(view: PatientView) -> None:
    """Every definition, folded."""
    if not view.definitions or not view.judgement.trials:
        return
    label = f"All definitions of resistance ({len(view.definitions)})"
    pieces.show(pieces.fold(label, ANCHOR, says(view), *running(view), *table(view)))


def table(view: PatientView) -> list[pieces.Piece]:
    head = pieces.row("definition row-head", *(pieces.cell(name, pieces.words(HEADS[name])) for name in HEADS))
    return [head, *(line(one) for one in ordered(view))]


def line(one: DefinitionResult) -> pieces.Piece:
    """One definition: who says so, what comes out, why, and what would change it."""
    chip, found, changes = definition.chip(one), definition.result(one), definition.changes(one)
    label = pieces.words(f"{HEADS['change']}:", "in-narrow", "quiet")
    return pieces.row(
        "definition",
        pieces.cell(
            "title",
            pieces.words(one.title, "strong"),
            pieces.chip("provisional", "△", Kind.unknown) if one.provisional else "",
            pieces.words(one.source, "quiet"),
        ),
        pieces.cell("met", pieces.chip(chip.word, chip.icon, chip.kind), pieces.words(found) if found else ""),
        pieces.cell("why", *(pieces.words(each) for each in definition.reasons(one))),
        pieces.cell("change", *([label] if changes else []), *(pieces.words(each) for each in changes)),
    )
