"""What the abbreviations on the pages for staff mean: one plain page, nothing of anybody in it."""

from starlette.requests import Request
from starlette.responses import Response

from pages.parts.abbreviations import groups
from pages.routes.html import page


def show(request: Request) -> Response:
    return page("abbreviations", groups=groups())
