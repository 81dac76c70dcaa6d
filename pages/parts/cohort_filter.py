"""What the cohort page is asked for; it stands in the address, so that a reload and a download show the same."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from models.criteria.cohort import Wish
from models.criteria.drug_class import class_words
from models.errors import Invalid, Problem
from models.history import Cohort
from pages.parts.plain import day

ALL = "all"
PERIODS = {"": "any time", "365": "the last year", "1096": "the last three years"}
KINDS = {"medication": "medication", "psychotherapy": "psychotherapy", "neuromodulation": "neuromodulation"}


def whole_clinic() -> bool:
    """The first choice: true for the whole clinic, false for one's own patients."""
    return _one("Whose", "whose", {"": "in my care", "clinic": "whole clinic"}) == "clinic"


def show(within: Cohort) -> Wish:
    """The other choices; those that would show too few people are not offered."""
    kind = _one("Kind", "modality", _offered(within, "modality", KINDS))
    group = _one(
        "Class", "group", _offered(within, "group", {one: class_words(one) for one in within.choices.get("group", {})})
    )
    treatment = _one("Treatment", "treatment", _offered(within, "treatment"))
    step = _one("Step", "step", {"": ALL, **{str(at): f"step {at}" for at in range(1, 5)}})
    began = _one("Began in", "began", PERIODS)
    diagnosis = _one("Diagnosis", "diagnosis", _offered(within, "diagnosis"))
    since = date.fromordinal(within.data_to.date().toordinal() - int(began)) if began else None
    return Wish(kind, group, treatment, int(step) if step else None, since, None, diagnosis)


def _offered(within: Cohort, name: str, called: Mapping[str, str] | None = None) -> dict[str, str]:
    found = within.choices.get(name, {})
    return {
        "": ALL,
        **{
            value: f"{(called or {}).get(value, value).replace('_', ' ')} ({number:,})"
            for value, number in found.items()
        },
    }


def _one(label: str, name: str, choices: Mapping[str, str]) -> str:
    """One choice, kept in the address."""
    now = st.query_params.get(name, "")
    options = list(choices)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(now) if now in options else 0,
        format_func=lambda each: choices.get(each, each),
        key=f"cohort-{name}",
        width=165,
    )
    wanted = chosen or ""
    if wanted != now:
        if wanted:
            st.query_params[name] = wanted
        else:
            st.query_params.pop(name, None)
    return wanted


def address(wish: Wish, *, whole_clinic: bool) -> str:
    """The choices as they stand in the address of a file."""
    named = {
        "whose": "clinic" if whole_clinic else "",
        "modality": wish.modality,
        "group": wish.group,
        "treatment": wish.treatment,
        "step": str(wish.step or ""),
        "since": wish.since.isoformat() if wish.since else "",
        "diagnosis": wish.diagnosis,
    }
    return urlencode({name: value for name, value in named.items() if value})


def read(query: Mapping[str, str]) -> tuple[Wish, bool]:
    """The choices of such an address; raises Invalid where one cannot be read."""
    try:
        step = int(query["step"]) if query.get("step") else None
        since = date.fromisoformat(query["since"]) if query.get("since") else None
    except ValueError:
        raise Invalid([Problem("address", "step is a number, since is a day such as 2026-01-31")]) from None
    texts = {name: query.get(name, "")[:80] for name in ("modality", "group", "treatment", "diagnosis")}
    return Wish(**texts, step=step, since=since), query.get("whose") == "clinic"


def in_words(wish: Wish, *, whole_clinic: bool) -> str:
    """The choices as a table or a picture says them, for whoever finds the file later."""
    said = [each for each in (wish.modality, wish.group, wish.treatment, wish.diagnosis) if each]
    said += [f"step {wish.step}"] if wish.step else []
    said += [f"begun since {day(wish.since)}"] if wish.since else []
    return ", ".join(["whole clinic" if whole_clinic else "one clinician’s patients", *said])
