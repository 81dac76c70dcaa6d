"""Rows of facts that Streamlit's own tables cannot draw: chips, small lines and numbers, each word escaped here."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from pages.parts.say import Kind

SPARK = (120, 28)  # width and height in pixels
WEEKS = 12


class Piece(str):
    """A piece of HTML that was made here; whatever else is put into a row is escaped."""


def words(text: object, *names: str) -> Piece:
    """Words as they are; `names` are the classes of fairtrial.css that they wear."""
    wears = f' class="{escape(" ".join(names))}"' if names else ""
    return Piece(f"<span{wears}>{escape(str(text))}</span>")


def chip(word: object, icon: str, kind: Kind | str) -> Piece:
    """A word and its icon on a pill whose colour repeats them."""
    return Piece(f'<span class="chip chip-{Kind(kind).value}">{escape(icon)} {escape(str(word))}</span>')


def join(*pieces: object, between: str = " ") -> Piece:
    """Pieces one after the other."""
    return Piece(escape(between).join(_safe(piece) for piece in pieces if piece))


def cell(name: str, *pieces: object) -> Piece:
    """One field of a row, by its name in fairtrial.css."""
    return Piece(f'<div class="cell cell-{escape(name)}">{join(*pieces)}</div>')


def row(name: str, *cells: Piece) -> Piece:
    """Fields side by side; below each other on a phone."""
    return Piece(f'<div class="row row-{escape(name)}">{"".join(cells)}</div>')


def spark(scores: Sequence[tuple[date, float]], as_of: date, highest: float, meaning: str) -> Piece:
    """The last weeks as a line on the full range of the scale, with what it shows in words."""
    days = WEEKS * 7
    width, height = SPARK
    points = [
        (width * (1 - (as_of - on).days / days), height - 2 - (height - 4) * min(1.0, value / highest))
        for on, value in scores
        if 0 <= (as_of - on).days <= days
    ]
    if not points:
        return words("no score", "quiet")
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return Piece(
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(meaning)}"><polyline points="{path}"></polyline>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"></circle></svg>'
    )


def show(*pieces: Piece) -> None:
    """Put pieces on the page as one element."""
    st.html("".join(_safe(piece) for piece in pieces))


def _safe(piece: object) -> str:
    return piece if isinstance(piece, Piece) else escape(str(piece))
