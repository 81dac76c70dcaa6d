"""Nothing of the catalogue is forgotten: each id has its tests, or the reason why there can be none here."""

from pathlib import Path

import pytest

from tests.support.catalogue import bearers, borne, catalogue

SECTIONS = {
    "F": range(1, 31),
    "B": range(1, 97),
    "Z": range(18, 28),
    "L": range(1, 19),
    "P": range(1, 31),
    "S": range(1, 16),
}


def test_the_catalogue_is_whole() -> None:
    wanted = [f"{section}{number:02}" for section, numbers in SECTIONS.items() for number in numbers]
    assert list(catalogue()) == wanted


def test_each_id_has_a_test_or_a_reason_and_no_test_bears_an_unknown_one(pytestconfig: pytest.Config) -> None:
    known, found = catalogue(), bearers(pytestconfig)
    assert [name for name, reason in known.items() if not reason and name not in found] == [], "forgotten"
    assert {name: tests for name, tests in found.items() if name not in known} == {}, "not in the catalogue"
    assert [name for name, reason in known.items() if reason and name in found] == [], "it can be tried after all"


@pytest.mark.parametrize(
    ("name", "case", "description", "ids"),
    [
        ("test_F12_L01_a_full_disk", "sqlite", "", {"F12", "L01"}),
        ("test_f17_every_bit", "", "", {"F17"}),
        ("test_refused", "B32 03/04/2024", "", {"B32"}),
        ("test_refused", "sqlite-B32 form", "", {"B32"}),
        ("test_x", "", "F01, F02: twice.", {"F01", "F02"}),
        ("test_x", "", "F06.", {"F06"}),
        ("test_x", "", "As F06 and B10 say: no.", set()),
        ("test_x", "F320", "F32 is a diagnosis.", set()),
    ],
    ids=range(8),
)
def test_where_an_id_stands(name: str, case: str, description: str, ids: set[str]) -> None:
    assert borne(name, case, description) == ids


def test_the_list_is_found_where_it_is_said_to_be() -> None:
    assert "tests.support.catalogue" in Path("docs/catalogue.md").read_text(encoding="utf-8")
