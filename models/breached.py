"""Passwords that everybody tries first: patterns that need no list, and a list of stolen ones on this disk."""

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import IO

from models.settings import settings

MOST_WORDS = 2
LEET = str.maketrans("@4301!$57", "aaeoiisst")
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "1qaz2wsx3edc4rfv")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
HASH_DIGITS = 40  # of SHA-1, by which such lists are sorted and passed on
LONGEST_LINE = 64


def is_common(password: str) -> bool:
    """True for a password of nothing but everyday words of such lists, runs of keys, digits and repetitions."""
    plain = password.casefold()
    return bool(re.fullmatch(r"(.{1,4}?)\1{2,}.{0,4}", plain, re.DOTALL)) or _is_made_of_pieces(plain)


def is_breached(password: str) -> bool:
    """True where the list that FAIRTRIAL_BREACHED_PASSWORDS names has it: lines of SHA-1 in order, found by halving."""
    file = settings().breached_passwords
    if file is None:
        return False
    # Not to keep a password: only because the published lists are sorted by it.
    wanted = hashlib.sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper()
    with file.open("rb") as lines:
        return _has(lines, file.stat().st_size, wanted.encode())


def _has(lines: IO[bytes], size: int, wanted: bytes) -> bool:
    low, high = 0, size
    while high - low > LONGEST_LINE:
        middle = (low + high) // 2
        lines.seek(middle)
        lines.readline(LONGEST_LINE)  # the rest of a line that began before
        if lines.readline(LONGEST_LINE)[:HASH_DIGITS].upper() < wanted:
            low = middle
        else:
            high = middle
    lines.seek(max(0, low - LONGEST_LINE))
    near = lines.read(4 * LONGEST_LINE).upper()
    return any(line[:HASH_DIGITS] == wanted for line in near.split(b"\n"))


def _is_made_of_pieces(plain: str) -> bool:
    """Whether the whole text can be cut into known pieces, with at most two different words among them."""
    read = plain.translate(LEET)  # p@ssw0rd is password, and 2024 beside it stays a number
    reached: dict[int, frozenset[str]] = {0: frozenset()}
    for start in range(len(plain)):
        if start not in reached:
            continue
        for length, word in _pieces(plain[start:], read[start:]):
            used = reached[start] | ({word} if word else set())
            end = start + length
            if len(used) <= MOST_WORDS and (end not in reached or len(used) < len(reached[end])):
                reached[end] = used
    return len(plain) in reached


def _pieces(plain: str, read: str) -> list[tuple[int, str]]:
    """What the text may begin with: a word, a digit, a sign, the same letter again and again, a run of keys."""
    found = [(len(word), word) for word in _words() if read.startswith(word)]
    if not plain[0].isalpha():
        found.append((1, ""))
    if same := re.match(r"(.)\1{2,}", plain, re.DOTALL):
        found.append((same.end(), ""))
    for row in _runs():
        longest = next((n for n in range(min(len(plain), len(row)), 2, -1) if plain[:n] in row), 0)
        found += [(n, "") for n in range(3, longest + 1)]
    return found


@cache
def _runs() -> tuple[str, ...]:
    rows = (*ROWS, ALPHABET)
    return (*rows, *(row[::-1] for row in rows))


@cache
def _words() -> frozenset[str]:
    """Everyday words that lead such lists."""
    return frozenset(tomllib.loads(Path(__file__).with_name("breached_words.toml").read_text("utf-8"))["words"])
