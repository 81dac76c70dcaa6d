"""Finds the single history documents in a file that holds many: one a line, a list, or one after the other."""

import json
import re
from collections.abc import Iterator

import orjson

from models.exchange.history_shape import FORMAT

UTF8_MARK = b"\xef\xbb\xbf"
DECODER = json.JSONDecoder()
BETWEEN = {False: re.compile(r"\s*"), True: re.compile(r"[\s,]*")}

Found = tuple[str, bytes]  # where it stands in the file, as an addition to the file's name; and its text


def documents_in(text: bytes) -> Iterator[Found]:
    """Each document as it was written. What holds none is handed on whole, so that its reader says what is wrong."""
    text = text.removeprefix(UTF8_MARK)
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for _, line in lines):
        return _of_lines(lines)
    found = _in_a_row(text)
    if found is None and any(_is_document(line) for _, line in lines):
        return _of_lines(lines)  # a broken line among good ones does not stop the others
    if not found or (len(found) == 1 and text.lstrip().startswith(b"{")):
        return iter([("", text)])
    return ((f", document {number}", each.encode()) for number, each in enumerate(found, start=1))


def _of_lines(lines: list[tuple[int, bytes]]) -> Iterator[Found]:
    return ((f", line {number}", line) for number, line in lines)


def _is_document(line: bytes) -> bool:
    return FORMAT.encode() in line and _in_a_row(line) is not None


def _in_a_row(text: bytes) -> list[str] | None:
    """What stands in a list or one after the other, uncut, since a key that stands twice must be found; or no JSON."""
    listed = text.lstrip().startswith(b"[")
    found = []
    try:
        written = text.decode().strip()
        if listed:
            orjson.loads(written)
        at, last = _next(written, int(listed), listed), len(written) - listed
        while at < last:
            end = DECODER.raw_decode(written, at)[1]
            found.append(written[at:end])
            at = _next(written, end, listed)
    except (ValueError, RecursionError):
        return None
    return found


def _next(written: str, at: int, listed: bool) -> int:
    """The next place at which something stands."""
    between = BETWEEN[listed].match(written, at)
    return between.end() if between else at
