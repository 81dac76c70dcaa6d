"""E-mail: a conversation with one SMTP server, step by step, so that it is known whether a message was taken."""

import hashlib
import re
import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from models import clock
from models.errors import Unsafe
from models.reminding.channel import Later, Message, Outcome, Refused, Sent, Unknown, Unreachable

PATIENCE_SECONDS = 20.0
OF_THE_ADDRESS = re.compile(r"\b5\.1\.\d+\b")
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_MAILBOX = (550, 551, 553)
OUR_OWN_FAULT = (500, 501, 502, 503, 530, 534, 535, 538)  # syntax, or who we are: says nothing about the address


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, as `FAIRTRIAL_SMTP_URL` names it."""

    host: str
    port: int
    from_first: bool  # TLS from the first byte, and not after STARTTLS
    user: str | None
    password: str | None

    @classmethod
    def of(cls, url: str) -> "Server":
        """Read smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465."""
        parts = urlsplit(url)
        is_tls = parts.scheme == "smtps"
        user, password = (unquote(each) if each else None for each in (parts.username, parts.password))
        return cls(parts.hostname or "localhost", parts.port or (465 if is_tls else 587), is_tls, user, password)

    @property
    def is_here(self) -> bool:
        """True where nothing leaves this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class Mail:
    """The channel for e-mail. The line stays open for the messages of one round."""

    def __init__(self, url: str, sender: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.server, self.sender, self.patience = Server.of(url), sender, patience_seconds
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, with TLS, and sign in. Without TLS only to this machine itself."""
        if self._line is not None and self._is_alive(self._line):
            return
        self.close()
        try:
            self._line = self._connected()
        except (OSError, smtplib.SMTPException) as trouble:
            raise Unreachable(f"the mail server cannot be used: {_brief(trouble)}") from None

    def _connected(self) -> smtplib.SMTP:
        to, safe = self.server, ssl.create_default_context()
        line: smtplib.SMTP
        if to.from_first:
            line = smtplib.SMTP_SSL(to.host, to.port, timeout=self.patience, context=safe)
        else:
            line = smtplib.SMTP(to.host, to.port, timeout=self.patience)
        try:
            line.ehlo_or_helo_if_needed()
            if not to.from_first and line.has_extn("starttls"):
                line.starttls(context=safe)
                line.ehlo()
            elif not to.from_first and not to.is_here:
                raise Unsafe("Not sent: the mail server offers no TLS; name one that does with FAIRTRIAL_SMTP_URL.")
            if to.user is not None:
                line.login(to.user, to.password or "")
        except (OSError, smtplib.SMTPException, Unsafe):
            line.close()
            raise
        return line

    @staticmethod
    def _is_alive(line: smtplib.SMTP) -> bool:
        try:
            code, _ = line.noop()
        except (OSError, smtplib.SMTPException):
            return False
        return code == 250

    def send(self, message: Message) -> Outcome:
        """Hand over one message. The line is closed after whatever was not a plain answer."""
        line = self._line
        if line is None:
            return Later("not connected")
        try:
            letter = self.letter(message)
        except (MessageError, ValueError, IndexError):
            return Refused("the address cannot be written", bad_address=True)
        outcome = _handed_over(line, self.sender, message.address, letter)
        if not isinstance(outcome, Sent):
            self.close()
        return outcome

    def letter(self, message: Message) -> bytes:
        """The message as it goes out. Raises ValueError or MessageError for what cannot stand in its head."""
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"] = Address(message.sender_name or "", addr_spec=self.sender)
        letter["To"] = Address(addr_spec=message.address)
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = (
            f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{self.sender.partition('@')[2]}>"
        )
        letter["Auto-Submitted"] = "auto-generated"
        if message.stop_link:
            letter["List-Unsubscribe"] = f"<{message.stop_link}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(message.body, cte="quoted-printable")
        letter["Content-Language"] = message.language
        return letter.as_bytes()

    def close(self) -> None:
        """Say goodbye without waiting long for the answer."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


def _handed_over(line: smtplib.SMTP, sender: str, address: str, letter: bytes) -> Outcome:
    """Up to the last dot nothing is taken; after it, only the server knows until it answers."""
    try:
        if not address.isascii():
            return Refused("an address that this mail server cannot be told", bad_address=True)
        code, said = line.mail(sender)
        if code != 250:
            return Later(_told(code, said))
        code, said = line.rcpt(address)
        if code not in (250, 251):
            return _refused_address(code, said)
        line.putcmd("data")
        code, said = line.getreply()
        if code != 354:
            return Later(_told(code, said)) if code < 500 or code in OUR_OWN_FAULT else Refused(_told(code, said))
        line.send(_with_dots_doubled(letter))
    except (OSError, smtplib.SMTPException) as trouble:
        return Later(_brief(trouble))
    try:
        line.send(b".\r\n")
        code, said = line.getreply()
    except (OSError, smtplib.SMTPException) as trouble:
        return Unknown(_brief(trouble))
    if code == 250:
        return Sent(_told(code, said))
    return Refused(_told(code, said)) if code >= 500 else Later(_told(code, said))


def _refused_address(code: int, said: bytes) -> Outcome:
    if code < 500 or code in OUR_OWN_FAULT:
        return Later(_told(code, said))
    text = said.decode("utf-8", "replace")
    detailed = ENHANCED.search(text)
    is_bad = bool(OF_THE_ADDRESS.search(text)) if detailed else code in NO_SUCH_MAILBOX
    return Refused(_told(code, said), bad_address=is_bad)


def _with_dots_doubled(letter: bytes) -> bytes:
    body = re.sub(rb"(?m)^\.", b"..", letter)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _told(code: int, said: bytes) -> str:
    """The code of an answer and its three numbers: the words of a mail server may repeat an address."""
    detailed = ENHANCED.search(said.decode("utf-8", "replace"))
    return f"{code} {detailed[0]}" if detailed else str(code)


def _brief(trouble: Exception) -> str:
    """What went wrong, without words that the other side chose."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        said = trouble.smtp_error if isinstance(trouble.smtp_error, bytes) else str(trouble.smtp_error).encode()
        return f"{type(trouble).__name__} {_told(trouble.smtp_code, said)}"
    if isinstance(trouble, OSError) and trouble.strerror:
        return trouble.strerror
    return type(trouble).__name__
