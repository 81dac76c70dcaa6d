"""Which tests reach which function: each test is run once and the functions that it enters are noted."""

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.changes import Mutant
from tests.mutation.patch import Key, Program, key_of

SLOW = 0.3  # seconds: such tests come last
CASES = 3  # of each test, where it may be met by all
Tracer = Callable[[FrameType, str, Any], Any]


class Selection:
    """What was seen when all tests ran once: who enters what, what runs while a cache is filled, how long it takes."""

    def __init__(self, program: Program) -> None:
        self._program, self._depth = program, 0
        self.tests: list[pytest.Item] = []  # those that pass; one that enters nothing may still use a value
        self.seconds: dict[str, float] = {}
        self._entered: dict[Key, set[str]] = defaultdict(set)
        self._cached: set[Key] = set()
        self._rounds: dict[str, tuple[int, float]] = {}
        self._killers: dict[str, list[str]] = defaultdict(list)

    def learn(self, items: list[pytest.Item]) -> list[str]:
        """Runs every test; the ids of those that fail without any change. Caches are cold where a file begins."""
        failed, file, count = [], None, defaultdict[str, int](int)
        for item in items:
            if item.path != file:
                self._program.forget()
                file = item.path
            begun, now = time.perf_counter(), set[Key]()
            with _traced(self._tracer(now)):
                reports = runtestprotocol(item, nextitem=None, log=False)
            self.seconds[item.nodeid] = time.perf_counter() - begun
            if any(one.failed for one in reports):
                failed.append(item.nodeid)
            else:
                self.tests.append(item)
                for key in now:
                    self._entered[key].add(item.nodeid)
                name = item.nodeid.partition("[")[0]
                self._rounds[item.nodeid] = count[name], self.seconds[item.nodeid]
                count[name] += 1
        return failed

    def _tracer(self, now: set[Key]) -> Tracer:
        ours = self._program.folder

        def filled(frame: FrameType, event: str, value: object) -> Tracer:
            self._depth -= event == "return"
            return filled

        def enter(frame: FrameType, event: str, value: object) -> Tracer | None:
            code, self_filled = frame.f_code, None
            if id(code) in self._program.cached:
                self._depth += 1
                frame.f_trace_lines = False
                self_filled = filled
            if code.co_filename.startswith(ours):
                now.add(key_of(code))
                if self._depth:
                    self._cached.add(key_of(code))
            return self_filled

        return enter

    def fills_a_cache(self, mutant: Mutant) -> bool:
        return any(key in self._cached for key in self._keys(mutant))

    def reached(self, mutant: Mutant) -> bool:
        return any(self._keys(mutant))

    def for_(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that may notice: first what noticed the like before, then one case of every test, quick ones first.

        What is kept in a cache may be met by any test, and so may the values of a module: some cases of each are added.
        """
        entering = {test for key in self._near(mutant) for test in self._entered[key]}
        everyone = not self.reached(mutant) or self.fills_a_cache(mutant)
        before = self._killers[f"{mutant.file} {mutant.function}"]
        order = {test: place for place, test in enumerate(reversed(before))}
        chosen = [
            one
            for one in self.tests
            if one.nodeid in entering or one.nodeid in order or (everyone and self._rounds[one.nodeid][0] < CASES)
        ]
        return sorted(
            chosen,
            key=lambda one: (
                order.get(one.nodeid, len(order)),
                self.seconds[one.nodeid] > SLOW,
                self._rounds[one.nodeid][0],
                one.nodeid not in entering,
                self._rounds[one.nodeid][1],
            ),
        )

    def noticed(self, mutant: Mutant, test: str) -> None:
        before = self._killers[f"{mutant.file} {mutant.function}"]
        self._killers[f"{mutant.file} {mutant.function}"] = [*(one for one in before if one != test), test]

    def _near(self, mutant: Mutant) -> Iterator[Key]:
        """The function, or for what no test enters every function of the file: they use its values."""
        if self.reached(mutant):
            return self._keys(mutant)
        return (key for key in self._entered if key[0] == str(mutant.file))

    def _keys(self, mutant: Mutant) -> Iterator[Key]:
        if mutant.function:
            inside = mutant.function + "."
            yield from (
                key
                for key in self._entered
                if key[0] == str(mutant.file) and (key[1] == mutant.function or key[1].startswith(inside))
            )


@contextmanager
def _traced(tracer: Tracer) -> Iterator[None]:
    threading.settrace(tracer)
    sys.settrace(tracer)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)
