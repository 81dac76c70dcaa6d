"""Raises real servers quickly, so that many can be killed: everything is loaded once, and each server is a fork of it.

Run as a program it reads an order a line, `port log`, forks a server on that port, and answers with its process id.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support.server import ROOT, Server


class Nursery:
    """The parent of servers; its children share nothing but what they have read from disk."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def raise_one(self, port: int, log: Path) -> int:
        """A new server process; answers its id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{port} {log}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


class Nursling(Server):
    """A server like any other, but for how its process comes to be."""

    def __init__(self, data_dir: Path, settings: dict[str, str]) -> None:
        super().__init__(data_dir, command="serve", settings=settings)
        self.nursery = Nursery(self.environment)
        self.process_id = 0

    def start(self, timeout: float = 60) -> None:
        self.process_id = self.nursery.raise_one(self.port, self.log)
        end = time.monotonic() + timeout
        while not self.is_ready():
            if time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, with everything it started."""
        os.killpg(self.process_id, signal.SIGKILL)

    def stop(self) -> None:
        self.kill()
        self.nursery.close()


def _serve(port: str, log: str) -> None:
    """What a forked process does until it is killed: the same command as outside tests."""
    os.setsid()
    with open(log, "ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    from streamlit.web import cli

    options = ["--server.port", port, "--server.address", "127.0.0.1"]
    cli.main(["run", "app.py", *options], standalone_mode=False)


def main() -> None:
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import streamlit.web.cli  # noqa: F401

    import pages.parts.own_page
    import pages.parts.questionnaire
    import pages.parts.sheet  # noqa: F401
    from models import history, recording  # noqa: F401

    # Children that were killed need nobody to bury them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for order in sys.stdin:
        port, log = order.split(maxsplit=1)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _serve(port, log.strip())
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
