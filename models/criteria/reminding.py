"""Whether a reminder may go out now: by day, once a day, three at most, and only while the check-in waits."""

from collections.abc import Collection
from datetime import date, datetime

from models.criteria.rule import rule


def is_awake(local: datetime, hour: int | None = None) -> bool:
    """True where the person's own clock shows an hour at which messages may come, from the chosen one on."""
    wanted = rule("reminders.hour").whole if hour is None else hour
    return max(wanted, rule("reminders.earliest_hour").whole) <= local.hour < rule("reminders.latest_hour").whole


def reminder_due(
    due_on: date, closes_on: date, reminded_on: Collection[date], local: datetime, hour: int | None = None
) -> int | None:
    """The number of the reminder that is due at an instant of the person's own clock; None for none.

    `reminded_on` are the person's days on which this check-in was brought to mind already.
    """
    if not due_on <= local.date() <= closes_on or local.date() in reminded_on or not is_awake(local, hour):
        return None
    number = len(reminded_on) + 1
    return number if number <= rule("reminders.most").whole else None
