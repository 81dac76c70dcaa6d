"""Which languages a patient may choose: those that the clinic names and that are whole; never half of one."""

from functools import cache

from models.languages.catalogue import is_complete
from models.settings import settings

COMMON = "en"
# Each by the name that its own readers look for.
NAMES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "nl": "Nederlands",
    "ar": "العربية",
}
FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur"})


def offered() -> tuple[str, ...]:
    """The languages of the interface, English among them, in the order in which the clinic names them."""
    return whole(tuple(settings().languages))


@cache
def whole(named: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the languages that may be offered, English among them."""
    found = tuple(each for each in dict.fromkeys(named) if each in NAMES and is_complete(each))
    return found if COMMON in found else (COMMON, *found)


def shown_in(wanted: str) -> str:
    """The language in which somebody is spoken to: the one wanted, or the one that it is a kind of, else English."""
    there = offered()
    return next((one for one in (wanted, wanted.partition("-")[0]) if one in there), COMMON)


def direction(language: str) -> str:
    """From which side a language is written, as a page says it."""
    return "rtl" if language.partition("-")[0] in FROM_THE_RIGHT else "ltr"
