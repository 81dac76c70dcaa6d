"""The long table: the same from lists and from arrays, in whatever order the rows come."""

import numpy as np
import pytest

from models.criteria.change import NotComputable, long_table
from models.criteria.change.pairs import first_and_last
from models.criteria.change.scores import codes
from tests.change.support import NAN

VALUES = [7, 3, 7, 9, 3, 3, 12]


@pytest.mark.parametrize(
    "values",
    [
        np.array(VALUES), np.array(VALUES, dtype=np.uint8), np.array(VALUES) - 20, np.array(VALUES) * 10**9,
        np.array(VALUES, dtype=float) / 4, np.array([f"P{value}" for value in VALUES]),
    ],
)  # fmt: skip
def test_names_stand_in_order_of_appearance(values: np.ndarray) -> None:
    names, places = codes(values)
    from_list, places_from_list = codes(values.tolist())
    assert names == from_list
    assert places.tolist() == places_from_list.tolist() == [0, 1, 0, 2, 1, 1, 3]


def test_visits_are_found_by_name_or_number() -> None:
    scores = long_table(["A"] * 3, ["0", "4.5", "26"], [1.0, 2.0, 3.0])
    assert [scores.find_visit(name) for name in ("0.0", "4.50", "26", "27", "post")] == [0, 1, 2, None, None]
    twice = long_table(["A"] * 2, ["4", "4.0"], [1.0, 2.0])
    assert [twice.find_visit(name) for name in ("4", "4.0", "4.00")] == [0, 1, 0]
    words = long_table(["A"] * 2, ["pre", "post"], [1.0, 2.0])
    assert (words.find_visit("post"), words.find_visit("1"), words.times()) == (1, None, None)


def test_rows_in_any_order_are_read_by_person() -> None:
    """The first row is of a person without a score then, so that the order of the people is not that of the rows."""
    rows = [("A", 0, NAN), ("B", 0, 9.0), ("B", 1, 8.0), ("B", 2, 7.0), ("A", 1, 6.0), ("A", 2, 5.0), ("A", 3, 4.0)]
    found, used = first_and_last(long_table(*zip(*rows, strict=True)))
    assert found.person.tolist() == [0, 1]
    assert (found.pre.tolist(), found.post.tolist()) == ([6.0, 9.0], [4.0, 7.0])
    assert used.tolist() == [4, 5, 6, 1, 2, 3]


def test_one_group_a_person() -> None:
    scores = long_table("AABBC", "12121", [1.0] * 5, ["x", "", "y", "y", ""])
    assert scores.group is not None
    assert (scores.groups, scores.group.tolist()) == (["x", "y"], [0, 1, -1])
    with pytest.raises(NotComputable, match="another group") as refused:
        long_table("AABB", "1212", [1.0] * 4, ["x", "x", "y", "x"])
    assert refused.value.row == 3
