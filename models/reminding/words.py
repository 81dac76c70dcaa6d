"""What a reminder says: that questions wait, from whom, a link, and how to stop it. Nothing about health."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models.recording import Claimed
from models.reminding.channel import Message

FILE = Path(__file__).with_name("words.toml")
FALLBACK = "en"


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Every language in which reminders are written; each is complete."""
    return tomllib.loads(FILE.read_text("utf-8"))


def written_in(language: str) -> str:
    """The language in which somebody is written to: the person's own where we have its words, English otherwise."""
    known = languages()
    return next((each for each in (language, language.partition("-")[0]) if each in known), FALLBACK)


def message_of(claimed: Claimed) -> Message:
    """The message for one reminder, in the patient's language."""
    language = written_in(claimed.language)
    words = languages()[language]
    who = words["from"].format(clinic=claimed.clinic) if claimed.clinic else words["from_nobody"]
    takes = words["one_minute"] if claimed.minutes == 1 else words["minutes"].format(n=claimed.minutes)
    until = words["until"].format(day=_day(claimed.closes_on, words))
    parts = (
        words["hello"],
        f"{who} {takes}",
        claimed.link,
        until,
        words["stop"],
        claimed.stop_link,
        words["no_answer"],
    )
    return Message(
        key=claimed.reminder_id,
        address=claimed.address,
        sender_name=claimed.clinic,
        subject=words["subject"] if claimed.number == 1 else words["subject_again"],
        body="\n\n".join(parts) + "\n",
        language=language,
        stop_link=claimed.stop_link,
    )


def _day(on: date, words: dict[str, Any]) -> str:
    said: str = words["day"].format(day=on.day, month=words["months"][on.month - 1])
    return said
