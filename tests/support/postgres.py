"""A PostgreSQL server of the test run's own: in a temporary folder, on a socket, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

ADMIN = "fairtrial"
# Tests ask whether a statement is right, not whether it survives a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=300")


class NoServer(Exception):
    """No PostgreSQL server can be started here; the message says why."""


def programs() -> Path:
    """The folder of PostgreSQL's server programs; the newest version where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoServer("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    return Path(on_path).resolve().parent


def _owner() -> dict[str, Any]:
    """How to start a program that refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


class Postgres:
    """One running server; `database()` makes a fresh database in it and answers its address."""

    def __init__(self) -> None:
        self.bin = programs()
        self.as_user = _owner()
        self.folder = Path(tempfile.mkdtemp(prefix="ft-pg-", dir="/tmp"))  # a socket's path must be short
        if self.as_user:
            os.chown(self.folder, self.as_user["user"], self.as_user["group"])
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        data = self.folder / "data"
        options = ["-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [self.bin / "initdb", "-D", data, *options], cwd=self.folder, capture_output=True, text=True, **self.as_user
        )
        if made.returncode != 0:
            raise NoServer(f"initdb failed: {made.stderr.strip()[-300:]}")
        self.come_back()

    def go_away(self) -> None:
        """End at once, as a host that loses its power: nobody is told, nothing is written down any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def come_back(self) -> None:
        """Begin, or begin again, over the data that is there."""
        data = self.folder / "data"
        settings = [word for each in FAST for word in ("-c", each)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", data, "-k", self.folder, *settings],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self.as_user,
            )
        self._wait()

    def _wait(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self._admin().close()
            except psycopg.OperationalError:
                if self._process is None or self._process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise NoServer(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-300:]}")

    def _admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user=ADMIN, dbname="postgres", autocommit=True)

    def database(self, template: str | None = None) -> str:
        """Make a database, empty or like the one at the address `template`; answer its address."""
        self._made += 1
        name, like = f"test_{self._made}", self._name(template) if template else "template0"
        with self._admin() as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return f"postgresql+psycopg://{ADMIN}@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        with self._admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{self._name(url)}" WITH (FORCE)')

    @staticmethod
    def _name(url: str) -> str:
        return url.split("@/", 1)[1].split("?", 1)[0]

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)
