"""In which language a visitor is spoken to: a patient's own, the one just chosen, or what the browser asks for."""

from collections.abc import Mapping

from starlette.requests import Request

from models.access import Actor
from models.languages import COMMON, offered, shown_in

NAME = "fairtrial_language"  # the language that was last read in this browser; opens nothing
FIELD = "language"
MOST_NAMED = 20


def of_actor(actor: Actor) -> str:
    """A patient's own language where it is offered; what staff read is in English."""
    return shown_in(actor.language) if actor.patient_id is not None else COMMON


def of_browser(cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """For somebody who is not signed in: what was read here before, else what the browser asks for."""
    there = offered()
    for wanted in (cookies.get(NAME, ""), cookies.get(f"__Host-{NAME}", ""), *_asked(headers)):
        if wanted in there:
            return wanted
    return COMMON


def chosen(request: Request) -> str:
    """The language that was just chosen by a link on the page; empty where none was."""
    return offered_or_none(request.query_params.get(FIELD))


def offered_or_none(wanted: object) -> str:
    """What a form or an address names, where it is a language that is offered."""
    return wanted if isinstance(wanted, str) and wanted in offered() else ""


def of_request(request: Request, actor: Actor | None = None) -> str:
    """For a plain page: what was just chosen, the patient's own, or the browser's."""
    return chosen(request) or (of_actor(actor) if actor else of_browser(request.cookies, request.headers))


def _asked(headers: Mapping[str, str]) -> list[str]:
    """The languages of Accept-Language, the dearest first."""
    found = []
    for place, part in enumerate(headers.get("accept-language", "").split(",")[:MOST_NAMED]):
        name, _, weight = part.strip().partition(";q=")
        try:
            found.append((-float(weight or 1), place, name.partition("-")[0].lower()))
        except ValueError:
            continue
    return [name for _, _, name in sorted(found)]
