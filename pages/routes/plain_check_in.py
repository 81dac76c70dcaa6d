"""The check-in as one plain form, for a browser that is old or without JavaScript: same door, checks and flags."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.access import Actor, Permission, may
from models.criteria.sitting import Question, Sitting, sitting_of
from models.errors import Conflict, Invalid, NotPermitted
from models.form_proof import form_proof, is_proved
from models.history import CheckInView
from models.recording import AnswerState
from pages import spoken, visit
from pages.parts.questionnaire import is_in_english, recall
from pages.parts.sheet import waiting
from pages.parts.words import clock, day, shown_in, word
from pages.parts.words import number as spell
from pages.routes.html import choices, page, worded_trouble

HERE = "/plain/check-in"
SKIP, DOES_NOT_APPLY = "skip", "na"


class Choice(NamedTuple):
    """One answer that may be chosen; `value` is as it comes back."""

    value: str
    label: str
    is_chosen: bool
    is_ours: bool = False


class Asked(NamedTuple):
    """One question as the form shows it; `choices` is empty where a number is written."""

    name: str
    number: int
    words: str
    language: str
    lead: str
    choices: tuple[Choice, ...]
    ends: tuple[str, str, str]
    problem: str
    in_english: bool


async def show(request: Request) -> Response:
    """The form with what is kept already, or the receipt."""
    return await run_in_threadpool(_shown, request)


async def take(request: Request) -> Response:
    """Keep what was answered; send it where that was asked for."""
    form = await request.form()
    return await run_in_threadpool(_taken, request, form)


def _who(request: Request) -> tuple[Actor, str] | None:
    """The patient and the check-in; None where there is none for this visitor."""
    actor = visit.actor_of(request.cookies)
    if actor is None or actor.patient_id is None or not may(actor, Permission.check_in_fill):
        return None
    if actor.check_in_id is not None:
        return actor, actor.check_in_id
    lines = history.check_ins_of(actor, actor.patient_id)
    here = request.query_params.get("of", "")
    due = waiting(actor, lines)
    chosen = here if here in {line.id for line in lines} else (due.id if due else None)
    return (actor, chosen) if chosen else None


def _shown(request: Request, problems: Mapping[str, str] | None = None, *, said: str = "") -> Response:
    found = _who(request)
    if found is None:
        return _nothing(request)
    actor, check_in_id = found
    try:
        view = history.open_check_in(actor, check_in_id)
    except NotPermitted:
        return _nothing(request)
    if view.received_at is not None or view.is_closed:
        return _received(view)
    sitting = sitting_of(view.instruments, view.answers, view.form_versions)
    asked = [_asked(view, sitting, each, problems or {}) for each in sitting.asked]
    secret = visit.cookie_of(request.cookies) or ""
    return page(
        "plain_check_in",
        status=400 if problems else 200,
        crisis=view.crisis,
        language=view.language,
        referrer="same-origin",
        view=view,
        asked=asked,
        said=said,
        problems=len(problems or {}),
        proof=form_proof(secret),
        here=f"{HERE}?of={check_in_id}",
        offer=word("offer_more", view.language) if view.offers else "",
        offer_yes=word("offer_more_yes", view.language),
        plan=_plan(actor) if view.needs_person else "",
        plan_title=word("plan_title", view.language),
        choices=choices(),
    )


def _nothing(request: Request) -> Response:
    language = spoken.of_request(request, visit.actor_of(request.cookies))
    shown = {"words": word("nothing_words", language), "heading": word("nothing_title", language)}
    return page("plain_nothing", language=language, **shown)


def _received(view: CheckInView) -> Response:
    at = view.local(view.received_at) if view.received_at else None
    language = view.language
    if at:
        heading = word("received", language, at=clock(at, language), day=day(at.date(), language))
    else:
        heading = word("closed_title", language)
    words = view.answers_read if at else word("closed_words", language, day=day(view.closes_on, language))
    shown = {"view": view, "heading": heading, "words": words, "is_clinics": bool(at)}
    return page("plain_received", crisis=view.crisis, language=language, **shown)


def _plan(actor: Actor) -> str:
    if actor.patient_id is None or not may(actor, Permission.own_course_read):
        return ""
    plan = history.own_safety_plan(actor, actor.patient_id)
    return plan.words if plan else ""


def _asked(view: CheckInView, sitting: Sitting, question: Question, problems: Mapping[str, str]) -> Asked:
    language, item = view.form_languages[question.instrument], question.about
    name, given = f"{question.instrument}:{question.item}", view.answers.get(question)
    kept = "" if given is None else {"skipped": SKIP, "not_applicable": DOES_NOT_APPLY}.get(given.state, "")
    value = f"{given.value:g}" if given is not None and given.value is not None else kept
    offered = [(f"{each.value:g}", each.label(language)) for each in item.choices or ()]
    if item.not_applicable:
        offered.append((DOES_NOT_APPLY, word("not_applicable", view.language)))
    offered.append((SKIP, word("leave_out", view.language)))
    ours = (DOES_NOT_APPLY, SKIP)
    answers = tuple(Choice(*each, each[0] == value, each[0] in ours) for each in offered) if item.choices else ()
    low, high = item.number or (0.0, 0.0)
    ends = (spell(low, view.language), spell(high, view.language), value if value not in (SKIP, DOES_NOT_APPLY) else "")
    words = f"{item.lead(language)} {item.text(language)}" if item.lead(language) else item.text(language)
    number = sitting.number(question)
    is_first = _is_first(sitting, question)
    lead = recall(question.form, language) if is_first else ""
    in_english = is_first and is_in_english(language, view.language)
    return Asked(name, number, words, language, lead, answers, ends, problems.get(name, ""), in_english)


def _is_first(sitting: Sitting, question: Question) -> bool:
    return next(each for each in sitting.asked if each.instrument == question.instrument) == question


def _taken(request: Request, form: FormData) -> Response:
    found = _who(request)
    if found is None or not is_proved(visit.cookie_of(request.cookies), form.get("proof")):
        language = spoken.of_request(request, visit.actor_of(request.cookies))
        return worded_trouble(language, 403, "not_accepted", "form_too_old")
    actor, check_in_id = found
    view = history.open_check_in(actor, check_in_id)
    if view.received_at is not None or view.is_closed:
        return _received(view)
    needed_person = view.needs_person
    problems = _keep(actor, view, form)
    if wanted := spoken.offered_or_none(form.get(spoken.FIELD)):
        recording.choose_language(actor, wanted)
        if not problems:
            return RedirectResponse(f"{HERE}?of={check_in_id}", 303)
    if problems:
        return _shown(request, problems)
    if form.get("act") == "more":
        recording.ask_more(actor, check_in_id)
        return RedirectResponse(f"{HERE}?of={check_in_id}", 303)
    view = history.open_check_in(actor, check_in_id)
    # Help first: an answer that needs a person is kept and told already; sending is one more tap, below the numbers.
    grown = len(sitting_of(view.instruments, view.answers, view.form_versions).untouched)
    if form.get("act") != "send" or (view.needs_person and not needed_person) or grown:
        return _shown(request, said=word("plain_kept", view.language))
    recording.send_check_in(actor, check_in_id)
    return RedirectResponse(f"{HERE}?of={check_in_id}", 303)


def _keep(actor: Actor, view: CheckInView, form: FormData) -> dict[str, str]:
    """Keep each answer of the form through the door that every answer takes; returns what was refused, by field."""
    refused: dict[str, str] = {}
    sitting = sitting_of(view.instruments, view.answers, view.form_versions)
    for question in sitting.asked:
        name = f"{question.instrument}:{question.item}"
        typed = form.get(name)
        try:
            _keep_one(actor, view, question, typed.strip() if isinstance(typed, str) else "", form.get("act") == "send")
        except Invalid as objection:
            said = "; ".join(one.message for one in objection.problems)
            refused[name] = said if shown_in(view.language) == "en" else _fits(question, view.language)
        except Conflict:
            break
    return refused


def _fits(question: Question, language: str) -> str:
    """What would fit, where the door's own words are in another language."""
    ends = question.about.number
    if ends is None:
        return word("plain_choose", language)
    return word("plain_fits", language, low=spell(ends[0], language), high=spell(ends[1], language))


def _keep_one(actor: Actor, view: CheckInView, question: Question, typed: str, is_last: bool) -> None:
    given = view.answers.get(question)
    if typed in ("", SKIP):
        if (typed == SKIP or is_last) and (given is None or (typed == SKIP and given.state != "skipped")):
            _save(actor, view, question, AnswerState.skipped)
        return
    if typed == DOES_NOT_APPLY:
        _save(actor, view, question, AnswerState.not_applicable)
        return
    try:
        value = float(typed.replace(",", ".")) if typed.isascii() else float("inf")
    except ValueError:
        value = float("inf")  # the door says what is allowed
    _save(actor, view, question, AnswerState.answered, value)


def _save(actor: Actor, view: CheckInView, question: Question, state: AnswerState, value: float | None = None) -> None:
    recording.save_answer(actor, view.id, question.instrument, question.item, state, value)
