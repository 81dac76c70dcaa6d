"""Upgrades that are killed before one of their statements, as by a power cut, each in a process of its own.

A program: it reads a line, `address number`, upgrades that database in a fork of itself, which dies before the
statement of this number, and answers with how the fork ended: `killed`, or the count of statements if there are fewer.
"""

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from models.database import engine_for, migrate


def upgrade(address: str, last: int) -> int:
    """Upgrade, and die before this statement; how many there were where it was not reached.

    Counted is what changes something, and each commit: to die before a mere question is to die before what follows it.
    """
    said = 0

    def one_more(*_: Any) -> None:
        nonlocal said
        said += 1
        if said == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            one_more()

    event.listen(engine_for(address), "before_cursor_execute", count)
    event.listen(engine_for(address), "commit", one_more)
    migrate(address)
    return said


def in_a_fork(address: str, last: int) -> str:
    """How the upgrade ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(upgrade(address, last)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        count = told.read()
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else count


def main() -> None:
    for order in sys.stdin:
        address, last = order.split()
        print(in_a_fork(address, int(last)) or "broken", flush=True)


if __name__ == "__main__":
    main()
