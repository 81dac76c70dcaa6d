"""Each sentence and each reason stands as it was read and approved: tests/spec/said."""

import pytest

from tests.criteria.said import CHAPTERS, Said, read

WRITTEN: dict[str, Said] = {name: read(name) for name in CHAPTERS}


@pytest.mark.parametrize(("chapter", "story"), [(name, story) for name, said in WRITTEN.items() for story in said])
def test_it_is_said_as_it_was_approved(chapter: str, story: str) -> None:
    """After a change that is meant: `python -m tests.criteria.said`, and read what changed."""
    assert CHAPTERS[chapter]()[story]() == WRITTEN[chapter][story]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_left_unsaid(chapter: str) -> None:
    assert list(CHAPTERS[chapter]()) == list(WRITTEN[chapter])
