"""The style sheet and the icon, kept by the browser until they change."""

from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import Response

HERE = Path(__file__).resolve().parent.parent / "static"
YEAR_SECONDS = 365 * 24 * 3600
FONTS = Path(streamlit.__file__).parent / "static" / "static" / "media"
FACE = (
    "@font-face{font-family:'Source Sans';src:url('/static/media/%s') format('woff2');"
    "font-weight:200 900;font-display:swap}\n"
)


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    found = {each.name: each.read_bytes() for each in HERE.iterdir() if each.is_file()}
    # The plain pages share the letters that Streamlit brings along; their file's name changes with its releases.
    faces = "".join(FACE % each.name for each in sorted(FONTS.glob("SourceSansVF-Upright.*.woff2"))[:1])
    found["fairtrial.css"] = faces.encode() + found["fairtrial.css"]
    return {name: (content, sha256(content).hexdigest()[:16]) for name, content in found.items()}


def address(name: str) -> str:
    """The address under which the browser may keep this version of the file."""
    return f"/look/{name}?v={_files()[name][1]}"


async def look(request: Request) -> Response:
    """One file of pages/static; nothing else can be named."""
    name = request.path_params["name"]
    if name not in _files():
        return Response("Not found", status_code=404)
    content, version = _files()[name]
    kept = f"public, max-age={YEAR_SECONDS}, immutable" if request.query_params.get("v") == version else "no-cache"
    headers = {"ETag": f'"{version}"', "Cache-Control": kept}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=guess_type(name)[0] or "application/octet-stream", headers=headers)
