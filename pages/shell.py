"""The frame round every page: who is here, which pages are theirs, the banner of the demo, the crisis line."""

from functools import partial
from pathlib import Path

import streamlit as st

from models.access import Actor
from pages import spoken
from pages.addresses import PAGES
from pages.parts import frame, gate, tongue, trouble
from pages.parts.words import word

HERE = Path(__file__).resolve().parent
TITLES = {"": "page_home", "check-in": "page_check_in", "progress": "page_progress", "looks": "page_looks"}
START = {"clinician": "caseload", "admin": "people", "kiosk": "check-in"}


def registered(actor: Actor | None) -> dict[str, object]:
    """Every address for everybody: whose page it is, is decided by the page's gate, not by what is hidden."""
    role = str(actor.role) if actor else None
    found = {}
    if actor is not None and actor.kind == "kiosk":
        only = PAGES["check-in"]  # no other page is even known to a tablet in a patient's hands
        title = titled("check-in", only[1], actor)
        found["check-in"] = st.Page(HERE / only[0], title=title, url_path="check-in", visibility="hidden")
        found[""] = st.Page(partial(start, "kiosk", found), title=title, url_path="start", default=True)
        return found
    for address, (file, title, whose) in PAGES.items():
        title = titled(address, title, actor)
        if (HERE / file).is_file() and (address or role == whose):
            found[address] = st.Page(
                HERE / file, title=title, url_path=address, default=not address, visibility="hidden"
            )
    if "" not in found:
        found[""] = st.Page(partial(start, role, found), title="Fairtrial", url_path="start", default=True)
    return found


def titled(address: str, title: str, actor: Actor | None) -> str:
    """A patient's pages are called what they are in the patient's language."""
    key = TITLES.get(address)
    return word(key, spoken.of_actor(actor)) if key and actor else title


def start(role: str | None, pages: dict[str, object]) -> None:
    """The front page leads everybody to the page on which their work begins."""
    own = pages.get(START.get(role or "", ""))
    if role is None:
        gate.ask_to_sign_in()
    elif own is not None:
        st.switch_page(own)
    else:
        frame.welcome()


def main() -> None:
    st.set_page_config(page_title="Fairtrial", page_icon=str(HERE / "static" / "icon.svg"), layout="wide")
    with trouble.caught():
        actor = gate.present()
        pages = registered(actor)
        page = st.navigation(list(pages.values()), position="hidden")
        with frame.around(actor, pages, page), trouble.caught(tongue.here(actor)):
            page.run()


main()
