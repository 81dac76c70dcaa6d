"""Streamlit's own scripts and styles, compressed once and kept: a first visit over a slow line takes less than half."""

import gzip
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

ROOT = (Path(streamlit.__file__).parent / "static" / "static").resolve()
WORTH_IT = (".js", ".css", ".svg", ".json", ".wasm")
SMALLEST_BYTES = 1000
YEAR_SECONDS = 365 * 24 * 3600


@lru_cache(maxsize=600)
def _packed(name: str) -> bytes | None:
    """The compressed file; None where there is no such file or packing it is not worth while."""
    file = (ROOT / name).resolve()
    if not file.is_relative_to(ROOT) or not file.is_file() or file.stat().st_size < SMALLEST_BYTES:
        return None
    return gzip.compress(file.read_bytes(), 6, mtime=0)


class Compressed:
    """Answers for Streamlit's hashed files where the browser takes gzip; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        path, headers = scope["path"], Headers(scope=scope)
        wanted = scope["method"] == "GET" and path.startswith("/static/") and path.endswith(WORTH_IT)
        if not wanted or "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
            return None
        content = await run_in_threadpool(_packed, path.removeprefix("/static/"))
        if content is None:
            return None
        told = {
            "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding",
            "Cache-Control": f"public, immutable, max-age={YEAR_SECONDS}",
        }
        return Response(content, media_type=guess_type(path)[0], headers=told)
