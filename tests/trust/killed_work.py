"""A migration or a rotation that is killed at a statement; a program: its arguments are which, and how many before."""

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from models import database
from models.sealing import rotating
from models.settings import settings


def main() -> None:
    """Kill this process before so many statements are done; ends with 0 where there are not so many."""
    what, last = sys.argv[1], int(sys.argv[2])
    count = 0

    def counted(*_: Any) -> None:
        nonlocal count
        count += 1
        if count > last:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = database.engine_for(settings().url)
    event.listen(engine, "before_cursor_execute", counted)
    if what == "migrate":
        database.migrate()
    else:
        rotating.MANY = 3
        rotating.rotate(engine)


if __name__ == "__main__":
    main()
