"""Tries each change in a process of its own: the loaded tests are forked, so nothing is imported twice."""

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.changes import Mutant
from tests.mutation.patch import Program
from tests.mutation.selection import Selection

MEMORY = 6 << 30  # bytes of addresses: a change that asks for more without end is stopped
EXAMPLES: dict[str, Any] = {  # few, always the same, and none made smaller once it has failed
    "derandomize": True,
    "database": None,
    "deadline": None,
    "max_examples": 25,
    "suppress_health_check": list(hypothesis.HealthCheck),
    "phases": [hypothesis.Phase.explicit, hypothesis.Phase.generate],
}
QUIET = ["--assert=plain", "--tb=native", "--disable-warnings", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
Tell = Callable[[Mutant, str], None]


class Trial:
    """A plugin for pytest that runs the collected tests once as they are, and then against every change."""

    def __init__(self, root: str, folder: str, mutants: list[Mutant], tell: Tell, budget: float) -> None:
        self._root, self._folder, self._mutants, self._tell, self._budget = root, folder, mutants, tell, budget
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        program = Program(self._root, self._folder)
        selection = Selection(program)
        self.failed = selection.learn(session.items)
        program.look()
        print(f"{len(selection.tests)} tests of {self._folder}; {len(self._mutants)} changes to try", flush=True)
        gc.collect()
        gc.freeze()
        for mutant in self._mutants:
            self._tell(mutant, self._try(mutant, program, selection))
        return True

    def _try(self, mutant: Mutant, program: Program, selection: Selection) -> str:
        tests = selection.for_(mutant)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            _run(mutant, program, selection, tests, writing, self._budget)
        os.close(writing)
        with os.fdopen(reading) as told:
            killer = told.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if killer:
            selection.noticed(mutant, tests[int(killer)].nodeid)
        return {0: "survived", 1: "killed", -signal.SIGALRM: "timeout"}.get(code, "killed")


def _run(
    mutant: Mutant, program: Program, selection: Selection, tests: list[pytest.Item], tell: int, budget: float
) -> None:
    """In the child: makes the change, runs the tests, and ends the process with 1 where one of them fails."""
    try:
        _alone()
        signal.setitimer(signal.ITIMER_REAL, 30)
        program.put(mutant, module=not selection.reached(mutant))
        if selection.fills_a_cache(mutant) or not selection.reached(mutant):
            program.forget()
        for place, test in enumerate(tests):
            if time.process_time() > budget:
                break
            signal.setitimer(signal.ITIMER_REAL, 5 + 10 * selection.seconds[test.nodeid])
            if any(one.failed for one in runtestprotocol(test, nextitem=None, log=False)):
                os.write(tell, str(place).encode())
                os._exit(1)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # whatever the change broke, this process must not go on as its parent
        os._exit(1)


def _alone() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def try_all(trial: Trial, tests: list[str]) -> int:
    """Runs pytest with the trial, without explanations of what failed: they take longer than the tests."""
    sys.dont_write_bytecode = True
    hypothesis.settings.register_profile("mutation", **EXAMPLES)
    hypothesis.settings.load_profile("mutation")
    return int(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *QUIET, *tests], plugins=[trial]))
