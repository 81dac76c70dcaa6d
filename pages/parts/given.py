"""How answers were given, in words, and where that changed within a trial."""

from models.history import CheckInLine, Given, PatientView
from pages.parts import pieces
from pages.parts.say import Kind

NAMES = {
    Given.link: "on their own device, by link",
    Given.account: "on their own device, with an account",
    Given.kiosk: "on the clinic’s tablet",
    Given.paper: "from paper, entered by staff",
    Given.interview: "asked in person by staff",
    Given.staff: "recorded by staff",
    Given.imported: "imported",
}
SHORT = {
    Given.link: "own device",
    Given.account: "own device",
    Given.kiosk: "tablet",
    Given.paper: "paper",
    Given.interview: "interview",
}


def cell(line: CheckInLine, view: PatientView) -> pieces.Piece:
    """The way in words; a chip where it is another one than before in the same trial."""
    if line.given is None:
        return pieces.cell("given")
    before = view.given_otherwise.get(line.id)
    told = pieces.words(NAMES[line.given], "quiet")
    if before is None:
        return pieces.cell("given", told)
    return pieces.cell("given", told, pieces.chip(f"before: {SHORT[before]}", "⇄", Kind.unknown, EXPLAINED))


EXPLAINED = "Given in another way than the check-in before it in this trial: part of the difference may be the way."


def sentence(view: PatientView, on_chart: frozenset[str]) -> str:
    """The same for those who cannot see the drawing; empty where nothing changed."""
    lines = {line.id: line for line in view.check_ins}
    told = [
        f"{lines[each].answered_on} {SHORT[now]} after {SHORT[before]}"
        for each, before in view.given_otherwise.items()
        if each in on_chart and (now := lines[each].given) in SHORT
    ]
    return f"Given in another way than before: {', '.join(told)}." if told else ""
