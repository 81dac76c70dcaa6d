"""A clinic's own instrument joins the shelf at the start; one that does not hold stops the program, by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import instruments
from instruments import shelf, use_own
from models.errors import Unsafe
from models.own_instruments import with_own_instruments

SHIPPED = Path(instruments.__file__).parent / "definitions" / "pgic.toml"


@pytest.fixture(autouse=True)
def as_delivered() -> Iterator[None]:
    yield
    use_own(None)


def put(data_dir: Path, text: str) -> None:
    folder = data_dir / "instruments"
    folder.mkdir()
    (folder / "our_change.toml").write_text(text, "utf-8")


def test_without_a_folder_the_shelf_is_as_delivered() -> None:
    assert set(with_own_instruments()) == set(shelf())


def test_a_definition_in_the_data_folder_is_on_the_shelf(data_dir: Path) -> None:
    put(data_dir, SHIPPED.read_text("utf-8").replace('id = "pgic"', 'id = "our_change"', 1))
    with_own_instruments()
    assert shelf()["our_change"].primary.range == shelf()["pgic"].primary.range


def test_one_that_does_not_hold_is_named_and_nothing_starts(data_dir: Path) -> None:
    put(data_dir, 'id = "our_change"\n')
    with pytest.raises(Unsafe, match=r"our_change\.toml"):
        with_own_instruments()
    assert "our_change" not in shelf()


def test_a_shipped_instrument_cannot_be_replaced(data_dir: Path) -> None:
    put(data_dir, SHIPPED.read_text("utf-8"))
    with pytest.raises(Unsafe, match="our_change"):
        with_own_instruments()
