"""A picture of the cohort as a file: made anew for each request, for those who may see the cohort."""

import csv
import io
from textwrap import wrap

import vl_convert
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history
from models.clock import today
from models.errors import Invalid, NotPermitted
from models.exchange.csv_cells import safe
from pages import visit
from pages.parts import cohort_filter
from pages.parts.cohort_charts import DRAWN, spec
from pages.parts.cohort_picture import table_of
from pages.parts.cohort_tables import Table
from pages.parts.theme import LIGHT
from pages.parts.trouble import note
from pages.routes.html import attachment, trouble

KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
WIDTH = 760
LETTERS = 126  # of a line of words above a picture


async def picture(request: Request) -> Response:
    """`/cohort/NAME.svg|png|csv` with the choices of the page in the address."""
    return await run_in_threadpool(_answer, request, request.path_params["name"], request.path_params["ending"])


def _answer(request: Request, name: str, ending: str) -> Response:
    actor = visit.actor_of(request.cookies)
    try:
        if actor is None or name not in DRAWN or ending not in KINDS:
            raise NotPermitted("Not found.")
        wish, whole_clinic = cohort_filter.read(request.query_params)
        seen = history.cohort(actor, wish, whole_clinic=whole_clinic)
        wanted = request.query_params.get("scale", "")
        table = table_of(name, seen, wanted)
        if not table:
            raise Invalid([])
        about = cohort_filter.in_words(wish, whole_clinic=whole_clinic)
        return attachment(_made(name, ending, table, about), KINDS[ending], f"cohort-{name}-{today('UTC')}.{ending}")
    except NotPermitted:
        return trouble(404, "Not found", "There is no such picture.")
    except Invalid as refused:
        words = (
            "; ".join(f"{one.field}: {one.message}" for one in refused.problems) or "Too few trials for this picture."
        )
        return trouble(400, "Not made", words)
    except Exception as problem:  # noqa: BLE001 - the reader gets a reference number, and the log where it broke
        words = "The picture could not be made. Nothing in the record has changed."
        return trouble(500, "Not made", words, reference=note(problem))


def _made(name: str, ending: str, table: Table, about: str) -> bytes:
    if ending == "csv":
        return _csv(table, about)
    drawn = {**spec(name, table, LIGHT), "width": WIDTH}
    drawn["title"] = {
        "text": [about, *wrap(" ".join(table.said), LETTERS, break_long_words=False, break_on_hyphens=False)],
        "anchor": "start",
        "fontSize": 11,
        "fontWeight": "normal",
    }
    return (
        vl_convert.vegalite_to_svg(drawn).encode()
        if ending == "svg"
        else bytes(vl_convert.vegalite_to_png(drawn, scale=2))
    )


def _csv(table: Table, about: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.rows[0])
    for row in table.rows:
        writer.writerow([safe(value) if isinstance(value, str) else value for value in row.values()])
    writer.writerow([])
    for sentence in [about, *table.said]:
        writer.writerow([safe(sentence)])
    return out.getvalue().encode("utf-8-sig")
