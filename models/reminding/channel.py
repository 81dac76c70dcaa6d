"""One small interface between a reminder and the way in which it goes: e-mail today, a short message tomorrow."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """What goes out. `key` is the same at every try, so that a receiver can tell a message that came twice."""

    key: str
    address: str
    sender_name: str | None
    subject: str
    body: str
    language: str
    stop_link: str


@dataclass(frozen=True)
class Sent:
    """The other side has taken the message and will deliver it."""

    reply: str


@dataclass(frozen=True)
class Refused:
    """The other side will never take it; `bad_address` where the reason is the address itself."""

    reply: str
    bad_address: bool = False


@dataclass(frozen=True)
class Later:
    """Surely not taken now; may be tried again."""

    reply: str


@dataclass(frozen=True)
class Unknown:
    """The line broke after the message had gone and before anybody said that it was taken: it is not sent again."""

    reply: str


Outcome = Sent | Refused | Later | Unknown


class Unreachable(Exception):
    """The other side cannot be spoken to at all; nothing was claimed for it."""


class Channel(Protocol):
    """A way in which messages go out."""

    def open(self) -> None:
        """Make ready to send. Raises Unreachable."""

    def send(self, message: Message) -> Outcome:
        """Send one message; says what became of it and never raises for what the other side does."""

    def close(self) -> None:
        """Say goodbye; may be called twice."""
