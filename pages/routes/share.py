"""Whom a patient lets read along: what is shared, with whom, until when; and the end of it at any time."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.access import Actor, Permission, may
from models.errors import Invalid, NotPermitted
from models.recording import SHAREABLE, ShareInput
from pages import spoken, visit
from pages.parts.words import short_day, word
from pages.routes.html import no_such_page, page

DAYS = (7, 30, 90)


async def show(request: Request) -> Response:
    """What is shared now, and the form for something new."""
    return await run_in_threadpool(_shown, request)


async def act(request: Request) -> Response:
    """Make a link, or end one."""
    form = await request.form()
    return await run_in_threadpool(_done, request, form)


def _owner(request: Request) -> tuple[Actor, str]:
    actor = visit.actor_of(request.cookies)
    if actor is None or actor.patient_id is None or not may(actor, Permission.share_write):
        raise NotPermitted("Not found.")
    return actor, actor.patient_id


def _shown(request: Request, *, problem: str = "", made: str = "") -> Response:
    try:
        actor, patient_id = _owner(request)
        shares = history.shares_of(actor, patient_id)
    except NotPermitted:
        return no_such_page(_tongue(request))
    return page(
        "share",
        status=400 if problem else 200,
        crisis=history.crisis_for(actor),
        language=actor.language,
        referrer="no-referrer" if made else "same-origin",
        shares=shares,
        names={name: word(f"share_{name}", actor.language) for name in SHAREABLE},
        days=DAYS,
        problem=problem,
        made=made,
        until=lambda at: short_day(at.date(), actor.language),
    )


def _done(request: Request, form: FormData) -> Response:
    try:
        actor, patient_id = _owner(request)
        if ended := form.get("end"):
            recording.revoke_share(actor, str(ended))
            return RedirectResponse("/share", 303)
        days = str(form.get("days", ""))
        wanted = ShareInput.of(
            shared_with=str(form.get("with", "")),
            domains=tuple(str(each) for each in form.getlist("domain")),
            days=int(days) if days.isdecimal() else 0,
            with_scores=form.get("scores") == "yes",
        )
        return _shown(request, made=recording.offer_share(actor, patient_id, wanted))
    except Invalid:
        return _shown(request, problem=word("share_problem", _tongue(request)))
    except NotPermitted:
        return no_such_page(_tongue(request))


def _tongue(request: Request) -> str:
    return spoken.of_request(request, visit.actor_of(request.cookies))
