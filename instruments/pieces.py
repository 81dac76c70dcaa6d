"""A file in pieces of whole lines, as clean UTF-8 without a byte order mark; anything else is refused."""

from collections.abc import Iterator
from typing import BinaryIO

from instruments.errors import BadTable

PIECE = 1 << 18  # bytes at a time: what is in memory does not grow with the file
MARK = b"\xef\xbb\xbf"


def pieces(stream: BinaryIO, file: str) -> Iterator[bytes]:
    """The pieces of a stream. A piece ends with a line, except perhaps the last one."""
    row, start = 1, True
    while piece := stream.read(PIECE):
        piece += stream.readline()
        if start and piece.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
            raise BadTable(file, "packed, or a workbook; save the table itself as CSV in UTF-8")
        if start and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadTable(file, "written as UTF-16; save it as UTF-8")
        piece = piece.removeprefix(MARK) if start else piece
        _check(piece, file, row)
        yield piece
        row, start = row + piece.count(b"\n"), False


def _check(piece: bytes, file: str, row: int) -> None:
    if b"\0" in piece:
        before = piece[: piece.index(b"\0")]
        raise BadTable(file, "a NUL byte (UTF-16, perhaps); save it as UTF-8", row + before.count(b"\n"))
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError as error:
        before = piece[: error.start]
        raise BadTable(file, "a character that is not UTF-8; save it as UTF-8", row + before.count(b"\n")) from None
