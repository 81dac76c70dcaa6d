"""The one way in which words from the records reach the screen: as they were written, never as markup."""

import re
from enum import StrEnum
from html import escape

import streamlit as st

# Streamlit reads these as emoji, icons, arrows or links even when they are escaped; an unseen joiner keeps them words.
MEANT_AS_MARKUP = re.compile(r"(?<=:)(?=[\w/])|(?<=@)(?=\w)|(?<=www)(?=\.)|(?<=[<>~=-])(?=[<>=-])", re.IGNORECASE)
# What markdown could read; commas, brackets and the like are left alone, since a screen reader says each backslash.
# Every gap between words but the one at which no line may end.
GAP = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
PUNCTUATION = re.compile(r"([!#$&*+\-./:<=>@\[-`{-~])")
JOINER = "\u2060"
ADDRESS = re.compile(r"(tel|sms):\+?[0-9]{2,30}|/[A-Za-z0-9_\-/?=&%.]*|#[a-z-]{1,40}")


class Kind(StrEnum):
    """What a chip means; the colour only repeats what its word and icon say."""

    good = "good"
    attention = "attention"
    danger = "danger"
    unknown = "unknown"
    neutral = "neutral"


COLOURS = {
    Kind.good: "green",
    Kind.attention: "orange",
    Kind.danger: "red",
    Kind.unknown: "yellow",
    Kind.neutral: "gray",
}
ICONS = {Kind.good: "✓", Kind.attention: "◆", Kind.danger: "●", Kind.unknown: "?", Kind.neutral: "–"}


def literal(words: object) -> str:
    """Words for a label, a heading or a cell of markdown, shown exactly as they are; one line."""
    one_line = GAP.sub(" ", str(words)).strip()
    return PUNCTUATION.sub(r"\\\1", MEANT_AS_MARKUP.sub(JOINER, one_line))


def text(words: object, *, key: str | None = None) -> None:
    """Words from the records, with their line breaks; `key` names the style of the block."""
    if key is None:
        st.text(str(words))
        return
    with st.container(key=key):
        st.text(str(words))


def chip_words(word: object, icon: str = "", kind: Kind | str = Kind.neutral) -> str:
    """A chip to stand within markdown: icon, word and colour."""
    kind = Kind(kind)
    return f":{COLOURS[kind]}-badge[{literal(icon or ICONS[kind])} {literal(word)}]"


def chip(word: object, icon: str = "", kind: Kind | str = Kind.neutral) -> None:
    """A verdict in one word with its icon: what is told by colour is told by both of them, too."""
    st.markdown(chip_words(word, icon, kind))


def _anchor(label: str, address: str, name: str = "") -> str:
    if not ADDRESS.fullmatch(address) or address.startswith("//"):
        return f"<span>{escape(label)}</span>"
    return f'<a href="{escape(address)}" class="{name}">{escape(label)}</a>'


def paragraph(words: str, *links: tuple[str, str]) -> None:
    """A sentence followed by links in the same tab: to our own pages, a telephone or a message, and nowhere else."""
    joined = " · ".join(_anchor(label, address, "say-link") for label, address in links)
    st.html(f"<p>{escape(words)} {joined}</p>".replace("\n", "<br>"))


def buttons(*links: tuple[str, str]) -> None:
    """Links as large as buttons, for a thumb."""
    st.html(
        '<p class="say-buttons">' + " ".join(_anchor(label, address, "say-button") for label, address in links) + "</p>"
    )


def brand(name: str, place: str) -> None:
    """Whose application this is and for which clinic, at the head of the page."""
    st.html(f'<p class="say-brand"><strong>{escape(name)}</strong> {escape(place)}</p>')
