"""One round of reminders: schedules brought up to date, what is due claimed and sent, and what became of it noted."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from models import history, recording
from models.access import Actor, system_actor
from models.errors import Conflict
from models.recording import Claimed
from models.records import ReminderStatus
from models.reminding.channel import Channel, Later, Outcome, Refused, Sent, Unknown, Unreachable
from models.reminding.words import message_of

STATUS: dict[type, ReminderStatus] = {
    Sent: ReminderStatus.sent,
    Refused: ReminderStatus.bounced,
    Later: ReminderStatus.queued,
    Unknown: ReminderStatus.unknown,
}
IN_DOUBT = "a process ended while it was sending"
DONE_FIRST = "the check-in was done first"
TOO_LATE = "not taken on its day"


@dataclass
class Summary:
    """What one round did, counted. `waiting` were due and could not be tried; `unreachable` says why."""

    opened: int = 0
    sent: int = 0
    bounced: int = 0
    queued: int = 0
    unknown: int = 0
    gave_up: int = 0
    not_needed: int = 0
    waiting: int = 0
    unreachable: str = ""

    @property
    def is_good(self) -> bool:
        """True where everything that was due was taken by the other side."""
        return not (self.bounced or self.queued or self.unknown or self.gave_up or self.waiting)

    def lines(self) -> list[str]:
        """One line a count, name and number apart by a tab."""
        return [f"{each.name}\t{getattr(self, each.name)}" for each in fields(self) if each.name != "unreachable"]


def remind(channel: Channel | None, told: Callable[[int], None] = lambda done: None) -> Summary:
    """Do what is due, once each, however many processes do so at the same time; `told` hears how many were tried."""
    actor, summary = system_actor(), Summary()
    work = history.work_waiting(actor)
    for patient_id in work.schedules:
        recording.keep_schedule(actor, patient_id)
        summary.opened += 1
    for ids, status, why in (
        (work.doubtful, ReminderStatus.unknown, IN_DOUBT),
        (work.done_first, ReminderStatus.not_needed, DONE_FIRST),
        (work.too_late, ReminderStatus.gave_up, TOO_LATE),
    ):
        for patient_id, reminder_id in ids:
            _note(actor, summary, patient_id, reminder_id, status, why)
    due = history.work_waiting(actor).reminders if work.schedules else work.reminders
    _send(actor, channel, due, summary, told)
    return summary


def _send(
    actor: Actor, channel: Channel | None, due: tuple[str, ...], summary: Summary, told: Callable[[int], None]
) -> None:
    if channel is None:
        summary.waiting = len(due)
        summary.unreachable = "no mail server is named" if due else ""
        return
    try:
        for tried, patient_id in enumerate(due, start=1):
            try:
                channel.open()
            except Unreachable as why:
                summary.waiting, summary.unreachable = len(due) - tried + 1, str(why)
                return
            claimed = recording.claim_reminder(actor, patient_id)
            if claimed is not None:
                _one(actor, channel, claimed, summary)
            told(tried)
    finally:
        channel.close()


def _one(actor: Actor, channel: Channel, claimed: Claimed, summary: Summary) -> None:
    outcome: Outcome = channel.send(message_of(claimed))
    bad_address = isinstance(outcome, Refused) and outcome.bad_address
    status = STATUS[type(outcome)]
    _note(actor, summary, claimed.patient_id, claimed.reminder_id, status, outcome.reply, bad_address)


def _note(
    actor: Actor,
    summary: Summary,
    patient_id: str,
    reminder_id: str,
    status: ReminderStatus,
    reply: str,
    bad_address: bool = False,
) -> None:
    try:
        recording.settle_reminder(actor, patient_id, reminder_id, status, reply, bad_address)
    except Conflict:
        return  # another process has noted it
    setattr(summary, status.value, getattr(summary, status.value) + 1)
