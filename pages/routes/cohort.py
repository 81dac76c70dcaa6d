"""A picture of the cohort as a file: made anew for each request, for those who may see the cohort."""

import csv
import io

import vl_convert
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history
from models.clock import today
from models.errors import Invalid, NotPermitted
from pages import visit
from pages.parts import cohort_filter
from pages.parts.cohort_charts import DRAWN, spec
from pages.parts.cohort_picture import table_of
from pages.parts.cohort_tables import Table
from pages.parts.theme import LIGHT
from pages.parts.trouble import note
from pages.routes.html import page

KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
WIDTH = 760
FIRST = "=+-@\t\r"  # a cell that begins with one of these is read as a formula by spreadsheets


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
        return _file(_made(name, ending, table, about), name, ending)
    except NotPermitted:
        return page("trouble", status=404, heading="Not found", words="There is no such picture.", reference="")
    except Invalid as refused:
        words = (
            "; ".join(f"{one.field}: {one.message}" for one in refused.problems) or "Too few trials for this picture."
        )
        return page("trouble", status=400, heading="Not made", words=words, reference="")
    except Exception as problem:  # noqa: BLE001 - the reader gets a reference number, and the log where it broke
        words = "The picture could not be made. Nothing in the record has changed."
        return page("trouble", status=500, heading="Not made", words=words, reference=note(problem))


def _made(name: str, ending: str, table: Table, about: str) -> bytes:
    if ending == "csv":
        return _csv(table, about)
    drawn = {**spec(name, table, LIGHT), "width": WIDTH, "background": LIGHT.paper}
    drawn["title"] = {
        "text": [about, *_lines(" ".join(table.said))],
        "anchor": "start",
        "fontSize": 11,
        "fontWeight": "normal",
    }
    return (
        vl_convert.vegalite_to_svg(drawn).encode()
        if ending == "svg"
        else bytes(vl_convert.vegalite_to_png(drawn, scale=2))
    )


def _lines(words: str, width: int = 125) -> list[str]:
    lines = [""]
    for each in words.split():
        if len(lines[-1]) + len(each) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {each}".strip()
    return lines


def _csv(table: Table, about: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.rows[0])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row.values()])
    writer.writerow([])
    for sentence in [about, *table.said]:
        writer.writerow([_cell(sentence)])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(FIRST)) else value


def _file(content: bytes, name: str, ending: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="cohort-{name}-{today("UTC")}.{ending}"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type=KINDS[ending], headers=headers)
