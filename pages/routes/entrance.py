"""Signing in and out: by account, or as an invented person where the installation is a demonstration."""

from itertools import groupby
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, provider, recording
from models.errors import NotFound, Refusal
from models.languages import COMMON
from models.recording import SignIn
from models.settings import Mode, settings
from pages import spoken, visit
from pages.addresses import safe_next
from pages.browser_name import browser_name
from pages.parts import unsent
from pages.parts.words import word
from pages.routes.check_in_link import layout_of, speak
from pages.routes.html import page

GROUPS = {"clinician": "who_clinicians", "patient": "who_patients", "admin": "who_admins"}


async def ask(request: Request) -> Response:
    """The sign-in page."""
    return await _ask(request, request.query_params.get("next"))


async def sign_in(request: Request) -> Response:
    """Check who it is and start a visit; a refusal never says which half was wrong."""
    form = await request.form()
    after = _text(form, "next")
    try:
        signed_in = await run_in_threadpool(_admit, request, form)
    except Refusal:
        return await _ask(request, after, is_wrong=True, user_name=_text(form, "user_name"), status=401)
    if signed_in.owes_code:
        return visit.owe_code(page("code", after=safe_next(after), problem=""), signed_in)
    await run_in_threadpool(speak, signed_in, form.get(spoken.FIELD))
    return visit.begin(RedirectResponse(safe_next(after), status_code=303), signed_in)


async def ask_code(request: Request) -> Response:
    """Nothing to see without the password given first."""
    if not visit.kept(request.cookies, visit.STEP):
        return RedirectResponse("/sign-in", 303)
    return page("code", after=safe_next(request.query_params.get("next")), problem="")


async def give_code(request: Request) -> Response:
    """The second step."""
    form, step = await request.form(), visit.kept(request.cookies, visit.STEP)
    after = safe_next(_text(form, "next"))
    try:
        signed_in = await run_in_threadpool(recording.give_code, step or "", _text(form, "code"))
    except NotFound:
        return visit.paid_code(RedirectResponse("/sign-in", 303))
    except Refusal as refusal:
        return page("code", status=401, after=after, problem=str(refusal))
    return visit.paid_code(visit.begin(RedirectResponse(after, status_code=303), signed_in))


async def confirm(request: Request) -> Response:
    """Ask before signing out: opening an address never ends a visit."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    return page("sign_out", language=spoken.of_request(request, actor))


async def sign_out(request: Request) -> Response:
    """End the visit in the database, so that a copy of the cookie is worth nothing, and then in the browser."""
    secret = visit.cookie_of(request.cookies)
    if secret:
        ended = await run_in_threadpool(history.actor_of, secret)
        await run_in_threadpool(recording.sign_out, secret)
        unsent.drop(ended.visit_id if ended else None)
    there = await _leave_provider(request)
    if there:
        return visit.end(page("signed_out", referrer="no-referrer", there=there))
    leave = RedirectResponse("/sign-in", status_code=303, headers={"Clear-Site-Data": '"cache"'})
    return visit.end(leave)


async def _leave_provider(request: Request) -> str | None:
    """Where the provider ends its own visit, for whoever came through it."""
    if not settings().has_provider or not visit.kept(request.cookies, visit.BY_PROVIDER):
        return None
    return await run_in_threadpool(provider.leave_address)


def _admit(request: Request, form: FormData) -> SignIn:
    layout = layout_of(form.get("layout"))
    if settings().mode is Mode.demo and _text(form, "person"):
        return recording.sign_in_demo(_text(form, "person"), layout=layout)
    return recording.sign_in(
        _text(form, "user_name"),
        _text(form, "password"),
        layout=layout,
        known_browser=visit.kept(request.cookies, visit.KNOWN),
        address=request.client.host if request.client else None,
        browser=browser_name(request.headers.get("user-agent")),
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _ask(
    request: Request, after: str | None, *, is_wrong: bool = False, user_name: str = "", status: int = 200
) -> Response:
    form = await request.form() if request.method == "POST" else {}
    chosen = spoken.chosen(request) or spoken.offered_or_none(form.get(spoken.FIELD))
    language = chosen or spoken.of_request(request)
    people = await run_in_threadpool(history.demo_people) if settings().mode is Mode.demo else []
    order = list(GROUPS)
    people = sorted(people, key=lambda each: order.index(each.role))
    groups = [
        (word(GROUPS[role], language), list(some)) for role, some in groupby(people, key=lambda each: str(each.role))
    ]
    problem = word("sign_in_wrong", language) if is_wrong else ""
    shown = {"groups": groups, "after": safe_next(after), "problem": problem, "user_name": user_name, "chosen": chosen}
    # An invented patient speaks as the page did on which somebody chose to be them; a real one as they wish themselves.
    shown["read_in"] = chosen or (language if language != COMMON else "")
    query = urlencode({"next": shown["after"]})
    shown["provider"] = (settings().oidc_label, f"/sign-in/with?{query}") if settings().has_provider else None
    shown["in_language"] = lambda code: "?" + urlencode({"language": code, "next": shown["after"]})
    return page("sign_in", status=status, language=language, has_choice=True, **shown)
