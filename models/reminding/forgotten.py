"""One round of links to new passwords: each request is taken, sent where there is somebody, and gone."""

from dataclasses import dataclass

from models import history, recording
from models.access import system_actor
from models.reminding.channel import Channel, Later, Message, Unreachable
from models.reminding.words import languages, written_in
from models.settings import settings


@dataclass
class ForgottenSummary:
    """What one round did, counted; nobody is named."""

    sent: int = 0
    dropped: int = 0
    waiting: int = 0


def send_links(channel: Channel) -> ForgottenSummary:
    """Send what was asked for; what cannot go out now waits for the next round."""
    actor, summary = system_actor(), ForgottenSummary()
    due = history.resets_waiting(actor)
    try:
        for tried, request_id in enumerate(due):
            try:
                channel.open()
            except Unreachable:
                summary.waiting += len(due) - tried
                break
            claimed = recording.claim_reset(actor, request_id)
            if claimed is None:
                summary.dropped += 1
                continue
            is_done = not isinstance(channel.send(message_of(claimed)), Later)
            recording.settle_reset(actor, request_id, is_done)
            summary.sent, summary.waiting = summary.sent + is_done, summary.waiting + (not is_done)
    finally:
        channel.close()
    return summary


def message_of(claimed: recording.ToReset) -> Message:
    """The message: a link, and what to do where nobody asked for it. No name, no clinic, nothing about health."""
    language = written_in(claimed.language)
    words = languages()[language]
    url = claimed.url if language == "en" else f"{claimed.url}?language={language}"
    lasts = words["reset_lasts"].format(n=settings().reset_minutes)
    parts = (words["hello"], words["reset"], url, lasts, words["reset_not_you"], words["no_answer"])
    return Message(
        key=claimed.url,
        address=claimed.address,
        sender_name=None,
        subject=words["reset_subject"],
        body="\n\n".join(parts) + "\n",
        language=language,
        stop_link="",
    )
