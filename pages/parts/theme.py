"""Colours of the charts: told apart by people who are colour-blind, readable by day and by night."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """One set of inks; hues after Okabe and Ito, never the only carrier of a meaning."""

    ink: str
    quiet: str
    line: str
    paper: str
    accent: str
    bands: tuple[str, ...]  # from the mildest to the most severe
    medication: str
    psychotherapy: str
    neuromodulation: str
    mark: str  # the day on which a trial became adequate
    good: str
    attention: str
    danger: str


LIGHT = Palette(
    ink="#0f172a",
    quiet="#475569",
    line="#cbd5e1",
    paper="#ffffff",
    accent="#0f766e",
    bands=("#f8fafc", "#eef2f6", "#e2e8f0", "#d5dde8", "#c6cfde"),
    medication="#0072b2",
    psychotherapy="#009e73",
    neuromodulation="#cc79a7",
    mark="#b34e00",
    good="#0f766e",
    attention="#9a3412",
    danger="#b91c1c",
)
DARK = Palette(
    ink="#f1f5f9",
    quiet="#cbd5e1",
    line="#475569",
    paper="#0f172a",
    accent="#2dd4bf",
    bands=("#152033", "#1b2840", "#22314c", "#2a3a58", "#334565"),
    medication="#56b4e9",
    psychotherapy="#2dd4a0",
    neuromodulation="#e6a3c7",
    mark="#ffb066",
    good="#5eead4",
    attention="#fdba74",
    danger="#fca5a5",
)


def is_dark() -> bool:
    """True where the reader's screen is dark now."""
    return st.context.theme.type == "dark"


def palette() -> Palette:
    """The inks for the reader's screen."""
    return DARK if is_dark() else LIGHT
