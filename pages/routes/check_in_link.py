"""A check-in link: what it is about, one button, and then a visit that can only fill this one check-in."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.crisis import CrisisText
from models.errors import Refusal
from models.history import LinkState
from models.recording import SignIn
from pages import spoken, visit
from pages.parts.words import clock, day, shown_in, word
from pages.routes.html import page

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")


async def offer(request: Request) -> Response:
    """Say what waits behind the link and use nothing up: mail scanners open links, too."""
    state = await run_in_threadpool(history.link_state, request.path_params["token"])
    chosen = spoken.chosen(request)
    language = chosen or shown_in(state.language)
    crisis = state.crisis_in(language)
    if state.received_at is not None:
        return received(state, language, crisis)
    if not state.is_open:
        return gone(spoken.of_request(request))
    shown = {"state": state, "chosen": chosen, "has_choice": True}
    return page("link", crisis=crisis, language=language, referrer="no-referrer", **shown)


async def redeem(request: Request) -> Response:
    """Use the link up, start the visit, and leave the token behind."""
    form = await request.form()
    try:
        signed_in = await run_in_threadpool(
            recording.redeem_link, request.path_params["token"], layout=layout_of(form.get("layout"))
        )
    except Refusal:
        return await offer(request)
    await run_in_threadpool(speak, signed_in, form.get(spoken.FIELD))
    where = "/plain/check-in" if form.get("layout") == "plain" else "/check-in"
    leave = RedirectResponse(where, status_code=303, headers={"Referrer-Policy": "no-referrer"})
    return visit.begin(leave, signed_in)


def layout_of(wanted: object) -> str:
    """One question a screen unless the wide button was the one in sight."""
    return "list" if wanted == "list" else "one"


def speak(signed_in: SignIn, wanted: object) -> None:
    """Keep the language that a patient chose on the way in."""
    actor = history.actor_of(signed_in.token) if isinstance(wanted, str) and wanted else None
    if actor is not None and actor.patient_id is not None:
        try:
            recording.choose_language(actor, str(wanted))
        except Refusal:
            return  # not offered any more: the patient's own stays


def received(state: LinkState, language: str, crisis: CrisisText) -> Response:
    """Whoever opens the link again after sending learns that nothing is missing, and when it came."""
    at = state.received_at
    when = {"day": day(at.date(), language, year=True), "at": clock(at, language)} if at else {"day": "", "at": ""}
    said = word("link_received_words", language, **when)
    return page("link_received", crisis=crisis, language=language, referrer="no-referrer", state=state, received=said)


def gone(language: str = "en") -> Response:
    """Expired, revoked, mistyped and invented links look alike: a link says nothing about a person."""
    return page("link_gone", status=410, language=language, referrer="no-referrer")
