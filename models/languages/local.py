"""Days, times and numbers as readers of a language write them (Unicode CLDR, through Babel).

Digits are 0 to 9 in every language: the same as on the keys of a telephone and in the forms.
"""

import re
from datetime import date, datetime, time
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

# English as it is written in Europe; the rest by their bare names.
LOCALES = {"en": "en_GB"}
FULL = {"en": "EEEE d MMMM y"}
LONG = {"en": "d MMMM y"}
CLOCK = {"en": "HH:mm"}
# How a day is typed; in English with the year first, since day and month change places between its countries.
TYPED = {"ar": "DD/MM/YYYY", "de": "DD.MM.YYYY", "es": "DD/MM/YYYY", "fr": "DD/MM/YYYY", "nl": "DD-MM-YYYY"}
YEAR_AT_END = re.compile(r"[\s,،]*('de')?\s*y+$")


def day(when: date, language: str = "en", *, year: bool = False) -> str:
    """A day as people say it: Monday 23 November."""
    pattern = FULL.get(language) or str(_locale(language).date_formats["full"].pattern)
    return str(format_date(when, pattern if year else YEAR_AT_END.sub("", pattern), _locale(language)))


def short_day(when: date, language: str = "en") -> str:
    """A day in a list: 23 November 2026."""
    return str(format_date(when, LONG.get(language, "long"), _locale(language)))


def typed_day(language: str = "en") -> str:
    """The order in which a day is typed, as Streamlit's date field names it: DD.MM.YYYY."""
    return TYPED.get(language, "YYYY-MM-DD")


def clock(instant: datetime, language: str = "en") -> str:
    """The time of day as a clock shows it; the instant is on the reader's clock already."""
    at = time(instant.hour, instant.minute)
    return str(format_time(at, CLOCK.get(language, "short"), locale=_locale(language)))


def number(value: float, language: str = "en", places: int = 6) -> str:
    """A number without needless decimals: 12, 37.5, in German 37,5."""
    return str(format_decimal(round(value, places), "0.######", _locale(language)))


@cache
def time_names(language: str) -> dict[str, Any]:
    """The names of days and months, as a drawing wants them."""
    found = _locale(language)
    days, short_days = found.days["stand-alone"]["wide"], found.days["stand-alone"]["abbreviated"]
    months, short_months = found.months["format"]["wide"], found.months["format"]["abbreviated"]
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%x, %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [days[each] for each in sunday_first],
        "shortDays": [short_days[each] for each in sunday_first],
        "months": [months[each] for each in range(1, 13)],
        "shortMonths": [short_months[each] for each in range(1, 13)],
    }


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language), sep="_" if "_" in LOCALES.get(language, language) else "-")
