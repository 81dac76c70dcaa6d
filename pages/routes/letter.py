"""A letter on paper: a link as a picture that a telephone's camera reads, made by a button for whoever may invite."""

from io import BytesIO

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history, recording
from models.access import Actor, Permission, may
from models.errors import NotPermitted
from models.history import LetterHead
from pages import visit
from pages.parts.words import short_day
from pages.routes.html import no_such_page, page


async def offer(request: Request) -> Response:
    """Say what a letter does before it is made: earlier links end."""
    return await run_in_threadpool(_answer, request, False)


async def make(request: Request) -> Response:
    """Make the link and show the letter; it is shown only now."""
    return await run_in_threadpool(_answer, request, True)


def _answer(request: Request, is_wanted: bool) -> Response:
    patient_id = request.path_params["patient_id"]
    try:
        actor = visit.actor_of(request.cookies)
        if actor is None or not may(actor, Permission.patient_read):
            raise NotPermitted("Not found.")
        head = history.letter_head(actor, patient_id)
        if not is_wanted:
            return page("letter_offer", referrer="no-referrer", head=head)
        return _letter(actor, patient_id, head)
    except NotPermitted:
        return no_such_page()


def _letter(actor: Actor, patient_id: str, head: LetterHead) -> Response:
    link = recording.invite(actor, patient_id)
    until, code = short_day(link.last_day, head.language), picture(link.url)
    return page(
        "letter", language=head.language, referrer="no-referrer", head=head, link=link.url, until=until, code=code
    )


def picture(address: str) -> str:
    """The address as a drawing: black on white in either light, wide enough margins for every camera."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=1, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return drawn.getvalue().decode()
