"""A report to be kept: made anew for each request, for whoever may read the record, and never left in a cache."""

from threading import BoundedSemaphore

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import clock
from models.access import Actor
from models.errors import Invalid, NotPermitted
from models.exchange.report import Report, make, make_own, policy_named, size_of, to_pdf, to_text
from pages import spoken, visit
from pages.parts.trouble import note
from pages.routes.html import attachment, trouble, worded_trouble

# Making pages takes a processor for a moment: two at a time leave room for the clinic's screens.
PRESS = BoundedSemaphore(2)


async def history_report(request: Request) -> Response:
    """A patient's treatment history, for those who treat them; by choice for a payer, or in the patient's words."""
    return await run_in_threadpool(_answer, request, request.path_params["patient_id"])


async def own_report(request: Request) -> Response:
    """The patient's own report, for the patient alone."""
    return await run_in_threadpool(_answer, request, None)


def _answer(request: Request, patient_id: str | None) -> Response:
    actor = visit.actor_of(request.cookies)
    asked = request.query_params
    try:
        if actor is None:
            raise NotPermitted("Not found.")
        paper = size_of(asked.get("paper"))
        with PRESS:
            report = _report(request, actor, patient_id)
            if asked.get("form") == "text":
                return _file(to_text(report).encode(), "text/plain; charset=utf-8", report, "txt")
            return _file(to_pdf(report, paper, clock.now()), "application/pdf", report, "pdf")
    except NotPermitted:
        return _trouble(actor, 404, "not_found", "no_report")
    except Invalid as refused:
        words = "; ".join(f"{one.field}: {one.message}" for one in refused.problems)
        return trouble(400, "Not made", words)
    except Exception as problem:  # noqa: BLE001 - the reader gets a reference number, and the log where it broke
        return _trouble(actor, 500, "not_made", "report_broken", note(problem))


def _trouble(actor: Actor | None, status: int, heading: str, words: str, reference: str = "") -> Response:
    return worded_trouble(spoken.of_actor(actor) if actor else "en", status, heading, words, reference)


def _report(request: Request, actor: Actor, patient_id: str | None) -> Report:
    asked = request.query_params
    if patient_id is not None:
        policy = policy_named(asked["payer"]) if asked.get("payer") else None
        return make(actor, patient_id, plain=asked.get("for") == "patient", policy=policy)
    if actor.patient_id is None:
        raise NotPermitted("Not found.")
    return make_own(actor, actor.patient_id)


def _file(content: bytes, kind: str, report: Report, ending: str) -> Response:
    """Saved under a name that tells nobody whose it is."""
    name = "my-treatments" if report["kind"] == "plain" else "treatment-history"
    return attachment(content, kind, f"{name}-{report['made_on']}.{ending}")
