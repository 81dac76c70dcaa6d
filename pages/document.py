"""Streamlit's own start page, made ours: language, title, style sheet, and what to do without JavaScript."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.crisis import default_crisis_text
from pages import spoken
from pages.addresses import PAGES
from pages.parts.words import direction, offered, shown_in, word
from pages.routes.html import no_such_page
from pages.routes.look import address

ORIGINAL = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
MARK = b'<div id="root">'
# Where the server is, said at once: left to itself, each page but the front one first asks below its own address, in
# vain, and a telephone on a slow line waits for that answer.
SERVER_IS_HERE = '<script>window.__streamlit = { BACKEND_BASE_URL: location.origin + "/" }</script>'
ELSEWHERE = (
    "/static/",
    "/look/",
    "/app/",
    "/_stcore/",
    "/media/",
    "/c/",
    "/sign-in",
    "/sign-out",
    "/hand-",
    "/plain/",
    "/shared/",
    "/leave",
    "/away",
)
ABOUT_ANOTHER_PAGE = (b"if-none-match", b"if-modified-since", b"accept-encoding")


@cache
def start_page(language: str = "en") -> bytes:
    """Streamlit's page with our head; what a later release of Streamlit no longer has is left as it is."""
    html = ORIGINAL.read_text("utf-8")
    without = _without_scripts(language)
    way = ' dir="rtl"' if direction(language) == "rtl" else ""
    head = (
        f"{SERVER_IS_HERE}\n"
        '    <meta name="robots" content="noindex" />\n    <meta name="color-scheme" content="light dark" />\n'
        f'    <meta name="skip-words" content="{_skip()}" />\n'
        f'    <link rel="stylesheet" href="{address("fairtrial.css")}" />\n'
        f'    <script defer src="{address("lang.js")}"></script>\n'
        f'    <script defer src="{address("keys.js")}"></script>\n'
        f'    <script defer src="{address("turn.js")}"></script>\n'
        f'    <script defer src="{address("leave.js")}"></script>\n  </head>'
    )
    html = re.sub(r"<html[^>]*>", f'<html lang="{language}"{way}>', html, count=1)
    html = re.sub(r"<title>.*?</title>", "<title>Fairtrial</title>", html, count=1)
    html = re.sub(
        r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="{address("icon.svg")}" />', html, count=1
    )
    html = re.sub(r"<!--(?!\[).*?-->\s*", "", html, flags=re.DOTALL)
    html = re.sub(r'<link rel="service-desc"[^>]*>\s*', "", html, count=1)
    html = re.sub(r"<noscript>.*?</noscript>", f"<noscript>{without}</noscript>", html, count=1, flags=re.DOTALL)
    return html.replace("</head>", head, 1).encode()


def _skip() -> str:
    """What Streamlit's own link to the content says, in each language; lang.js puts it there."""
    return escape(json.dumps({each: word("skip_to_content", each) for each in offered()}, ensure_ascii=False))


def _without_scripts(language: str) -> str:
    crisis = default_crisis_text(language)
    call = word("call", language, number=crisis.call_number)
    emergency = word("emergency", language, number=crisis.emergency_number)
    return (
        f'<p>{word("no_script", language)} <a href="/plain/check-in">{word("no_script_way", language)}</a>.</p>'
        f"<p>{word('not_watched', language)} {word('in_danger', language)} {call}, {emergency}.</p>"
    )


@cache
def inline_script_hashes() -> tuple[str, ...]:
    """What the Content-Security-Policy must name for the scripts written into the start page."""
    scripts = INLINE_SCRIPT.findall(start_page().decode())
    return tuple("sha256-" + b64encode(sha256(each.encode()).digest()).decode() for each in scripts)


class Document:
    """Replaces Streamlit's start page by ours wherever Streamlit sends it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def replace(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                held.append(message)
            elif held and message["type"] == "http.response.body":
                await _release(held.pop(), message, scope, receive, send)
            else:
                await send(message)

        await self.app(_unconditional(scope), receive, replace)


def _unconditional(scope: Scope) -> Scope:
    # A browser's copy of Streamlit's page is never taken for ours, and a packed page could not be told apart.
    if scope["path"].startswith(ELSEWHERE):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name not in ABOUT_ANOTHER_PAGE]
    return {**scope, "headers": kept}


def _is_html(message: Message) -> bool:
    return message["status"] == 200 and MutableHeaders(raw=message["headers"]).get("content-type", "").startswith(
        "text/html"
    )


async def _release(start: Message, body: Message, scope: Scope, receive: Receive, send: Send) -> None:
    method = scope["method"]
    is_start_page = MARK in body.get("body", b"") or (method == "HEAD" and not body.get("body"))
    if is_start_page:
        asked, headers = HTTPConnection(scope), MutableHeaders(raw=start["headers"])
        language = shown_in(spoken.of_browser(asked.cookies, asked.headers))
        if scope["path"].strip("/") not in PAGES:  # Streamlit would show its front page, and say so in its own words
            await no_such_page(language)(scope, receive, send)
            return
        ours = start_page(language)
        headers["content-length"] = str(len(ours))
        headers["cache-control"] = "no-store"
        del headers["etag"], headers["last-modified"]
        body = {"type": "http.response.body", "body": b"" if method == "HEAD" else ours}
    await send(start)
    await send(body)
