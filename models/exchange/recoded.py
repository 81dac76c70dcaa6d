"""A file that was saved in another encoding, read as UTF-8; only where its mapping says which one it is."""

import codecs
import io
from typing import BinaryIO

from instruments.errors import BadTable

PIECE = 1 << 16


def recoded(stream: BinaryIO, encoding: str, file: str) -> BinaryIO:
    """The stream as UTF-8. Raises BadTable, when it is read, for bytes that the encoding does not have."""
    if encoding == "utf-8":
        return stream
    return io.BufferedReader(_Recoder(stream, encoding, file), PIECE)


class _Recoder(io.RawIOBase):
    def __init__(self, stream: BinaryIO, encoding: str, file: str) -> None:
        super().__init__()
        self._stream, self._file, self._encoding = stream, file, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._waiting:
            piece = self._stream.read(PIECE)
            try:
                self._waiting = self._decoder.decode(piece, final=not piece).encode()
            except UnicodeError:
                raise BadTable(self._file, f"not written as {self._encoding}, as the mapping says") from None
            if not piece:
                break
        taken = self._waiting[: len(buffer)]
        buffer[: len(taken)] = taken
        self._waiting = self._waiting[len(taken) :]
        return len(taken)
