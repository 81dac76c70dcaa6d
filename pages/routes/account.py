"""One's own account: second factor, password, and the browsers in which one is signed in. Plain pages, nothing kept."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.access import Actor
from models.errors import Conflict, Invalid, NotPermitted
from pages import visit
from pages.parts.words import clock, short_day
from pages.routes.html import page
from pages.routes.letter import picture

HERE = "/account"
# What is said after an act; only these words are ever shown, whatever stands in the address.
SAID = {
    "ended": "That visit has ended.",
    "others": "You are signed out everywhere else.",
    "password": "Your password is changed. You are signed out everywhere else.",
    "off": "Your second factor is off.",
}
WRONG = "The password is not right, or was wrong too often: wait ten minutes."
Act = Callable[[Actor, FormData], Response]


async def show(request: Request) -> Response:
    """The account page."""
    return await run_in_threadpool(_shown, request, SAID.get(request.query_params.get("done", ""), ""))


async def act(request: Request) -> Response:
    """One of the page's buttons."""
    form = await request.form()
    return await run_in_threadpool(_done, request, form)


def _done(request: Request, form: FormData) -> Response:
    actor, wanted = visit.actor_of(request.cookies), ACTS.get(_text(form, "act"))
    if actor is None:
        return RedirectResponse("/sign-in", 303)
    try:
        if wanted is None:
            raise NotPermitted("Not found.")
        return wanted(actor, form)
    except Invalid as refused:
        return _shown(request, " ".join(f"{each.message}." for each in refused.problems), is_problem=True)
    except Conflict as refused:
        return _shown(request, str(refused), is_problem=True)
    except NotPermitted:
        return _not_found()


def _shown(request: Request, said: str = "", *, is_problem: bool = False) -> Response:
    actor = visit.actor_of(request.cookies)
    if actor is None:
        return RedirectResponse("/sign-in", 303)
    try:
        account = history.own_account(actor)
    except NotPermitted:
        return _not_found()
    status = 400 if is_problem else 200
    return page("account", status=status, who=actor.name, account=account, said=said, is_problem=is_problem, when=when)


def when(instant: datetime) -> str:
    """An instant in words."""
    return f"{short_day(instant.date())}, {clock(instant)} UTC"


def _began(actor: Actor, form: FormData) -> Response:
    return _square(actor)


def _square(actor: Actor, problem: str = "") -> Response:
    made = recording.begin_second_factor(actor)
    in_fours = " ".join(made.secret[start : start + 4] for start in range(0, len(made.secret), 4))
    shown = {"secret": in_fours, "square": picture(made.address), "problem": problem}
    return page("second_factor", status=400 if problem else 200, referrer="no-referrer", **shown)


def _confirmed(actor: Actor, form: FormData) -> Response:
    try:
        enrolled = recording.confirm_second_factor(actor, _text(form, "code"))
    except Invalid as refused:
        return _square(actor, f"{refused.problems[0].message}.")
    shown = page("codes", referrer="no-referrer", codes=enrolled.codes, is_new=True)
    return visit.begin(shown, enrolled.signed_in)


def _renewed(actor: Actor, form: FormData) -> Response:
    codes = recording.renew_codes(actor, _text(form, "password"))
    if codes is None:
        raise Conflict(WRONG)
    return page("codes", referrer="no-referrer", codes=codes, is_new=False)


def _removed(actor: Actor, form: FormData) -> Response:
    if not recording.remove_second_factor(actor, _text(form, "password")):
        raise Conflict(WRONG)
    return _back("off")


def _changed(actor: Actor, form: FormData) -> Response:
    if not recording.change_password(actor, _text(form, "password"), _text(form, "new")):
        raise Conflict(WRONG)
    return _back("password")


def _ended(actor: Actor, form: FormData) -> Response:
    recording.end_visit(actor, _text(form, "visit"))
    return _back("ended")


def _ended_others(actor: Actor, form: FormData) -> Response:
    recording.end_other_visits(actor)
    return _back("others")


def _back(done: str) -> Response:
    return RedirectResponse(f"{HERE}?done={quote(done)}", 303)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _not_found() -> Response:
    return page("trouble", status=404, heading="Not found", words="There is no such page.", reference="")


ACTS: dict[str, Act] = {
    "begin": _began,
    "confirm": _confirmed,
    "codes": _renewed,
    "off": _removed,
    "password": _changed,
    "end": _ended,
    "end-others": _ended_others,
}
