"""Small pages that need no JavaScript; every value is escaped where it enters the page."""

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from models.crisis import CrisisText, default_crisis_text
from models.languages import NAMES
from models.settings import Mode, settings
from pages.parts.crisis import call_address, text_address
from pages.parts.words import counted, direction, from_clinic, offered, shown_in, word
from pages.routes.look import address

HERE = Path(__file__).resolve().parent.parent / "html"


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    made.globals.update(look=address, call_address=call_address, text_address=text_address, direction=direction)
    return made


def page(
    name: str,
    *,
    status: int = 200,
    crisis: CrisisText | None = None,
    language: str = "en",
    referrer: str = "same-origin",
    has_choice: bool = False,
    **values: Any,
) -> HTMLResponse:
    """One page from pages/html, with the crisis line at its foot; kept by nobody.

    `has_choice` adds links to the same page in the other languages.
    """
    spoken = shown_in(language)
    given = {**_tongue(spoken), "languages": choices() if has_choice else (), **values}
    body = (
        _environment()
        .get_template(f"{name}.html")
        .render(is_demo=settings().mode is Mode.demo, crisis=crisis or default_crisis_text(spoken), **given)
    )
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store", "Referrer-Policy": referrer})


def choices() -> tuple[tuple[str, str], ...]:
    """The languages that a reader may choose, each by its own name; none where there is only one."""
    there = offered()
    return tuple((each, NAMES[each]) for each in there) if len(there) > 1 else ()


def _tongue(language: str) -> dict[str, Any]:
    """What a page needs to speak one language."""

    def spoken(other: str, *, always: bool = False) -> dict[str, str]:
        """The attributes of words in another language than the page's."""
        return {"lang": other, "dir": direction(other)} if always or other != language else {}

    def own_words(said: str, other: str) -> dict[str, str]:
        return spoken(other) if from_clinic(said, language) == said else {}

    return {
        "language": language,
        "spoken": spoken,
        "own_words": own_words,
        "in_language": lambda code: f"?language={code}",
        "t": lambda key, **some: word(key, language, **some),
        "counted": lambda key, n: counted(key, n, language),
        "from_clinic": partial(from_clinic, language=language),
    }


def trouble(
    status: int,
    heading: str,
    words: str,
    *,
    language: str = "en",
    reference: str = "",
    referrer: str = "same-origin",
) -> HTMLResponse:
    """Why what was asked for is not here; with a number where the log tells more."""
    said = {"heading": heading, "words": words, "reference": reference}
    return page("trouble", status=status, language=language, referrer=referrer, **said)


def worded_trouble(language: str, status: int, heading: str, words: str, reference: str = "") -> HTMLResponse:
    """The same to a patient, by the names of the sentences."""
    return trouble(status, word(heading, language), word(words, language), language=language, reference=reference)


def no_such_page(language: str = "en") -> HTMLResponse:
    """The same words for what does not exist and for what is not this reader's concern."""
    return worded_trouble(language, 404, "not_found", "no_page")


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file to be kept by whoever asked, and by nothing on the way; `name` must tell nobody whose it is."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type=kind, headers=headers)
