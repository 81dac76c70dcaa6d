"""The search for unnoticed changes finds one that is known to be there, and believes the tests where they are good."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOY = '''
"""Toys."""
from functools import lru_cache

LIMIT = 3


def over(value: int) -> bool:
    """A docstring is left alone."""
    return value > LIMIT


def adder(step):
    def add(value):
        return value + step
    return add


class Toy:
    def __getattr__(self, name):
        return len(name) * 2


class Loud(Exception):
    def __init__(self, word):
        super().__init__(word.upper())


@lru_cache
def table():
    return {row(3): 1}


def row(one):
    while one < 4:
        one = one + one
    return one
'''
TESTS = """
import toy.play as toy


def test_over():
    assert toy.over(5) and not toy.over(1)


def test_adder():
    assert toy.adder(2)(3) == 5


def test_attribute():
    assert toy.Toy().abc == 6


def test_loud():
    assert str(toy.Loud("a")) == "A"


def test_table():
    assert toy.table() == {6: 1}

def test_that_fails():
    assert False
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("toys")
    for name, text in {"toy/play.py": TOY, "toy/__init__.py": "", "toy_tests/test_toy.py": TESTS}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "tests.mutation", "toy", "--tests", "toy_tests"]
    ran = subprocess.run(command, cwd=folder, env={"PYTHONPATH": f"{ROOT}:{folder}"}, capture_output=True, text=True)
    assert "Traceback" not in ran.stderr
    return ran.stdout


def test_what_no_test_notices_is_listed_with_its_place(said: str) -> None:
    """Nothing asks about the value at the limit, or one above or below it; three is doubled once in any case."""
    survivors = [line for line in said.splitlines() if line.startswith("survived")]
    assert survivors[0] == "survived  play.py:5  [play.py module 3→4 #1]  LIMIT = 3"
    assert [line.split("  ")[1:3] for line in survivors] == [
        ["play.py:5", "[play.py module 3→4 #1]"],
        ["play.py:5", "[play.py module 3→2 #1]"],
        ["play.py:10", "[play.py over Gt→GtE #1]"],
        ["play.py:35", "[play.py row Lt→LtE #1]"],
        ["play.py:35", "[play.py row 4→5 #1]"],
    ]


def test_closures_special_methods_caches_and_endless_loops_are_tried(said: str) -> None:
    assert "play.py                          19 killed  5 survived  1 timeout" in said
    assert said.splitlines()[-1] == "19 killed, 1 timeout, 5 survived, 0 equivalent: 80.0 % of 25 killed"


def test_a_test_that_fails_anyway_notices_nothing(said: str) -> None:
    assert "left out, since it fails without any change: toy_tests/test_toy.py::test_that_fails" in said
