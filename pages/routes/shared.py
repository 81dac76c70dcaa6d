"""What somebody close reads: the parts that the patient chose, in words; with numbers only where that was wished."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from instruments import shelf
from models import history
from models.criteria.judge import TrialJudgement
from models.criteria.options import MATTERS
from models.criteria.outcome.domains import SYMPTOMS
from models.history import ScorePoint, SharedView
from pages import spoken
from pages.parts import fair_trial, own_line
from pages.parts.words import band, number, short_day, signs_of, word, word_about
from pages.routes.html import page

OWN = "what_matters"
DID = {
    "response": "did_better",
    "partial_response": "did_somewhat",
    "nonresponse": "did_same",
    "deterioration": "did_harder",
}


async def offer(request: Request) -> Response:
    """One button: whatever opens links by itself sees nothing of anybody."""
    language, chosen = spoken.of_request(request), spoken.chosen(request)
    return page("shared_offer", language=language, referrer="no-referrer", chosen=chosen, has_choice=True)


async def show(request: Request) -> Response:
    """What is shared, as it stands now."""
    form = await request.form()
    chosen = spoken.offered_or_none(form.get(spoken.FIELD))
    return await run_in_threadpool(_shown, request, request.path_params["token"], chosen)


def _shown(request: Request, token: str, chosen: str) -> Response:
    language = chosen or spoken.of_request(request)
    view = history.open_shared(token, language)
    if view is None:
        words = word("shared_gone_words", language)
        return page("shared_gone", status=410, language=language, referrer="no-referrer", words=words)
    who = view.given_name
    return page(
        "shared",
        crisis=view.crisis,
        language=view.language,
        referrer="no-referrer",
        who=who,
        until=short_day(view.expires_at.date(), view.language),
        parts=[(word_about(who, f"share_{name}", view.language), said(view, name)) for name in view.domains],
    )


def said(view: SharedView, name: str) -> list[str]:
    """The sentences of one part; that nothing is known is said, too."""
    if name == MATTERS:
        found = _matters(view)
    elif name == "treatment":
        found = [each for one in _trials(view) for each in _treatment(view, one)]
    else:
        found = _domain(view, name)
    return found or [word("share_nothing", view.language)]


def _treatment(view: SharedView, one: TrialJudgement) -> list[str]:
    """What it did is told from how the person feels, so it is told where that is shared as well."""
    language, who = view.language, view.given_name
    told = fair_trial.fair(one, language, who)
    if SYMPTOMS in view.domains:
        told += fair_trial.helped(one, language, who)
    return [fair_trial.when(one, fair_trial.name_of(one.trial, language), language), " ".join(told)]


def _trials(view: SharedView) -> list[TrialJudgement]:
    return list(view.own.judgement.current or view.own.judgement.trials[-1:])


def _matters(view: SharedView) -> list[str]:
    found = [one.words for one in view.own.preferences]
    points = [one for one in view.own.scores if one.instrument == OWN and one.value is not None]
    if points and view.with_scores:
        score = number(points[-1].value, view.language)
        found.append(word_about(view.given_name, "matters_line", view.language, score=score))
    return found


def _domain(view: SharedView, domain: str) -> list[str]:
    """The scale answered last in a domain: as a score with its meaning, or in words alone."""
    points = [one for one in view.own.scores if one.value is not None and _is_of(one, domain)]
    if not points:
        return []
    name = points[-1].instrument
    course = [one for one in points if one.instrument == name]
    if view.with_scores:
        began = own_line.began_with(view.own, name, shelf()[name].primary.id)
        return own_line.sentences(shelf()[name], course, began, view.language, view.given_name)
    return [*_in_words(course[-1], view.language), *_moved(view, domain)]


def _is_of(point: ScorePoint, domain: str) -> bool:
    found = shelf().get(point.instrument)
    return found is not None and str(found.domain) == domain and found.primary.id == point.scale


def _in_words(point: ScorePoint, language: str) -> list[str]:
    plain = band(point.instrument, point.band, language)
    if plain is None:
        return []
    return [word("share_band", language, band=plain, what=signs_of(point.instrument, language))]


def _moved(view: SharedView, domain: str) -> list[str]:
    for judged in view.own.judgement.current:
        outcome = judged.outcomes.get(domain)
        if outcome is not None and outcome.category in DID:
            return [word("share_since", view.language, did=word(DID[outcome.category], view.language))]
    return [word("share_since_unknown", view.language)]
