"""A process of its own that runs a round of reminders at each instant it is told, until its input ends."""

import sys
from datetime import datetime, timedelta

from models.clock import at
from models.reminding import Mail, remind
from tests.reminding.clinic import SENDER


def main() -> None:
    url = sys.argv[1]
    print("ready", flush=True)
    for line in sys.stdin:
        hurry = timedelta(seconds=float(sys.argv[2]))
        with at(datetime.fromisoformat(line.strip()) + hurry):
            summary = remind(Mail(url, SENDER, 5.0))
        print(" ".join(summary.lines()).replace("\t", "="), flush=True)


if __name__ == "__main__":
    main()
