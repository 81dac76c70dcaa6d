"""Rows of facts that Streamlit's own tables cannot draw: chips, small lines and numbers, each word escaped here."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from pages.parts.say import Kind
from pages.parts.theme import palette


class Piece(str):
    """A piece of HTML that was made here; whatever else is put into a row is escaped."""


def words(text: object, *names: str) -> Piece:
    """Words as they are; `names` are the classes of fairtrial.css that they wear."""
    wears = f' class="{escape(" ".join(names))}"' if names else ""
    return Piece(f"<span{wears}>{escape(str(text))}</span>")


def abbreviation(short: object, meaning: str, *names: str) -> Piece:
    """Short words with what they stand for, for a pointer and for a screen reader."""
    if not meaning or meaning == str(short):
        return words(short, *names)
    wears = f' class="{escape(" ".join(names))}"' if names else ""
    return Piece(f'<abbr{wears} title="{escape(meaning)}">{escape(str(short))}</abbr>')


def heading(level: int, *pieces: object) -> Piece:
    """A heading in the order of the page, for those who find their way by headings."""
    return Piece(f"<h{level}>{join(*pieces)}</h{level}>")


def chip(word: object, icon: str, kind: Kind | str, meaning: str = "") -> Piece:
    """A word and its icon on a pill whose colour repeats them."""
    told = f' title="{escape(meaning)}"' if meaning else ""
    return Piece(f'<span class="chip chip-{Kind(kind).value}"{told}>{escape(icon)} {escape(str(word))}</span>')


def reason(word: object, icon: str, kind: Kind | str, meaning: str = "") -> Piece:
    """A smaller chip: one reason among several."""
    told = f' title="{escape(meaning)}"' if meaning else ""
    return Piece(f'<span class="reason-chip reason-{Kind(kind).value}"{told}>{escape(icon)} {escape(str(word))}</span>')


def join(*pieces: object, between: str = " ") -> Piece:
    """Pieces one after the other."""
    return Piece(escape(between).join(_safe(piece) for piece in pieces if piece))


def cell(name: str, *pieces: object) -> Piece:
    """One field of a row, by its name in fairtrial.css."""
    return Piece(f'<div class="cell cell-{escape(name)}">{join(*pieces)}</div>')


def row(name: str, *cells: Piece) -> Piece:
    """Fields side by side; below each other on a phone."""
    return Piece(f'<div class="row row-{escape(name)}">{"".join(cells)}</div>')


def fold(label: str, anchor: str, first: str, *pieces: Piece) -> Piece:
    """Pieces that are folded away under a label; a link to `anchor` unfolds them and goes to their first line."""
    begin = f'<p id="{escape(anchor)}">{escape(first)}</p>'
    return Piece(f'<details class="fold"><summary>{escape(label)}</summary>{begin}{join(*pieces)}</details>')


def details(head: Piece, *pieces: Piece) -> Piece:
    """Pieces that are folded away under a line of their own."""
    return Piece(f'<details class="fold"><summary>{head}</summary>{join(*pieces)}</details>')


@dataclass(frozen=True)
class Field:
    """What a small drawing covers: the days, the full range of the scale, and its size in pixels."""

    since: date
    until: date
    low: float
    high: float
    width: int = 120
    height: int = 34

    def place(self, on: date, value: float) -> tuple[float, float]:
        across = (on - self.since).days / max(1, (self.until - self.since).days)
        up = (value - self.low) / (self.high - self.low)
        return 3 + (self.width - 6) * across, self.height - 3 - (self.height - 6) * min(1.0, max(0.0, up))


def spark(scores: Sequence[tuple[date, float]], field: Field, meaning: str) -> Piece:
    """Scores as a line on the full range of their scale; `meaning` says the same in words."""
    points = [field.place(on, value) for on, value in scores if field.since <= on <= field.until]
    if not points:
        return words("no score in this time", "quiet")
    inks = palette()
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {field.width} {field.height}">'
        f'<rect width="100%" height="100%" fill="{inks.paper}"/>'  # the screen may turn dark while the page is open
        f'<polyline points="{path}" fill="none" stroke="{inks.ink}" stroke-width="1.75" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{inks.ink}"/></svg>'
    )
    # Streamlit takes drawings out of HTML and leaves pictures in.
    source = "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
    return Piece(f'<img class="spark" src="{source}" alt="{escape(meaning)}" title="{escape(meaning)}">')


def show(*pieces: Piece) -> None:
    """Put pieces on the page as one element."""
    st.html("".join(_safe(piece) for piece in pieces))


def title(text: str) -> None:
    """The heading of a card."""
    st.html(heading(2, text), width="content")


def _safe(piece: object) -> str:
    return piece if isinstance(piece, Piece) else escape(str(piece))
