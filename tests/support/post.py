"""A post office of the test's own: a real SMTP server on a socket, that takes, refuses, dawdles or hangs up."""

import email
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

Mood = str
TAKES, SLOW, LATER, REFUSES, LATER_AT_END = "takes", "slow", "later", "refuses", "later at the end"
REFUSES_SENDER, TAKES_AND_HANGS_UP, HANGS_UP, SHUT = "refuses sender", "takes and hangs up", "hangs up", "shut"


@dataclass
class Letter:
    """A message as it arrived."""

    to: str
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        found = email.message_from_bytes(self.raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def key(self) -> str:
        return str(self.parsed["Message-ID"])

    @property
    def at(self):  # type: ignore[no-untyped-def]
        """When it was sent by the clock of whoever sent it."""
        return parsedate_to_datetime(str(self.parsed["Date"]))

    @property
    def text(self) -> str:
        return self.parsed.get_content()


@dataclass
class PostOffice:
    """Use it as a context; `mood` is asked for each message, by its number."""

    mood: Callable[[int], Mood] = lambda number: TAKES
    letters: list[Letter] = field(default_factory=list)
    asked: int = 0

    def __enter__(self) -> "PostOffice":
        self.lock = threading.Lock()
        office = self

        class Counter(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                office.serve(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server.server_address[1]}"

    def next_mood(self) -> Mood:
        with self.lock:
            self.asked += 1
            return self.mood(self.asked)

    def serve(self, at: socketserver.StreamRequestHandler) -> None:
        if self.mood(self.asked + 1) == SHUT:
            at.wfile.write(b"421 4.3.2 closed\r\n")
            return
        say = lambda words: at.wfile.write(words + b"\r\n")  # noqa: E731
        say(b"220 post office")
        to, mood = "", TAKES
        while line := at.rfile.readline():
            verb = line[:4].upper()
            if verb == b"MAIL":
                mood = self.next_mood()
                say(b"553 5.7.1 who are you" if mood == REFUSES_SENDER else b"250 ok")
            elif verb == b"RCPT":
                to = line.split(b"<")[1].split(b">")[0].decode()
                said = {
                    LATER: b"450 4.2.1 later, " + to.encode(),
                    REFUSES: b"550 5.1.1 nobody is called " + to.encode(),
                }
                say(said.get(mood, b"250 ok"))
            elif verb == b"DATA":
                say(b"354 go on")
                raw = b"".join(iter(at.rfile.readline, b".\r\n"))
                if mood == HANGS_UP:
                    return
                if mood == LATER_AT_END:
                    say(b"451 4.3.0 disk is full")
                    continue
                if mood == SLOW:
                    time.sleep(0.5)
                with self.lock:
                    self.letters.append(Letter(to, raw))
                if mood == TAKES_AND_HANGS_UP:
                    return
                say(b"250 2.0.0 taken")
            elif verb == b"QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 ok")
