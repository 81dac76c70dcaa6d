"""Dates, scores and changes in the few words that fit on a screen."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.criteria.wording import amount, day

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # fmt: skip
MINUS = "−"
DIRECTION = {"lower_better": "lower is better", "higher_better": "higher is better"}
STOPPED = {
    "nonresponse": "no response",
    "partial_response": "partial response",
    "intolerance": "side effects",
    "remission": "remission",
    "completed": "completed",
    "logistics": "could not go on for outside reasons",
    "preference": "the patient's wish",
    "other": "another reason",
}

__all__ = ["DIRECTION", "MINUS", "STOPPED", "ago", "amount", "change", "clock", "day", "percent", "score", "short_day"]


def short_day(on: date, as_of: date | None = None) -> str:
    """A day without its year where the year is the present one: 6 Jul, 6 Jul 2024."""
    year = "" if as_of is not None and on.year == as_of.year else f" {on.year}"
    return f"{on.day} {MONTHS[on.month - 1]}{year}"


def score(value: float | None) -> str:
    """A score as it is written: whole where it is whole, else with one decimal; a dash where there is none."""
    return "–" if value is None else amount(round(value, 1))


def change(points: float | None) -> str:
    """A change with its sign: +2, −10, no change."""
    if points is None:
        return ""
    rounded = round(points, 1)
    if rounded == 0:
        return "no change"
    return f"{'+' if rounded > 0 else MINUS}{amount(abs(rounded))}"


def percent(value: float | None) -> str:
    """A share of the baseline, in whole percent: 59 %, −20 %. It never rounds up to a threshold of 25 or 50."""
    if value is None:
        return ""
    whole = int(value // 1) if value >= 0 else -int(-value // 1)
    return f"{MINUS if whole < 0 else ''}{abs(whole)} %"


def clock(instant: datetime, time_zone: str) -> str:
    """An instant on the clinic's clock: 6 July 2026, 09:12."""
    local = instant.astimezone(ZoneInfo(time_zone))
    return f"{day(local.date())}, {local:%H:%M}"


def ago(then: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit that fits."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"
