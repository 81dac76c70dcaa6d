"""Names in every script: printed where a font has the letters, shown by their code where none has, never dropped."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from models.exchange.report.setting import printable_with

# Letters that the fonts in the wheel have for certain: no need to try them.
SURE = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | set("–—−‘’“”…·•✓✗□▲◆≤≥\n") - {"\xad"}
# These turn the order of reading: a name must not be able to turn "not met" round.
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


def printable(value: Any) -> tuple[Any, bool]:
    """The same value with each unprintable letter as [U+674E], and whether the fonts of this machine are needed."""
    letters = frozenset(_letters(value)) - SURE
    own = {one for one in letters if one not in TURNING and _prints(one, False)}
    theirs = {one for one in letters - own if one not in TURNING and _prints(one, True)}
    lost = letters - own - theirs
    return (_through(value, lambda text: _shown(text, lost)) if lost else value), bool(theirs)


@lru_cache(maxsize=4096)
def _prints(letter: str, with_system_fonts: bool) -> bool:
    return letter in "\t\n\r" or (ord(letter) >= 0x20 and printable_with(letter, with_system_fonts))


def _shown(text: str, lost: frozenset[str]) -> str:
    if not lost.intersection(text):
        return text
    return "".join(f"[U+{ord(one):04X}]" if one in lost else one for one in text)


def _letters(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(_letters(one) for one in parts))


def _through(value: Any, change: Callable[[str], str]) -> Any:
    """Every text of a plain value, changed; numbers and keys as they are."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _through(one, change) for key, one in value.items()}
    return [_through(one, change) for one in value] if isinstance(value, list) else value
