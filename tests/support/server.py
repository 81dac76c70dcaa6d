"""The real application in a process of its own, to be visited, killed and started again."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent
# One for a test and its server: what one encrypts, the other has to read.
SECRET = "a secret for tests only, long enough to be taken"


def free_port() -> int:
    """A port that nobody else takes meanwhile: below those that the system hands out, a range for each test worker."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    for port in random.sample(range(20000 + 1000 * worker, 21000 + 1000 * worker), 1000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port is taken")


class Server:
    """One running `fairtrial demo` (or `serve`) over a data folder; it outlives a kill, as a clinic's must."""

    def __init__(self, data_dir: Path, *, command: str = "demo", settings: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self.command = command
        self.settings = {
            "FAIRTRIAL_MODE": "demo",
            "FAIRTRIAL_DATA_DIR": str(data_dir),
            "FAIRTRIAL_BASE_URL": self.url,
            "FAIRTRIAL_SECRET_KEY": SECRET,
            **(settings or {}),
        }
        self.through: tuple[str, ...] = ()
        self.waits_for = "/readyz"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment without its settings, and with the server's own."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("FAIRTRIAL_")}
        return {**outside, **self.settings}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `fairtrial` command over the same data."""
        return subprocess.run(
            [sys.executable, "-m", "models", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, timeout: float = 180) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.through, sys.executable, "-m", "models", self.command, "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + timeout
        while not self.answers(self.waits_for):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        return self.answers("/readyz")

    def answers(self, path: str) -> bool:
        """Whether it says that all is well there."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """Kill -9, with everything it started: nothing is written down any more."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
            self.process.wait(10)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        self.process = None
