"""One's own account: second factor, password, and the browsers in which one is signed in. Plain pages, nothing kept."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.access import Actor
from models.errors import Conflict, Invalid, NotPermitted
from pages import spoken, visit
from pages.parts.words import clock, short_day, word
from pages.routes.html import no_such_page, page
from pages.routes.letter import picture

HERE = "/account"
# What is said after an act; only these words are ever shown, whatever stands in the address.
SAID = {"ended": "account_ended", "others": "account_others_ended", "password": "account_changed"}
SAID_TO_STAFF = {"off": "Your second factor is off."}
Act = Callable[[Actor, FormData], Response]


async def show(request: Request) -> Response:
    """The account page."""
    return await run_in_threadpool(_shown, request, done=request.query_params.get("done", ""))


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
        said = " ".join(f"{each.message}." for each in refused.problems)
        if (language := spoken.of_actor(actor)) != "en":
            said = word("look_again", language)
        return _shown(request, said, is_problem=True)
    except Conflict as refused:
        return _shown(request, str(refused), is_problem=True)
    except NotPermitted:
        return no_such_page()


def _shown(request: Request, said: str = "", *, is_problem: bool = False, done: str = "") -> Response:
    actor = visit.actor_of(request.cookies)
    if actor is None:
        return RedirectResponse("/sign-in", 303)
    try:
        account = history.own_account(actor)
    except NotPermitted:
        return no_such_page()
    status, language = 400 if is_problem else 200, spoken.of_actor(actor)
    said = word(SAID[done], language) if done in SAID else said or SAID_TO_STAFF.get(done, "")
    shown = {"who": actor.name, "account": account, "said": said, "is_problem": is_problem}
    return page(
        "account", status=status, language=language, when=lambda at: when(at, actor.time_zone, language), **shown
    )


def when(instant: datetime, time_zone: str, language: str = "en") -> str:
    """An instant on the reader's own clock, in words."""
    local = instant.astimezone(ZoneInfo(time_zone))
    return word("account_when", language, day=short_day(local.date(), language), at=clock(local, language))


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
        raise Conflict(word("account_wrong", spoken.of_actor(actor)))
    return page("codes", referrer="no-referrer", codes=codes, is_new=False)


def _removed(actor: Actor, form: FormData) -> Response:
    if not recording.remove_second_factor(actor, _text(form, "password")):
        raise Conflict(word("account_wrong", spoken.of_actor(actor)))
    return _back("off")


def _changed(actor: Actor, form: FormData) -> Response:
    if not recording.change_password(actor, _text(form, "password"), _text(form, "new")):
        raise Conflict(word("account_wrong", spoken.of_actor(actor)))
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


ACTS: dict[str, Act] = {
    "begin": _began,
    "confirm": _confirmed,
    "codes": _renewed,
    "off": _removed,
    "password": _changed,
    "end": _ended,
    "end-others": _ended_others,
}
