"""One round of alerts: flags that nobody took on are passed on, messages go out, and one a day proves that they do."""

from dataclasses import dataclass, fields

from models import history, recording
from models.access import Actor, system_actor
from models.reminding.channel import Channel, Message, Sent, Unreachable
from models.settings import Mode, settings

SUBJECT = "An answer needs a person"
WORDS = {
    "duty": "An answer that a patient gave needs a person, and you are the first to be told.",
    "second": "An answer that a patient gave needs a person, and nobody has taken it on yet.",
    "lead": "An answer that a patient gave needs a person. Nobody has taken it on; you are told as the lead.",
    "manager": "An answer that a patient gave needs a person. Nobody has taken it on; you are told as the manager.",
}
SOON = {1: "Please look today.", 2: "Please look within the hour."}
ABOUT = "This message names nobody on purpose. Sign in to see who it is and to take it on:"
HEARTBEAT = "Alerts work", "This is the daily message that proves that alerts reach you. There is nothing to do."


@dataclass
class AlertSummary:
    """What one round did, counted; `unreachable` says why messages wait."""

    passed_on: int = 0
    sent: int = 0
    waiting: int = 0
    unreachable: str = ""

    @property
    def is_good(self) -> bool:
        """True where every message that was due was taken."""
        return not self.waiting

    def lines(self) -> list[str]:
        """One line a count, name and number apart by a tab."""
        counted = [each.name for each in fields(self) if each.name != "unreachable"]
        return [f"alerts_{name}\t{getattr(self, name)}" for name in counted]


def alert(channel: Channel | None) -> AlertSummary:
    """Do what is due. Invented people call nobody: a demo queues and passes on, and sends nothing."""
    actor, summary = system_actor(), AlertSummary()
    work = history.alerts_waiting(actor)
    for clinic_id in work.clinics:
        recording.beat(actor, clinic_id)
    for flag_id in work.flags:
        summary.passed_on += recording.escalate_flag(actor, flag_id)
    due = history.alerts_waiting(actor).notices
    if channel is None or settings().mode is Mode.demo:
        summary.waiting = len(due)
        summary.unreachable = "no mail server is named" if due else ""
        return summary
    try:
        _send(actor, channel, due, summary)
    finally:
        channel.close()
    return summary


def _send(actor: Actor, channel: Channel, due: tuple[str, ...], summary: AlertSummary) -> None:
    for tried, notice_id in enumerate(due):
        try:
            channel.open()
        except Unreachable as why:
            summary.waiting, summary.unreachable = summary.waiting + len(due) - tried, str(why)
            return
        told = recording.claim_notice(actor, notice_id)
        if told is None:
            continue
        outcome = channel.send(message_of(told))
        is_sent = isinstance(outcome, Sent)
        recording.settle_notice(actor, notice_id, is_sent, outcome.reply)
        summary.sent, summary.waiting = summary.sent + is_sent, summary.waiting + (not is_sent)


def message_of(told: recording.ToTell) -> Message:
    """The message: no name, no answer, no clinic; the same key at every try."""
    subject, body = HEARTBEAT
    if not told.is_heartbeat:
        since = f"It has been waiting since {told.since:%H:%M} UTC." if told.since else ""
        address = f"{settings().base_url.rstrip('/')}/caseload"
        subject = SUBJECT
        body = "\n\n".join([WORDS[told.step], f"{SOON[told.tier]} {since}", ABOUT, address])
    return Message(
        key=told.notice_id,
        address=told.address,
        sender_name="Fairtrial",
        subject=subject,
        body=body + "\n",
        language="en",
        stop_link="",
    )
