"""Reminders on their way out: what they say, the ways in which they go, and the round that sends what is due."""

from models.reminding.alerting import AlertSummary, alert
from models.reminding.channel import Channel, Later, Message, Refused, Sent, Unknown, Unreachable
from models.reminding.forgotten import ForgottenSummary, send_links
from models.reminding.mail import Mail
from models.reminding.round import Summary, remind

__all__ = [
    "AlertSummary",
    "Channel",
    "ForgottenSummary",
    "Later",
    "Mail",
    "Message",
    "Refused",
    "Sent",
    "Summary",
    "Unknown",
    "Unreachable",
    "alert",
    "remind",
    "send_links",
]
