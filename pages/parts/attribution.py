"""Who made the questions: the lines that licences ask for, and a word wherever nobody has validated them."""

from collections.abc import Iterable

from instruments import Instrument, shelf
from models.history import PatientView
from pages.parts import say
from pages.parts.in_language import words_in
from pages.parts.words import shown_in, word

UNVALIDATED = "not validated"
UNDEFINED = "its definition is missing"


def name_of(instrument: str) -> str:
    """The short name, with a word where the questions are our own and nobody has validated them."""
    found = shelf().get(instrument)
    if found is None:
        return f"{instrument} ({UNDEFINED})"
    return found.abbreviation if found.validated else f"{found.abbreviation} ({UNVALIDATED})"


def lines(instruments: Iterable[str]) -> list[str]:
    """One line for each who is to be named, in the order of the instruments."""
    found = (shelf()[name].licence.attribution for name in instruments if name in shelf())
    return [line for line in dict.fromkeys(found) if line]


def is_asked_for(instrument: Instrument) -> bool:
    """Whether the line belongs on the form itself: where the licence has conditions, or nobody has validated it."""
    return bool(instrument.licence.attribution) and (instrument.licence.cls != "A" or not instrument.validated)


def on_form(instrument: Instrument, place: str, language: str = "en") -> None:
    """The line of this form, small and below its questions; what we say of our own is in the reader's language."""
    if is_asked_for(instrument):
        said, spoken = _worded(instrument.licence.attribution, language)
        with words_in(spoken, f"form-{place}", shown_in(language)):
            say.text(said, key=f"quiet-credits-{place}")


def of_scores(view: PatientView, language: str = "en") -> None:
    """Below a page that shows scores: what cannot be shown, and the lines of each instrument that has a score there."""
    for name in view.undefined:
        say.text(word("undefined", language, name=name), key=f"undefined-{name}")
    credits(lines(sorted({point.instrument for point in view.scores})), "credits-scores", language)


def _worded(line: str, language: str) -> tuple[str, str]:
    """A line and its language: a licence's line stays as it is worded, in English."""
    if line == word("questions_ours"):
        return word("questions_ours", language), shown_in(language)
    return line, "en"


def credits(said: list[str], name: str, language: str = "en") -> None:  # noqa: A001 - what a film calls them, too
    """The lines as their licences word them, below a word in the reader's language."""
    if not said:
        return
    spoken = shown_in(language)
    if spoken == "en":
        say.text("\n".join([word("credits"), *said]), key=f"quiet-{name}")
        return
    ours = [line for line in said if line == word("questions_ours")]
    theirs = [line for line in said if line not in ours]
    head = [word("credits", language), *(word("questions_ours", language) for _ in ours)]
    say.text("\n".join(head), key=f"quiet-head-{name}")
    if theirs:
        with words_in("en", name, spoken):
            say.text("\n".join(theirs), key=f"quiet-{name}")
