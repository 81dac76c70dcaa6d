"""Everything of one's own as a file: made anew for each request, for the patient alone, and left in no cache."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history
from models.errors import NotPermitted
from models.exchange.own_document import own_document
from pages import spoken, visit
from pages.routes.html import no_such_page

TOLD = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="my-data.json"'}


async def own_data(request: Request) -> Response:
    """The file; the name of the file tells nothing."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    actor = visit.actor_of(request.cookies)
    try:
        if actor is None or actor.patient_id is None:
            raise NotPermitted("Not found.")
        content = own_document(history.own_export(actor, actor.patient_id))
    except NotPermitted:
        return no_such_page(spoken.of_request(request, actor))
    return Response(content, media_type="application/json", headers=TOLD)
