"""Each sentence and each reason stands as it was read and approved: tests/spec/said."""

import pytest

from tests.criteria.said import CHAPTERS, Said, read

WRITTEN: dict[str, Said] = {name: read(name) for name in CHAPTERS}


SHORT = ("asked by payers", "sources", "signs")  # read as a whole
LONG = [(name, story) for name, said in WRITTEN.items() for story in said if name not in SHORT]


@pytest.mark.parametrize("chapter", SHORT)
def test_a_chapter_stands_as_it_was_approved(chapter: str) -> None:
    assert {story: tell() for story, tell in CHAPTERS[chapter]().items()} == WRITTEN[chapter]


@pytest.mark.parametrize(("chapter", "story"), LONG)
def test_it_is_said_as_it_was_approved(chapter: str, story: str) -> None:
    """After a change that is meant: `python -m tests.criteria.said`, and read what changed."""
    assert CHAPTERS[chapter]()[story]() == WRITTEN[chapter][story]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_left_unsaid(chapter: str) -> None:
    assert list(CHAPTERS[chapter]()) == list(WRITTEN[chapter])
