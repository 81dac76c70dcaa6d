"""Who has looked at a patient's record: day by day, with name, role and what was done, in plain words."""

from itertools import groupby

import streamlit as st

from models import history
from models.access import Actor
from models.history import Look
from pages.parts import say, trouble
from pages.parts.words import clock, colon, counted, look, short_day, word

SHOWN_DAYS = 60


def show(actor: Actor) -> None:
    """The page; nothing of anybody else's record."""
    if actor.patient_id is None:
        trouble.not_found()
        return
    language = actor.language
    st.title(word("looks_title", language), anchor=False)
    say.text(word("looks_words", language))
    looks = history.looks_of(actor, actor.patient_id)
    days = [(on, list(each)) for on, each in groupby(looks, key=lambda one: one.on)]
    for on, each in days[:SHOWN_DAYS]:
        st.subheader(short_day(on, language), anchor=False)
        with st.container(key=f"card-looks-{on.isoformat()}"):
            say.text("\n".join(line(one, language) for one in each))
    if not days:
        say.text(word("looks_none", language))
    elif len(days) > SHOWN_DAYS:
        say.text(word("looks_more", language))
    say.buttons((word("go_home", language), "/"))


def line(one: Look, language: str = "en") -> str:
    """One look: who, what, when, how often."""
    who = f"{one.name} ({word(f'role_{one.role}', language)})" if one.name else word("looks_nobody", language)
    if one.role == "shared":
        who = word("role_shared", language)
    what = look(one.act, language) if one.was_permitted else word("looks_refused", language)
    often = counted("looks_times", one.times, language) if one.times > 1 else ""
    why = " " + word("looks_reason", language, reason=one.reason) if one.reason else ""
    return f"{clock(one.last_at, language)} · {who}{colon(language)} {what}{often}{why}"
