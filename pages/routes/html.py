"""Small pages that need no JavaScript; every value is escaped where it enters the page."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from models.crisis import CrisisText, default_crisis_text
from models.settings import Mode, settings
from pages.parts.crisis import NOT_WATCHED, call_address, text_address
from pages.routes.look import address

HERE = Path(__file__).resolve().parent.parent / "html"


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    made.globals.update(look=address, call_address=call_address, text_address=text_address, not_watched=NOT_WATCHED)
    return made


def page(
    name: str,
    *,
    status: int = 200,
    crisis: CrisisText | None = None,
    language: str = "en",
    referrer: str = "same-origin",
    **values: Any,
) -> HTMLResponse:
    """One page from pages/html, with the crisis line at its foot; kept by nobody."""
    body = (
        _environment()
        .get_template(f"{name}.html")
        .render(
            is_demo=settings().mode is Mode.demo, crisis=crisis or default_crisis_text(), language=language, **values
        )
    )
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store", "Referrer-Policy": referrer})


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file to be kept by whoever asked, and by nothing on the way; `name` must tell nobody whose it is."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type=kind, headers=headers)
