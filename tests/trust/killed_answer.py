"""An answer about suicide that is kept, and a process that is killed right after; a program: the door, and the ward."""

import json
import os
import signal
import sys

from models.access import Actor, ActorKind
from models.recording import PersonRole
from tests.support.patients import Asked
from tests.trust.conftest import Ward
from tests.trust.test_six_doors import DOORS


def main() -> None:
    door, told = sys.argv[1], json.loads(sys.argv[2])
    clinician = Actor(told["clinician"], PersonRole.clinician, ActorKind.account, told["clinic"], visit_id="v" * 32)
    DOORS[door](Ward(told["clinic"], told["patient"], Asked(*told["asked"]), clinician), 3)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
