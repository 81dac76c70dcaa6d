"""An administrator reads in the log what was done, never the name that the program has for it."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import models
from models.door import REGISTRY
from models.sealing import log
from pages.parts import log_words

# How an act is named where an entry is written by hand and not by the frame of a door.
BY_HAND = re.compile(r"""(?:act(?:: str)? = (?:"[a-z_]+" if .* else )?|act=|[._]entry\(|_log\([^)]*?)"([a-z_]+)\"""")


@pytest.fixture(scope="module", autouse=True)
def every_door() -> None:
    for each in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(each.name)


def test_every_door_has_words() -> None:
    silent = {"is_reset_open", "stop_offer", "actor_of", "crisis_for", "demo_people", "link_state"}
    doors = {door.rpartition(".")[2] for door in REGISTRY if door.startswith("models.")} - silent
    assert len(doors) > 100
    assert doors - log_words.acts().keys() == set()


def test_what_is_written_by_hand_has_words() -> None:
    files = [path for folder in models.__path__ for path in Path(folder).rglob("*.py")]
    named = {act for path in files for act in BY_HAND.findall(path.read_text(encoding="utf-8"))}
    assert {"backup", "restore", "reset_password", "sign_in", "sign_in_recovery_code"} <= named
    named |= {log.BEGUN, log.NEW_KEY, log.SCHEMA, log.COVERED}
    assert {each for each in named if each != "unknown"} - log_words.acts().keys() == set()


def test_the_words_are_words() -> None:
    for name, words in log_words.acts().items():
        assert "_" not in words, name
        assert words != name.replace("_", " "), name
    assert len(set(log_words.acts().values())) >= len(log_words.acts()) - 1  # two ways through the provider are one act


def test_an_act_of_another_version_is_shown_by_its_name() -> None:
    assert log_words.act("something_newer") == "something newer"
    assert log_words.who("", "system") == "the installation"
