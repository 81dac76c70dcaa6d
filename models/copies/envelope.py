"""The file of a copy: encrypted in pieces, each proving that it is whole, in its place, and of this installation.

First line: the format. Second line: a header in JSON, without anybody's data. Then pieces: four bytes of length, and
the compressed words under AES-256-GCM; the header and the place of the piece are part of what is proved. The last
piece is marked, so a file that was cut off is noticed.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Invalid, Problem
from models.keys import derived, secrets_by_name

FORMAT = b"fairtrial-backup/1\n"
PIECE = 1 << 20
LONGEST_HEADER = 4096


@dataclass(frozen=True)
class Header:
    """What may be known of a copy without its key."""

    made_at: str
    schema: str
    key_id: str
    salt: str


def new_header(made_at: str, schema: str) -> Header:
    """The header of a copy that is made now, under the key in use."""
    return Header(made_at, schema, next(iter(secrets_by_name())), os.urandom(16).hex())


def damaged(name: str, why: str) -> Invalid:
    """The refusal of a file."""
    return Invalid([Problem(name, why)])


def write(file: IO[bytes], header: Header, lines: Iterable[bytes]) -> None:
    """Write a copy: its header, then the lines in encrypted pieces."""
    told = json.dumps(asdict(header), sort_keys=True).encode() + b"\n"
    file.write(FORMAT + told)
    cipher = _cipher(header, secrets_by_name()[header.key_id])
    place, gathered = 0, bytearray()
    for line in lines:
        gathered += line
        if len(gathered) >= PIECE:
            _put(file, cipher, told, place, bytes(gathered), last=False)
            place, gathered = place + 1, bytearray()
    _put(file, cipher, told, place, bytes(gathered), last=True)


def read_header(file: IO[bytes], name: str) -> tuple[Header, bytes]:
    """The header and the line as which it stands. Raises Invalid for a file that is no copy, or not of this secret."""
    if file.read(len(FORMAT)) != FORMAT:
        raise damaged(name, "is not a copy made by fairtrial backup, or it is damaged at its beginning")
    told = file.readline(LONGEST_HEADER)
    try:
        header = Header(**json.loads(told))
        bytes.fromhex(header.salt)
    except (ValueError, TypeError):
        raise damaged(name, "is damaged: its header cannot be read") from None
    if header.key_id not in secrets_by_name():
        raise damaged(
            name,
            "was made with another FAIRTRIAL_SECRET_KEY, or is damaged; name the secret it was made with in "
            "FAIRTRIAL_OLD_SECRET_KEYS",
        )
    return header, told


def read(file: IO[bytes], header: Header, told: bytes, name: str) -> Iterator[bytes]:
    """The lines of a copy. Raises Invalid at the first piece that is not as it was written."""
    cipher = _cipher(header, secrets_by_name()[header.key_id])
    place, rest, is_last = 0, b"", False
    while not is_last:
        words, is_last = _take(file, cipher, told, place, name)
        *whole, rest = (rest + words).split(b"\n")
        yield from whole
        place += 1
    if rest or file.read(1):
        raise damaged(name, "is damaged: something follows its end")


def _cipher(header: Header, secret: str) -> AESGCM:
    return AESGCM(derived(secret, "copies", bytes.fromhex(header.salt)))


def _put(file: IO[bytes], cipher: AESGCM, told: bytes, place: int, words: bytes, *, last: bool) -> None:
    piece = cipher.encrypt(_nonce(place, last=last), zlib.compress(words, 3), told)
    file.write(struct.pack(">I", len(piece)) + piece)


def _nonce(place: int, *, last: bool) -> bytes:
    """Every key is used for one file, so the place of a piece is never used twice."""
    return struct.pack(">QI", place, int(last))


def _take(file: IO[bytes], cipher: AESGCM, told: bytes, place: int, name: str) -> tuple[bytes, bool]:
    length = file.read(4)
    size = struct.unpack(">I", length)[0] if len(length) == 4 else 0
    piece = file.read(size) if size > 0 else b""
    if not piece or len(piece) != size:
        raise damaged(name, "is damaged: it breaks off")
    for is_last in (False, True):
        try:
            return zlib.decompress(cipher.decrypt(_nonce(place, last=is_last), piece, told)), is_last
        except InvalidTag:
            continue
    raise damaged(name, f"is damaged: piece {place + 1} is not as it was written")
