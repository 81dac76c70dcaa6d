"""Whose record this is, with two identifiers, at the head of every page about a patient."""

from models.criteria.case import Episode
from models.history import PatientHeader, PatientView
from pages.parts import pieces
from pages.parts.plain import clock, day


def show(view: PatientView) -> None:
    """Name, birth date, record number, episode, team, and until when the data go."""
    who = view.header
    facts = [*_identifiers(who), episode_words(view.episodes)]
    if who.team:
        facts.append(f"team: {', '.join(who.team)}")
    pieces.show(
        pieces.row(
            "identity",
            pieces.cell("name", pieces.heading(1, who.name)),
            pieces.cell("facts", pieces.words(" · ".join(facts))),
            pieces.cell("data-to", pieces.words(f"data to {clock(view.data_to, who.time_zone)}")),
        )
    )


def episode_words(episodes: tuple[Episode, ...]) -> str:
    """The newest episode in words."""
    if not episodes:
        return "no episode recorded"
    newest = episodes[-1]
    number = f" {newest.number}" if newest.number else ""
    since = f" since {day(newest.started_on)}" if newest.started_on else ""
    until = f" until {day(newest.ended_on)}" if newest.ended_on else ""
    return f"episode{number}{since}{until}"


def short(who: PatientHeader, task: str) -> None:
    """Name and two identifiers over a page that is about one task, with the way back."""
    pieces.show(
        pieces.row(
            "identity",
            pieces.cell("name", pieces.heading(1, who.name)),
            pieces.cell("facts", pieces.words(" · ".join([*_identifiers(who), task]))),
        )
    )


def _identifiers(who: PatientHeader) -> list[str]:
    """The two beside the name by which nobody reads the wrong record."""
    born = f"born {day(who.born_on)}" if who.born_on else "birth date not recorded"
    return [born, f"record {who.record_number}"]
