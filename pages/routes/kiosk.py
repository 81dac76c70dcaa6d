"""The clinic's tablet: handed over with a PIN, taken back with it, and inside of that no way out of one check-in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.access import Actor, ActorKind
from models.errors import Conflict, Invalid, NotPermitted
from models.history import PatientHeader
from pages import visit
from pages.parts.plain import day
from pages.routes.check_in_link import layout_of
from pages.routes.html import page, trouble

# What the next person finds under the back button is asked for anew: the browser's copies are thrown away.
FORGET = {"Clear-Site-Data": '"cache"', "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


async def offer(request: Request) -> Response:
    """Ask for a PIN before the tablet leaves the hand; the patient is named by two identifiers."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    return await _offer(actor, request.path_params["patient_id"])


async def hand_over(request: Request) -> Response:
    """End the staff's visit on this device and begin the patient's."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    patient_id, form = request.path_params["patient_id"], await request.form()
    if actor is None:
        return RedirectResponse("/sign-in", 303)
    try:
        handed = await run_in_threadpool(
            recording.open_kiosk, actor, patient_id, str(form.get("pin", "")), layout=layout_of(form.get("layout"))
        )
    except Invalid as refused:
        return await _offer(actor, patient_id, problem=refused.problems[0].message, status=400)
    except Conflict:
        return RedirectResponse("/sign-in", 303)
    except NotPermitted:
        return _not_found()
    return visit.begin(RedirectResponse("/check-in", 303, FORGET), handed)


async def ask_back(request: Request) -> Response:
    """Ask for the PIN; whoever is not on a handed-over tablet has nothing to do here."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    return RedirectResponse("/", 303) if not is_kiosk(actor) else _ask_back(actor)


async def take_back(request: Request) -> Response:
    """With the PIN, back to the patient's page in a new visit; after five wrong ones only signing in leads on."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    form = await request.form()
    if actor is None or not is_kiosk(actor):
        return RedirectResponse("/", 303)
    if form.get("sign_out"):
        return await _sign_out(request)
    back = await run_in_threadpool(recording.leave_kiosk, actor, str(form.get("pin", "")))
    if back.signed_in is not None:
        leave = RedirectResponse(f"/patient?id={back.signed_in.patient_id}", 303, FORGET)
        return visit.begin(leave, back.signed_in)
    return _ask_back(actor, back.tries_left) if back.tries_left else await _sign_out(request)


def is_kiosk(actor: Actor | None) -> bool:
    """Whether this browser is a tablet in a patient's hands."""
    return actor is not None and actor.kind is ActorKind.kiosk


async def _offer(actor: Actor | None, patient_id: str, *, problem: str = "", status: int = 200) -> Response:
    if actor is None:
        return RedirectResponse("/sign-in", 303)
    try:
        who: PatientHeader = await run_in_threadpool(history.hand_over_to, actor, patient_id)
    except NotPermitted:
        return _not_found()
    born = f"born {day(who.born_on)}" if who.born_on else "birth date not recorded"
    return page("hand_over", status=status, who=who, born=born, problem=problem)


def _ask_back(actor: Actor | None, tries_left: int | None = None) -> Response:
    crisis = history.crisis_for(actor)
    return page("hand_back", status=200 if tries_left is None else 401, crisis=crisis, tries_left=tries_left)


async def _sign_out(request: Request) -> Response:
    secret = visit.cookie_of(request.cookies)
    if secret:
        await run_in_threadpool(recording.sign_out, secret)
    return visit.end(RedirectResponse("/sign-in", 303, FORGET))


def _not_found() -> Response:
    return trouble(404, "Not found", "There is nobody here by that address.")
